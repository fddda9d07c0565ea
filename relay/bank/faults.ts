/** What goes wrong at a bank: each fault is one that a provider was seen to have. */

/** How often, from 0 (never) to 1 (always). */
export type Share = number

/** Times in ms. */
export interface Faults {
  /** What is read there is so old: an answer may be behind the callback. */
  lag?: number
  /** A payment is not known before so long after it was begun. */
  absentFor?: number
  /** It gives one of its moods instead of the truth; `within`: only so soon after the payment last changed. */
  moods?: { share: Share; names?: readonly string[]; within?: number }
  /** It was asked too often; `after`: says to come again in so many seconds. */
  tooMuch?: { share: Share; after?: number }
  /** It answers about another payment. */
  other?: Share
  /** What stands before it says so, in HTML: 502. */
  badGateway?: Share
  /** It takes the question, and never answers. */
  silent?: Share
  /** It hangs up. */
  unreachable?: Share
  /** A token is good for no longer, whatever was said as it was given out. */
  tokenLife?: number
  /** Its clock, as its `Date` tells it, is so far ahead; negative: behind. */
  clock?: number
}

/** Decides by chance, and the same again under the same seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** Draws only where it may be either. */
  has(share: Share = 0): boolean {
    return share >= 1 || (share > 0 && this.#next() < share)
  }

  pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#next() * all.length)]
  }

  /** Mulberry32: from 0 to 1. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
