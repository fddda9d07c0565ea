/** Drawn, not loaded: a strict content security policy allows it. Lines in a box of 24. */

import type { Coin, Glyph } from '../view-model/view.ts'

export type Icons = Readonly<Partial<Record<Glyph | Coin, string>>>

/** Those of the first seconds. The others are in later/icons.ts. */
export const ICONS: Icons = {
  clock: 'M12 5.2V12l4.6 2.9',
  phone: 'M9 3h6q2 0 2 2v14q0 2-2 2H9q-2 0-2-2V5q0-2 2-2m2 14.7h2',
  app: 'M9 3h6q2 0 2 2v14q0 2-2 2H9q-2 0-2-2V5q0-2 2-2m1 9 1.5 1.5L14.5 10',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  check: 'm5.5 12.8 4.3 4.3 8.7-9.7',
  cross: 'm7.5 7.5 9 9m0-9-9 9',
  minus: 'M7.5 12h9',
  unknown: 'M10 10.2a2 2 0 1 1 3 1.7c-.6.4-1 .7-1 1.5m0 2.6v0',
  taken: 'm8 12.4 2.8 2.8 5.2-6',
}
