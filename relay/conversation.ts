/** What a page says and is told, whatever carries it. */

import { randomUUID } from 'node:crypto'
import type { Hub, Publication } from './hub.ts'
import { snapshotOf } from './snapshot.ts'
import type { ErrorCode, Known, PageFrame, RelayFrame, Snapshot, UpToDate } from './protocol.ts'
import type { Store } from './store.ts'
import { EVERY_ORDER, opens, type Grant, type Tokens } from './token.ts'

/** What carries a conversation: a socket, or the answer to a poll. */
export interface Carrier {
  tell(frame: RelayFrame): void
  /** A version that the page does not have. */
  update(publication: Publication): void
}

export interface Dependencies {
  store: Store
  hub: Hub
  tokens: Tokens
  now(): number
  /** A page has seen what the store does not have. */
  lostHistory(id: string): Promise<void>
  /** Whether this carrier may serve the order: see REALTIME_ROLLOUT. */
  serves?(id: string): boolean
}

interface Subscription {
  stop(): void
  /** The highest version that the page was told, or told us. */
  version: number
  expiresAt: number
}

/** More orders than a page shows, fewer than hurt. */
const MAX_ORDERS = 100

/** Staff name no order. */
const STAFF: readonly Known[] = [{ id: EVERY_ORDER }]

const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  token_invalid: 'The token is not valid for this relay. Get a new one.',
  token_expired: 'The token has expired. Get a new one.',
  forbidden: 'The token does not open this.',
  origin_not_allowed: 'This origin may not use the relay. Add it to ALLOWED_ORIGINS.',
  poll_instead: 'This order is served by POST /poll.',
  too_many_subscriptions: `A connection follows at most ${MAX_ORDERS} orders.`,
  unknown_type: 'This relay does not know frames of this type.',
}

/** An error that concerns one subscription, or nothing in particular. */
export const errorFrame = (code: ErrorCode, about: { orders?: string[] } = {}): RelayFrame => ({
  type: 'error',
  code,
  message: MESSAGES[code],
  ...about,
})

export class Conversation {
  readonly id = randomUUID()
  readonly #dependencies: Dependencies
  readonly #carrier: Carrier
  readonly #subscriptions = new Map<string, Subscription>()
  #hasEnded = false

  constructor(dependencies: Dependencies, carrier: Carrier) {
    this.#dependencies = dependencies
    this.#carrier = carrier
  }

  get isSubscribed(): boolean {
    return this.#subscriptions.size > 0
  }

