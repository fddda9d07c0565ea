/** Who listens to what. Publishing reaches all who do, and nobody waits for anybody. */

import type { Notice } from '../store/notice.ts'
import type { Checked, Snapshot } from '../protocol.ts'
import type { OwnedSnapshot } from './owned-snapshot.ts'
import { Publication } from './publication.ts'

export interface Listener {
  /** False for those who are not counted as watching. */
  readonly isPage: boolean
  update(publication: Publication): void
  notify(notice: Notice): void
  /** A provider was asked about an order, which is these customers'. */
  checked?(id: string, customers: readonly string[], checked: Checked): void
}

interface Topic {
  listeners: Set<Listener>
  /** The newest that was published or read: what a heartbeat tells. */
  version: number
  /** The newest that all of them were told, or have read. */
  told: number
}

const NOBODY: ReadonlySet<Listener> = new Set()

export class Hub {
  readonly #orders = new Map<string, Topic>()
  readonly #customers = new Map<string, Set<Listener>>()
  readonly #everything = new Set<Listener>()
  readonly #sealed: (order: Snapshot) => Snapshot
  readonly #failed: (error: unknown) => void

  /**
   * `sealed`: an order as it goes out. `failed` hears of what a listener throws: once for all who fail at the same
   * publication or notice.
   */
  constructor(sealed: (order: Snapshot) => Snapshot, failed: (error: unknown) => void) {
    this.#sealed = sealed
    this.#failed = failed
  }

