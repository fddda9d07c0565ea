/** Drawn, not loaded: a strict content security policy allows it. Paths in a box of 24. */

import type { Coin, Glyph } from '../view-model/view.ts'

export const GLYPHS: Readonly<Record<Glyph, string>> = {
  clock: 'M12 7v5l3 2',
  phone: 'M9 3h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M11 18h2',
  app: 'M9 3h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2m0 9 2 2 4-4',
  lock: 'M7 11h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1m2 0V8a3 3 0 0 1 6 0v3',
  bank: 'm4 9 8-5 8 5ZM6 12v5M10 12v5M14 12v5M18 12v5M4 20h16',
  chain: 'm10 14 4-4M9 11l-2 2a3 3 0 0 0 4 4l2-2m2-2 2-2a3 3 0 0 0-4-4l-2 2',
  check: 'm5 13 5 4 9-10',
  cross: 'm7 7 10 10M17 7 7 17',
  minus: 'M7 12h10',
  plus: 'M12 7v10M7 12h10',
  back: 'M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
  alert: 'M12 6v7m0 4v0',
}

export const COINS: Readonly<Record<Coin, string>> = {
  none: 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0',
  unknown: 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M10 10a2 2 0 1 1 2 2v1m0 3v0',
  part: 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 3.5v17',
  held: 'M7 11h10v9H7Zm2 0V8a3 3 0 0 1 6 0v3',
  taken: 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0m5 0 2.5 2.5 4.5-5',
  back: 'M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4',
  contested: 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 8v5m0 3v0',
}
