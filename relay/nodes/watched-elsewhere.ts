/** Which orders pages of other nodes watch: providers are asked about those as if the pages were ours. */

import { HEARTBEAT } from '../pages/liveness.ts'

/** How long it is believed, in ms: it is told each heartbeat, and may be lost once. */
const BELIEVED = 2.5 * HEARTBEAT

export class WatchedElsewhere {
  /** By order: when it was heard last, in ms since 1970; those heard last at the end. */
  readonly #heardAt = new Map<string, number>()

  add(order: string, now: number): void {
    this.#heardAt.delete(order)
    this.#heardAt.set(order, now)
    for (const [oldest, at] of this.#heardAt) {
      if (isBelieved(at, now)) return
      this.#heardAt.delete(oldest)
    }
  }

  has(order: string, now: number): boolean {
    const at = this.#heardAt.get(order)
    return at !== undefined && isBelieved(at, now)
  }
}

/** A clock may be set back. */
const isBelieved = (at: number, now: number): boolean => Math.abs(now - at) < BELIEVED
