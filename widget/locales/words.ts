/** The form that words have, and how they are filled in. */

import en from './en.json' with { type: 'json' }
import enLater from './en.later.json' with { type: 'json' }

/** Forms by the category that `Intl.PluralRules` names for a number: `other` is always there. */
export type Plural = { readonly other: string } & Readonly<Partial<Record<string, string>>>

/** Both, section by section. */
export const merged = (first: FirstWords, later: LaterWords): Words => ({
  ...later,
  title: { ...first.title, ...later.title },
  next: { ...first.next, ...later.next },
  money: { ...first.money, ...later.money },
  button: { ...first.button, ...later.button },
  label: { ...first.label, ...later.label },
  connection: first.connection,
})

type Like<English> = {
  readonly [Section in keyof English]: {
    readonly [Key in keyof English[Section]]: English[Section][Key] extends string ? string : Plural
  }
}

/** What the first seconds need: sections of sentences. */
export type FirstWords = Like<typeof en>

/** What is loaded right behind them. */
export type LaterWords = Like<typeof enLater>

/** What every language has. */
export type Words = FirstWords & LaterWords

/** What is filled in, by its name in braces. */
export type Values = Readonly<Record<string, string>>

/** Letters that are written from right to left. */
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Fills in what stands in braces. A value keeps its own direction (U+2068, U+2069) where two can meet. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    return RTL.test(text + value) ? `\u2068${value}\u2069` : value
  })