  /** The newest version of each order that this page follows. */
  versions(): Record<string, number> {
    const ids = [...this.#subscriptions.keys()].filter((id) => id !== EVERY_ORDER)
    return Object.fromEntries(ids.map((id) => [id, this.#dependencies.hub.versionOf(id)]))
  }

  /** Takes in one frame. Frames of one page are taken in one after the other. */
  async hear(frame: PageFrame): Promise<void> {
    switch (frame.type) {
      case 'ping':
        return this.#carrier.tell({ type: 'pong', now: this.#now() })
      case 'subscribe':
        // Customers' subscriptions come with their notifications.
        return 'customer' in frame
          ? this.#carrier.tell(errorFrame('unknown_type'))
          : this.#subscribe(frame.orders, frame.token)
      case 'unsubscribe':
        return 'orders' in frame ? this.#unsubscribe(frame.orders) : undefined
      case 'token':
        return this.#renew(frame.token)
      case 'ack':
        return undefined
    }
  }

  /** Ends what the page's tokens no longer open. */
  expire(): void {
    const now = this.#dependencies.now()
    const orders = [...this.#subscriptions]
      .filter(([, { expiresAt }]) => expiresAt <= now)
      .map(([id]) => id)
    if (orders.length === 0) return
    for (const id of orders) this.#end(id)
    this.#carrier.tell(errorFrame('token_expired', { orders }))
  }

  /** The page has gone: ends all subscriptions, and begins no more. */
  leave(): void {
    this.#hasEnded = true
    for (const id of [...this.#subscriptions.keys()]) this.#end(id)
  }

  /** What a page that has `known` should be told of these orders. */
  async answer(known: readonly Known[]): Promise<(Snapshot | UpToDate)[]> {
    const { hub } = this.#dependencies
    return Promise.all(
      known.map(async ({ id, epoch, version }) => {
        let order = await this.#read(id)
        if (epoch === order.epoch && version !== undefined && version > order.version) {
          await this.#dependencies.lostHistory(id)
          order = await this.#read(id)
        }
        hub.saw(order)
        const subscription = this.#subscriptions.get(id)
        if (subscription) subscription.version = Math.max(subscription.version, order.version)
        return epoch === order.epoch && version === order.version ? { id, epoch, version } : order
      }),
    )
  }

  async #subscribe(wanted: Known[] | '*', token: string): Promise<void> {
    const { tokens, now } = this.#dependencies
    // Each once, and no more than there is room for, before any of it costs anything.
    const named = new Map<string, Known>()
    for (const each of wanted === '*' ? STAFF : wanted) {
      const same = named.get(each.id)
      // Two on one page may follow it: who knows less is told.
      if (!same || (each.version ?? -1) < (same.version ?? -1)) named.set(each.id, each)
    }
    const added = [...named.keys()].filter((id) => !this.#subscriptions.has(id))
    const refused = new Set(added.slice(Math.max(MAX_ORDERS - this.#subscriptions.size, 0)))
    this.#refuse('too_many_subscriptions', [...refused])
    const known = [...named.values()].filter(({ id }) => !refused.has(id))

    const ids = known.map(({ id }) => id)
    const grant = await tokens.read(token, now())
    if (typeof grant === 'string') return this.#carrier.tell(errorFrame(grant, { orders: ids }))

    const opened = await Promise.all(ids.map((id) => this.#opens(grant, id)))
    const isServed = ids.map((id) => this.#dependencies.serves?.(id) ?? true)
    this.#refuse(
      'forbidden',
      ids.filter((_, index) => !opened[index]),
    )
    this.#refuse(
      'poll_instead',
      ids.filter((_, index) => opened[index] && !isServed[index]),
    )
    const taken = known.filter((_, index) => opened[index] && isServed[index])
    if (taken.length === 0 || this.#hasEnded) return
    // Subscribed first and read after: nothing falls between.
    for (const { id } of taken) this.#begin(id, grant.expiresAt)
    const orders = await this.answer(taken.filter(({ id }) => id !== EVERY_ORDER))
    this.#carrier.tell({ type: 'subscribed', orders })
  }

  #begin(id: string, expiresAt: number): void {
    const known = this.#subscriptions.get(id)
    if (known) {
      known.expiresAt = Math.max(known.expiresAt, expiresAt)
      return
    }
    const { hub } = this.#dependencies
    const subscription: Subscription = { version: 0, expiresAt, stop: () => {} }
    const hear = (publication: Publication) => {
      // Staff hear of all orders in one subscription: each of its versions is new to them.
      if (id !== EVERY_ORDER && publication.order.version <= subscription.version) return
      subscription.version = publication.order.version
      this.#carrier.update(publication)
    }
    subscription.stop = id === EVERY_ORDER ? hub.subscribeToAll(hear) : hub.subscribe(id, hear)
    this.#subscriptions.set(id, subscription)
  }

  #unsubscribe(orders: string[]): void {
    const left = orders.filter((id) => this.#end(id))
    this.#carrier.tell({ type: 'unsubscribed', orders: left })
  }

  async #renew(token: string): Promise<void> {
    const { tokens, now } = this.#dependencies
    const grant = await tokens.read(token, now())
    if (typeof grant === 'string') return this.#carrier.tell(errorFrame(grant))
    for (const [id, subscription] of this.#subscriptions) {
      if (await this.#opens(grant, id)) {
        subscription.expiresAt = Math.max(subscription.expiresAt, grant.expiresAt)
      }
    }
  }

  /** Whether the token opens the order. The same for orders that exist and that do not. */
  async #opens(grant: Grant, id: string): Promise<boolean> {
    if (id === EVERY_ORDER || opens(grant, id)) return opens(grant, id)
    if (grant.customer === undefined) return false
    const order = await this.#dependencies.store.order(id)
    return opens(grant, id, order?.registration?.customers)
  }

  /** An order that is not known looks like one that is not registered yet. */
  async #read(id: string): Promise<Snapshot> {
    const { store, now } = this.#dependencies
    const order = await store.order(id)
    return order ? snapshotOf(order, store.epoch) : unknownOrder(id, store.epoch, now())
  }

  #refuse(code: ErrorCode, orders: string[]): void {
    if (orders.length > 0) this.#carrier.tell(errorFrame(code, { orders }))
  }

  #end(id: string): boolean {
    this.#subscriptions.get(id)?.stop()
    return this.#subscriptions.delete(id)
  }

  #now(): string {
    return new Date(this.#dependencies.now()).toISOString()
  }
}

/** Stored nowhere: what a valid token sees of an order that nobody has told us of. */
export function unknownOrder(id: string, epoch: string, now: number): Snapshot {
  const at = new Date(now).toISOString()
  return {
    id,
    epoch,
    version: 0,
    status: 'pending',
    flow: 'payment',
    registered: false,
    test: false,
    amount: null,
    currency: null,
    amountReceived: 0,
    amountRefunded: 0,
    overpaid: false,
    safeToRetry: false,
    history: [],
    createdAt: at,
    updatedAt: at,
  }
}
