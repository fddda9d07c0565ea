import { Newest } from './newest.ts'

/** One time that a shopper was asked to pay an order. */
export interface Attempt {
  /** What the provider calls it. */
  readonly payment: string
  /** In ms since 1970. */
  readonly begunAt: number
  isOpen: boolean
  /** The id of what happened of it last. */
  last?: string | undefined
}

/** More orders than anybody plays with at once. */
const ORDERS = 1_000

/** The latest of each order, and the one that paid it. */
export class Attempts {
  readonly #latest = new Newest<Attempt>(ORDERS)
  readonly #paid = new Newest<{ provider: string; payment: string }>(ORDERS)
  #unique = 0

  of(order: string): Attempt | undefined {
    return this.#latest.get(order)
  }

  /** `named`: what the provider calls it, made of something unique. */
  begin(order: string, named: (unique: string) => string): Attempt {
    // Another name each time, also after the demo was started anew on the same store.
    this.#unique = Math.max(this.#unique + 1, Date.now())
    const unique = this.#unique.toString(36).toUpperCase()
    const attempt: Attempt = {
      payment: named(`${order.replace('-', '')}T${unique}`),
      begunAt: Date.now(),
      isOpen: true,
    }
    this.#latest.set(order, attempt)
    return attempt
  }

  paid(order: string, provider: string, payment: string): void {
    this.#paid.set(order, { provider, payment })
  }

  /** Which payment of this provider's paid the order. */
  payerOf(order: string, provider: string): string | undefined {
    const paid = this.#paid.get(order)
    return paid?.provider === provider ? paid.payment : undefined
  }
}
