/** Callbacks that found no relay: providers come again with them, all but those that tell a thing once. */

import type { Order } from './shop.ts'
import type { Staged, Word } from './staged.ts'

interface Kept {
  order: Order
  provider: Staged
  word: Word
  /** The id of the first try. */
  cause: string
}

/** Who is down for longer misses the eldest of more than these. */
const MOST = 1_000

export class Undelivered {
  readonly #kept: Kept[] = []

  keep(order: Order, provider: Staged, word: Word, cause: string): void {
    // Who sends without a signature says it to an address that was given for this once.
    if (provider.adapter.trust === 'address' || word.isForged) return
    this.#kept.push({ order, provider, word, cause })
    if (this.#kept.length > MOST) this.#kept.shift()
  }

  /** What is to be sent again, once. */
  take(): Kept[] {
    return this.#kept.splice(0)
  }
}