  /** How many there are, of all listeners. */
  get subscriptions(): number {
    let count = this.#everything.size
    for (const { listeners } of this.#orders.values()) count += listeners.size
    for (const listeners of this.#customers.values()) count += listeners.size
    return count
  }

  /** From now on `listener` hears of the order; until `unfollow`. */
  follow(id: string, listener: Listener): void {
    const topic = this.#orders.get(id) ?? { listeners: new Set(), version: 0, told: 0 }
    this.#orders.set(id, topic)
    topic.listeners.add(listener)
  }

  unfollow(id: string, listener: Listener): void {
    const topic = this.#orders.get(id)
    topic?.listeners.delete(listener)
    if (topic?.listeners.size === 0) this.#orders.delete(id)
  }

  /** Likewise, of every order that is this customer's at the time. */
  followCustomer(customer: string, listener: Listener): void {
    const listeners = this.#customers.get(customer) ?? new Set()
    this.#customers.set(customer, listeners.add(listener))
  }

  unfollowCustomer(customer: string, listener: Listener): void {
    const listeners = this.#customers.get(customer)
    listeners?.delete(listener)
    if (listeners?.size === 0) this.#customers.delete(customer)
  }

  /** For staff: every order. */
  followAll(listener: Listener): void {
    this.#everything.add(listener)
  }

  unfollowAll(listener: Listener): void {
    this.#everything.delete(listener)
  }

  /** Only what is on disk is published. How many hear of it. */
  publish({ order, customers }: OwnedSnapshot): number {
    const watching = this.#watching(order.id, customers)
    this.saw(order)
    const topic = this.#orders.get(order.id)
    if (topic) topic.told = Math.max(topic.told, order.version)
    this.#tell(order, customers, [watching, this.#everything])
    return watching.size + this.#everything.size
  }

  /** These customers hear of an order that was not theirs before. */
  introduce(owned: OwnedSnapshot, newcomers: readonly string[]): void {
    const listeners = newcomers.map((customer) => this.#customers.get(customer) ?? NOBODY)
    this.#tell(owned.order, owned.customers, listeners)
  }

  /** A provider was asked about the order. */
  checked(id: string, customers: readonly string[], checked: Checked): void {
    this.#each([this.#watching(id, customers)], (listener) =>
      listener.checked?.(id, customers, checked),
    )
  }

  /** `customers`: of the order that it is addressed to, if it is. */
  notify(notice: Notice, customers: readonly string[]): void {
    const { to, id } = notice.addressee
    const listeners =
      to === 'everybody'
        ? this.#all()
        : to === 'order'
          ? this.#watching(id, customers)
          : (this.#customers.get(id) ?? NOBODY)
    this.#each([listeners], (listener) => listener.notify(notice))
  }

  /** The order was read from the store. */
  saw({ id, version }: { id: string; version: number }): void {
    const topic = this.#orders.get(id)
    if (!topic) return
    // Of what one reads that others were not told, they are not told by that.
    if (topic.version === 0) topic.told = version
    topic.version = Math.max(topic.version, version)
  }

  /** Whether anybody hears of the order when it is published. */
  isHeardOf(id: string, customers: readonly string[]): boolean {
    return (
      this.#everything.size > 0 ||
      this.#orders.has(id) ||
      customers.some((customer) => this.#customers.has(customer))
    )
  }

  followsCustomer(customer: string): boolean {
    return this.#customers.has(customer)
  }

  /** Orders that are followed by their ids, and the newest version that all who do were told. */
  get orders(): ReadonlyMap<string, number> {
    return new Map([...this.#orders].map(([id, { told }]) => [id, told]))
  }

  /** Customers that are followed. */
  get customers(): readonly string[] {
    return [...this.#customers.keys()]
  }

  /** Somebody follows every order. */
  get hasStaff(): boolean {
    return this.#everything.size > 0
  }

  /** History was lost: versions that were told before do not compare. */
  forgetVersions(): void {
    for (const topic of this.#orders.values()) topic.version = topic.told = 0
  }

  /** The newest version of an order that somebody follows. */
  versionOf(id: string): number {
    return this.#orders.get(id)?.version ?? 0
  }

  /** How many pages watch the order now. */
  pages(id: string, customers: readonly string[]): number {
    return [...this.#watching(id, customers)].filter(({ isPage }) => isPage).length
  }

  /** How many pages watch anything, and how many each order and each customer's. */
  watched(): {
    connections: number
    orders: ReadonlyMap<string, number>
    customers: ReadonlyMap<string, number>
  } {
    const everybody = new Set<Listener>()
    const counted = (topics: Iterable<[id: string, listeners: ReadonlySet<Listener>]>) => {
      const counts = new Map<string, number>()
      for (const [id, listeners] of topics) {
        const pages = [...listeners].filter(({ isPage }) => isPage)
        for (const page of pages) everybody.add(page)
        if (pages.length > 0) counts.set(id, pages.length)
      }
      return counts
    }
    const orders = counted([...this.#orders].map(([id, { listeners }]) => [id, listeners]))
    const customers = counted(this.#customers)
    return { connections: everybody.size, orders, customers }
  }

  #tell(
    order: Snapshot,
    customers: readonly string[],
    audiences: readonly ReadonlySet<Listener>[],
  ): void {
    if (audiences.every(({ size }) => size === 0)) return
    // Once for all who listen, and not at all where nobody does.
    const publication = new Publication({ order: this.#sealed(order), customers })
    this.#each(audiences, (listener) => listener.update(publication))
  }

  /** Whoever fails, the others hear of it. */
  #each(audiences: readonly ReadonlySet<Listener>[], tell: (listener: Listener) => void): void {
    let failure: { error: unknown } | undefined
    for (const listeners of audiences) {
      for (const listener of listeners) {
        try {
          tell(listener)
        } catch (error) {
          failure ??= { error }
        }
      }
    }
    if (failure) this.#failed(failure.error)
  }

  /** Each of them once, who may follow both the order and its customers. */
  #watching(id: string, customers: readonly string[]): ReadonlySet<Listener> {
    const ofOrder = this.#orders.get(id)?.listeners ?? NOBODY
    const ofCustomers = customers.flatMap((customer) => this.#customers.get(customer) ?? [])
    return ofCustomers.length > 0 ? union([ofOrder, ...ofCustomers]) : ofOrder
  }

  #all(): ReadonlySet<Listener> {
    const topics = [...this.#orders.values()].map(({ listeners }) => listeners)
    return union([this.#everything, ...this.#customers.values(), ...topics])
  }
}

const union = (sets: readonly ReadonlySet<Listener>[]): ReadonlySet<Listener> =>
  new Set(sets.flatMap((set) => [...set]))
