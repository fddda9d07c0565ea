/** What a provider calls each state of a payment, and why it is so. */

import { MAIN_STATES, type MainState } from '../order/update.ts'
import type { ReasonCode } from '../protocol.ts'
import type { Truth } from './tongue.ts'

/** A state that has several reasons, each in the provider's own words. */
class Reasons<Row> {
  readonly #rows: { readonly [Code in ReasonCode]?: Row }

  constructor(rows: { readonly [Code in ReasonCode]?: Row }) {
    this.#rows = rows
  }

  /** Where no reason is known, the first, as `simulate` has it; where the provider has no word for it, the last. */
  of(reason: ReasonCode | undefined): Row | undefined {
    const all = Object.values<Row>(this.#rows)
    return reason === undefined ? all[0] : (this.#rows[reason] ?? all.at(-1))
  }
}

/** Those reasons that the provider has a code of its own for. The last says least. */
export const byReason = <Row>(rows: { readonly [Code in ReasonCode]?: Row }): Reasons<Row> =>
  new Reasons(rows)

/** By state: a row, or several where it is told why. */
export function wording<Row>(rows: { readonly [State in MainState]?: Row | Reasons<Row> }): {
  states: readonly MainState[]
  of(truth: Truth): Row
} {
  return {
    states: MAIN_STATES.filter((state) => rows[state] !== undefined),

    of({ state, reason }) {
      const said = rows[state]
      const row = said instanceof Reasons ? said.of(reason) : said
      if (row === undefined) throw new Error(`It has no word for "${state}".`)
      return row
    },
  }
}
