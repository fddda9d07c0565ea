/** Which orders hold a name, as one step has it so far. Pure but for the rows. */

import type { By, Holder, StepRows } from './rows.ts'

const RANK: Readonly<Record<By, number>> = { mention: 0, event: 1, merchant: 2 }

export class Holders {
  readonly #rows: StepRows
  readonly #known = new Map<string, Holder[]>()

  constructor(rows: StepRows) {
    this.#rows = rows
  }

  of(name: string): Holder[] {
    const holders = this.#known.get(name) ?? this.#rows.holders(name)
    this.#known.set(name, holders)
    return holders
  }

  /**
   * Whether that is news. One at most holds a name by the merchant's word, and one by what an event taught: the first.
   */
  hold(name: string, orderId: string, by: By): boolean {
    const holders = this.of(name)
    const mine = holders.find((holder) => holder.orderId === orderId)?.by
    const others = holders.filter((holder) => holder.orderId !== orderId)
    const isTaken = others.some((other) => other.by === 'merchant' || other.by === by)
    const wanted = by !== 'mention' && isTaken ? 'mention' : by
    if (mine && RANK[mine] >= RANK[wanted]) return false

    this.#rows.hold(name, orderId, wanted)
    const rest = wanted === 'merchant' ? others.map((other) => this.#demote(name, other)) : others
    this.#known.set(name, [...rest, { orderId, by: wanted }])
    return true
  }

  release(name: string, orderId: string): void {
    const rest = this.of(name).filter((holder) => holder.orderId !== orderId)
    this.#known.set(name, rest)
    this.#rows.release(name, orderId)
  }

  #demote(name: string, { orderId, by }: Holder): Holder {
    if (by !== 'mention') this.#rows.hold(name, orderId, 'mention')
    return { orderId, by: 'mention' }
  }
}
