/** What a page follows, until when, and which versions of it it has seen. */

import type { Hub, Listener } from './hub.ts'
import type { Snapshot } from '../protocol.ts'
import type { OwnedSnapshot } from './owned-snapshot.ts'
import { EVERY_ORDER } from '../access/token.ts'

/** By which token the page follows something. */
export interface Subscription {
  /** In ms since 1970. */
  expiresAt: number
  /** The order is opened by being this customer's, for as long as it is. */
  customer?: string
}

/** By which customer, or by none where a token names the order itself, it is open until when. */
type Openings = ReadonlyMap<string | undefined, number>

/** An order that is open to the page, until the last of its openings ends. */
interface Opened {
  expiresAt: number
  openings: Openings
}

/** What the page has of an order, and whose that was then. */
interface Seen {
  epoch: string
  version: number
  customers: readonly string[]
}

/** Versions that are remembered of orders that the page does not name. */
const MAX_SEEN = 1_000

export class Subscriptions {
  readonly #hub: Hub
  readonly #listener: Listener
  readonly #orders = new Map<string, Opened>()
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

  get isEmpty(): boolean {
    return this.#orders.size + this.#customers.size === 0
  }

  /** From now on; or for longer, if it does already. One token never takes what another has opened. */
  follow(id: string, { expiresAt, customer }: Subscription): void {
    if (id === EVERY_ORDER) this.#hub.followAll(this.#listener)
    else this.#hub.follow(id, this.#listener)
    const openings = new Map(this.#orders.get(id)?.openings)
    openings.set(customer, Math.max(expiresAt, openings.get(customer) ?? 0))
    this.#orders.set(id, opened(openings))
  }

  followCustomer(customer: string, { expiresAt }: Subscription): void {
    this.#hub.followCustomer(customer, this.#listener)
    const known = this.#customers.get(customer)?.expiresAt ?? 0
    this.#customers.set(customer, { expiresAt: Math.max(expiresAt, known) })
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

  /** The one of an order's customers through whom the page hears of it, if there is one. */
  customerAmong(customers: readonly string[]): string | undefined {
    return customers.find((customer) => this.#customers.has(customer))
  }

  /** Whether the page hears of the order, by its id or through its customers. */
  includes(id: string, customers: readonly string[]): boolean {
    return this.#orders.has(id) || this.customerAmong(customers) !== undefined
  }

  /**
   * Whether the order is no longer that customer's whose token opened it, and nothing else opens it.
   * `now` in ms since 1970: an opening that has run out saves nothing, though nobody has ended it yet.
   */
  isTakenAway(id: string, customers: readonly string[], now: number): boolean {
    let isTaken = false
    for (const [customer, until] of this.#orders.get(id)?.openings ?? []) {
      if (!isTheirs(customer, customers)) isTaken = true
      else if (until > now) return false
    }
    return isTaken
  }

  /** The highest version of an order that the page was told, or told us. */
  versionOf(id: string): number | undefined {
    return this.#seen.get(id)?.version
  }

  /** Whether the page has this of the order, or what is newer. Of a history by another name, it has nothing. */
  hasSeen({ id, epoch, version }: Pick<Snapshot, 'id' | 'epoch' | 'version'>): boolean {
    const seen = this.#seen.get(id)
    return seen !== undefined && seen.epoch === epoch && seen.version >= version
  }

  saw({ order, customers }: OwnedSnapshot): void {
    const { id, epoch, version } = order
    this.#endTaken(id, customers)
    const newest = this.hasSeen(order) ? (this.versionOf(id) ?? version) : version
    this.#seen.set(id, { epoch, version: newest, customers })
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

  /** Of an order that stays open, what was opened by those whose it is no more. */
  #endTaken(id: string, customers: readonly string[]): void {
    const openings = this.#orders.get(id)?.openings
    // The last one stays, until the page is told.
    if (!openings || openings.size === 1) return
    const left = new Map([...openings].filter(([customer]) => isTheirs(customer, customers)))
    if (left.size > 0) this.#orders.set(id, opened(left))
  }

  /** What the page follows no longer, it cannot acknowledge, and no heartbeat tells. */
  #forget(id: string): void {
    const seen = this.#seen.get(id)
    if (seen && !this.includes(id, seen.customers)) this.#seen.delete(id)
  }
}

const opened = (openings: Openings): Opened => ({
  expiresAt: Math.max(...openings.values()),
  openings,
})

/** Whether what a customer opened, or nobody's token, holds for an order of these. */
const isTheirs = (customer: string | undefined, customers: readonly string[]): boolean =>
  customer === undefined || customers.includes(customer)
