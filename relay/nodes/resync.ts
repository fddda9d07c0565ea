/**
 * Asks the store, once a heartbeat and whenever others are heard again, for what this node's pages follow: so that
 * the bus may lose what it likes.
 */

import type { Log } from '../log.ts'
import { APART } from '../order/clocks.ts'
import type { Hub } from '../pages/hub.ts'
import { HEARTBEAT } from '../pages/liveness.ts'
import { customersOf } from '../pages/owned-snapshot.ts'
import type { Addressee } from '../store/notice.ts'
import type { Store } from '../store/store.ts'
import type { Heard } from './heard.ts'

/** After the store failed, in ms. */
const RETRY = 2_000

/** How often we look whether it is time, in ms. */
const TURN = 1_000

/** So many are asked for at once: orders, addressees, and customers, each of whom is a question of its own. */
const AT_ONCE = 1_000
const CUSTOMERS_AT_ONCE = 32

/** Of a customer's orders, and of all that changed, by page: so many are read. */
const MOST = 100

/** So many pages of what changed are read for staff. Who looks at more than that sees no single order any more. */
const PAGES = 20

export interface ResyncParts {
  store: Pick<Store, 'readEpoch' | 'versions' | 'ordersOf' | 'orders' | 'notices'>
  hub: Pick<Hub, 'orders' | 'customers' | 'hasStaff' | 'notify'>
  heard: Heard
  /** The history may have another name by now. */
  believe(): void
  /** Pages follow these orders. */
  watched(orders: Iterable<string>): void
  log: Log
  /** In ms since 1970. */
  now(): number
}

export class Resync {
  readonly #parts: ResyncParts
  readonly #wheel: NodeJS.Timeout
  #dueAt: number
  /** What changed since then may not have been heard. */
  #since: number
  #running: Promise<void> | undefined
  #isWanted = false

  constructor(parts: ResyncParts) {
    this.#parts = parts
    const now = parts.now()
    this.#since = now
    // Nodes that begin together need not ask together.
    this.#dueAt = now + Math.random() * HEARTBEAT
    this.#wheel = setInterval(() => this.#turn(), TURN).unref()
  }

  /** Now, or again once what is under way has ended. */
  begin(): void {
    this.#isWanted = true
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
  }

  /** What others told could not be read: it is looked up as soon as the store may be back. */
  soon(): void {
    this.#dueAt = Math.min(this.#dueAt, this.#parts.now() + RETRY)
  }

  async stop(): Promise<void> {
    clearInterval(this.#wheel)
    this.#isWanted = false
    await this.#running
  }

  #turn(): void {
    const now = this.#parts.now()
    // A clock may be set back.
    if (now >= this.#dueAt || this.#dueAt > now + HEARTBEAT) this.begin()
  }

  async #run(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      const { log, now } = this.#parts
      const began = now()
      this.#dueAt = began + HEARTBEAT
      try {
        await this.#ask(Math.min(this.#since, began) - APART)
        this.#since = began
      } catch (error) {
        log.error({ err: error }, 'what pages follow could not be looked at; trying again')
        this.soon()
      }
    }
  }

  async #ask(since: number): Promise<void> {
    const { store, hub, heard, believe, watched } = this.#parts
    await store.readEpoch()
    believe()
    const orders = [...hub.orders]
    for (const some of inGroups(orders, AT_ONCE)) {
      const versions = await store.versions(some.map(([id]) => id))
      for (const [id, told] of some) if ((versions.get(id) ?? 0) > told) heard.read(id)
    }
    const theirs = await this.#ofCustomers(since)
    if (hub.hasStaff) await this.#ofEverybody(since)
    await this.#notices(since, theirs)
    watched(new Set([...orders.map(([id]) => id), ...theirs.keys()]))
    await heard.settled()
  }

  /** What is told to those who follow a customer; whose each order is. */
  async #ofCustomers(since: number): Promise<ReadonlyMap<string, readonly string[]>> {
    const { store, hub, heard } = this.#parts
    const found = new Map<string, readonly string[]>()
    for (const some of inGroups(hub.customers, CUSTOMERS_AT_ONCE)) {
      const read = async (customer: string) => {
        for (const order of await store.ordersOf(customer, since, MOST)) {
          found.set(order.id, customersOf(order))
          // What a page has, it is not told again.
          heard.publish(order, [customer])
        }
      }
      await Promise.all(some.map(read))
    }
    return found
  }

  /** For staff: all that has changed, the newest first. */
  async #ofEverybody(since: number): Promise<void> {
    const { store, heard } = this.#parts
    let before: { updatedAt: number; id: string } | undefined
    for (let page = 0; page < PAGES; page++) {
      const orders = await store.orders({ limit: MOST, ...(before && { before }) })
      for (const order of orders) if (order.updatedAt >= since) heard.publish(order)
      const last = orders.at(-1)
      if (!last || orders.length < MOST || last.updatedAt < since) return
      before = { updatedAt: last.updatedAt, id: last.id }
    }
  }

  async #notices(since: number, theirs: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const { store, hub } = this.#parts
    const ids = new Set([...hub.orders.keys(), ...theirs.keys()])
    const addressees: Addressee[] = [
      ...[...ids].map((id) => ({ to: 'order', id }) as const),
      ...hub.customers.map((id) => ({ to: 'customer', id }) as const),
    ]
    for (const some of addressees.length > 0 ? inGroups(addressees, AT_ONCE) : [[]]) {
      for (const notice of await store.notices(some, undefined, since, AT_ONCE)) {
        const { addressee, notification } = notice
        if (Date.parse(notification.createdAt) < since) continue
        hub.notify(notice, theirs.get(addressee.id) ?? [])
      }
    }
  }
}

function* inGroups<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}
