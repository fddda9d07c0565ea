/** What happened to an order lately, in this process: what somebody asks who looks into one order. */

import type { Happening } from './happening.ts'

/** One happening, and when it was, in ms since 1970. */
export interface Past {
  at: number
  happening: Happening
}

/** Of so many orders, those to which something happened last. */
const ORDERS = 1_000

/** Of each, so many happenings, the newest. With `ORDERS`, some 10 MB at the most. */
const EACH = 50

export class Lately {
  /** The one that was heard of last is the last. */
  readonly #orders = new Map<string, Past[]>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  hear(happening: Happening): void {
    for (const order of ordersOf(happening)) {
      // A stranger may name any order: what is remembered of others must not go for that.
      if (happening.type === 'subscription_refused' && !this.#orders.has(order)) continue
      this.#remember(order, { at: this.#now(), happening })
    }
  }

  /** Oldest first. */
  of(order: string): readonly Past[] {
    return this.#orders.get(order) ?? []
  }

  #remember(order: string, past: Past): void {
    const known = this.#orders.get(order) ?? []
    known.push(past)
    if (known.length > EACH) known.shift()
    this.#orders.delete(order)
    this.#orders.set(order, known)
    if (this.#orders.size <= ORDERS) return
    const [oldest] = this.#orders.keys()
    if (oldest !== undefined) this.#orders.delete(oldest)
  }
}

const ordersOf = (happening: Happening): readonly string[] => {
  if ('orders' in happening && typeof happening.orders === 'object') return happening.orders
  return 'order' in happening && happening.order !== undefined ? [happening.order] : []
}
