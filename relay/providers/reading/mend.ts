import type { Told } from '../asking.ts'

export type ToldMain = Extract<Told, { part: 'main' }>

/** What the callback half read, with its word on how the attempt stands mended. */
export const mendMain = (told: readonly Told[], mend: (main: ToldMain) => ToldMain): Told[] =>
  told.map((each) => (each.part === 'main' ? mend(each) : each))
