/** The two speeds of proof: what `npm test` tries some times, `npm run test:long` tries many times. */

import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean
  }
}

/** How often a test does what chance has a part in. The test is tagged `long`, or the long run leaves it out. */
export const howOften = ({ usually, long }: { usually: number; long: number }): number =>
  inject('isLong') ? long : usually
