/** Icons that the first seconds do not show. As views/icons.ts has them. */

import type { Icons } from '../views/icons.ts'

export const icons: Icons = {
  bank: 'M4 9.5 12 4.5l8 5zM6 10v7M10 10v7M14 10v7M18 10v7M4 19.5h16',
  chain:
    'M9.5 14.5 14.5 9.5M11 7.5l1.8-1.8a3.9 3.9 0 0 1 5.5 5.5L16.5 13M13 16.5l-1.8 1.8a3.9 3.9 0 0 1-5.5-5.5L7.5 11',
  plus: 'M12 6.5v11M6.5 12h11',
  back: 'M5.5 6v4.5H10M5.8 10.3A7 7 0 1 1 5 13.5',
  alert: 'M12 6.5v6.8M12 17.3v.01',
  part: 'M12 5a7 7 0 0 1 0 14z',
  held: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  contested: 'M12 7.8v4.9M12 16v.01',
}
