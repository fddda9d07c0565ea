/** What a page follows, until when, and which versions of it it has seen. */

import type { Hub, Listener, Owned } from './hub.ts'
import { EVERY_ORDER } from './token.ts'

/** By which token the page follows something. */
export interface Subscription {
  /** In ms since 1970. */
  expiresAt: number
  /** The order is opened by being this customer's, for as long as it is. */
  customer?: string
}

/** What the page has of an order, and whose that was then. */
interface Seen {
  version: number
  customers: readonly string[]
}

/** Versions that are remembered of orders that the page does not name. */
const MAX_SEEN = 1_000

export class Following {
  readonly #hub: Hub
  readonly #listener: Listener
  readonly #orders = new Map<string, Subscription>()
  readonly #customers = new Map<string, Subscription>()
  readonly #seen = new Map<string, Seen>()

  constructor(hub: Hub, listener: Listener) {
    this.#hub = hub
    this.#listener = listener
  }

  get orders(): ReadonlyMap<string, Subscription> {
    return this.#orders
  }

  get customers(): ReadonlyMap<string, Subscription> {
    return this.#customers
  }

  /** From now on; or for longer, if it does already. */
  follow(id: string, subscription: Subscription): void {
    if (id === EVERY_ORDER) this.#hub.followAll(this.#listener)
    else this.#hub.follow(id, this.#listener)
    this.#orders.set(id, later(this.#orders.get(id), subscription))
  }

  followCustomer(customer: string, { expiresAt }: Subscription): void {
    this.#hub.followCustomer(customer, this.#listener)
    this.#customers.set(customer, later(this.#customers.get(customer), { expiresAt }))
  }

  /** Whether it did until now. */
  unfollow(id: string): boolean {
    if (id === EVERY_ORDER) this.#hub.unfollowAll(this.#listener)
    else this.#hub.unfollow(id, this.#listener)
    const wasFollowed = this.#orders.delete(id)
    this.#forget(id)
    return wasFollowed
  }

  unfollowCustomer(customer: string): void {
    this.#hub.unfollowCustomer(customer, this.#listener)
    this.#customers.delete(customer)
    for (const id of this.#seen.keys()) this.#forget(id)
  }

  leave(): void {
    for (const id of [...this.#orders.keys()]) this.unfollow(id)
    for (const customer of [...this.#customers.keys()]) this.unfollowCustomer(customer)
  }

  /** Whether the page hears of the order, by its id or through its customers. */
  includes(id: string, customers: readonly string[]): boolean {
    return this.#orders.has(id) || customers.some((customer) => this.#customers.has(customer))
  }

  /** Whether the order is no longer that customer's whose token opened it. */
  isTakenAway(id: string, customers: readonly string[]): boolean {
    const through = this.#orders.get(id)?.customer
    return through !== undefined && !customers.includes(through)
  }

  /** The highest version of an order that the page was told, or told us. */
  versionOf(id: string): number | undefined {
    return this.#seen.get(id)?.version
  }

  saw({ order: { id, version }, customers }: Owned): void {
    this.#seen.set(id, { version: Math.max(version, this.versionOf(id) ?? 0), customers })
    if (this.#seen.size <= MAX_SEEN) return
    const oldest = [...this.#seen.keys()].find((known) => !this.#orders.has(known))
    if (oldest !== undefined) this.#seen.delete(oldest)
  }

  /** The newest version that there is of each order that the page follows. */
  versions(): Record<string, number> {
    // Of a customer's order it was told all that there is, for as long as it was theirs.
    const newest = (id: string) => (this.#orders.has(id) ? this.#hub.versionOf(id) : 0)
    return Object.fromEntries(
      [...this.#seen].map(([id, { version }]) => [id, Math.max(version, newest(id))]),
    )
  }

  /** What the page follows no longer, it cannot acknowledge, and no heartbeat tells. */
  #forget(id: string): void {
    const seen = this.#seen.get(id)
    if (seen && !this.includes(id, seen.customers)) this.#seen.delete(id)
  }
}

/** What opens for longer. */
const later = (known: Subscription | undefined, next: Subscription): Subscription =>
  known && known.expiresAt >= next.expiresAt ? known : next
