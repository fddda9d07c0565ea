/** Drawn, not loaded: a strict content security policy allows it. Paths in a box of 24. */

import type { IconName } from '../view-model.ts'

export const ICONS: Readonly<Record<IconName, string>> = {
  clock: 'M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M12 7v5l3 2',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1M11 17h2',
  check: 'm5 13 5 4 9-10',
  cross: 'm7 7 10 10M17 7 7 17',
  back: 'M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
  shield: 'M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6ZM9 12l2 2 4-4',
  alert: 'M12 4 3 20h18ZM12 10v4m0 3v0',
}
