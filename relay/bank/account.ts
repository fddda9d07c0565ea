/** One payment at the bank, and how it came to stand. Pure. */

import type { MainState } from '../order/update.ts'
import type { ReasonCode } from '../protocol.ts'
import type { Truth } from './tongue.ts'

/** From then on it is so. */
export interface Change {
  /** In ms since 1970. */
  at: number
  state: MainState
  reason?: ReasonCode
  /** So much of it went back so far, in minor units. */
  refunded?: number
}

/** What never changes of a payment. */
export type Opening = Pick<Truth, 'orderId' | 'payment' | 'amount' | 'currency' | 'begunAt'>

export class Account {
  readonly opening: Opening
  /** The earliest first; of one time, as they were said. */
  readonly #changes: Change[]

  constructor(opening: Opening, changes: readonly Change[]) {
    this.opening = opening
    this.#changes = changes.toSorted((one, other) => one.at - other.at)
  }

  changes(change: Change): void {
    const after = this.#changes.findLastIndex(({ at }) => at <= change.at)
    this.#changes.splice(after + 1, 0, change)
  }

  /**
   * How it stood at `time`, as far as one can tell who has words for these states only. Undefined: there was nothing to
   * tell yet.
   */
  at(time: number, states: readonly MainState[]): Truth | undefined {
    let truth: Truth | undefined
    for (const { at, state, reason, refunded } of this.#changes) {
      if (at > time) break
      if (!states.includes(state)) continue
      // What is said once more has been so since it was said first.
      const since = truth?.state === state ? truth.at : at
      truth = {
        ...this.opening,
        ...{ state, at: since },
        ...(reason && { reason }),
        ...(refunded !== undefined && { refunded }),
      }
    }
    return truth
  }
}
