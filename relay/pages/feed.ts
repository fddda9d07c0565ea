/** What a page is told of what it follows, whatever carries it: versions, notifications, and the end of it. */

import type { OrderRecord } from '../order/record.ts'
import { snapshotOf } from '../order/snapshot.ts'
import type { Asker } from '../asking/asker.ts'
import { isOrderId, type Checked, type ErrorCode, type RelayFrame } from '../protocol.ts'
import type { Notice } from '../store/notice.ts'
import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'
import { EVERY_ORDER } from '../access/token.ts'
import { fitting } from './fitting.ts'
import { errorFrame, noticeFrame } from './frames.ts'
import type { Hub, Listener } from './hub.ts'
import { customersOf } from './owned-snapshot.ts'
import type { Publication } from './publication.ts'
import type { Seals } from '../access/seals.ts'
import type { Sightings } from './sightings.ts'
import { Subscriptions, type Subscription } from './subscriptions.ts'
import { ToldNotices } from './told-notices.ts'

/** A socket, or the answer to a poll. */
interface Carrier {
  /** Its id: what the log and the page's console call it by. */
  readonly connection: string
  tell(frame: RelayFrame): void
  /**
   * A version that the page does not have; `customer`: as whose order, where that is why it hears of it. Whether it
   * was sent now.
   */
  update(publication: Publication, customer?: string): boolean
  /** A provider was asked about an order, and not because this page had asked. Left out: that is not news to it. */
  checked?(id: string, checked: Checked): void
  /** How much more may be told now, in bytes of JSON. */
  room(): number
}

export interface FeedParts {
  store: Pick<Store, 'epoch' | 'notices'>
  hub: Hub
  seals: Pick<Seals, 'sealed'>
  sightings: Pick<Sightings, 'delivered' | 'hasNotice'>
  asker: Pick<Asker, 'watched'>
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

export class Feed implements Listener {
  readonly subscriptions: Subscriptions
  readonly notices: ToldNotices
  /** Orders that it has asked about, and was not answered yet. */
  readonly checking = new Set<string>()
  /** Who may see everything only looks on: what such a page has seen, no shopper has. */
  isStaff = false
  readonly #parts: FeedParts
  readonly #carrier: Carrier
  #hasEnded = false
  /** What came while an answer is made. It is later than what the answer tells, and told after it. */
  #waiting: Notice[] | undefined

  constructor(parts: FeedParts, carrier: Carrier) {
    this.#parts = parts
    this.#carrier = carrier
    this.subscriptions = new Subscriptions(parts.hub, this)
    this.notices = new ToldNotices(parts)
  }

  get isPage(): boolean {
    return !this.isStaff
  }

  get connection(): string {
    return this.#carrier.connection
  }

  /** The page has gone. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  update(publication: Publication): void {
    const { order, customers } = publication
    const { subscriptions } = this
    if (subscriptions.isTakenAway(order.id, customers, this.#parts.now())) {
      subscriptions.unfollow(order.id)
      this.refuse('forbidden', [order.id])
    }
    if (!subscriptions.includes(order.id, customers)) {
      // Staff hear of all orders in one subscription: each of its versions is new to them.
      if (subscriptions.orders.has(EVERY_ORDER)) this.#carrier.update(publication)
    } else if (!subscriptions.hasSeen(order)) {
      subscriptions.saw(publication)
      const customer = subscriptions.customerAmong(customers)
      if (this.#carrier.update(publication, customer)) this.#sent(order)
    }
  }

  checked(id: string, customers: readonly string[], checked: Checked): void {
    const { subscriptions } = this
    // It hears of its own asking all at once.
    if (!this.follows(id) || this.checking.has(id)) return
    const isTheirs = subscriptions.includes(id, customers)
    if (!isTheirs || subscriptions.isTakenAway(id, customers, this.#parts.now())) return
    this.#carrier.checked?.(id, checked)
  }

  /** The order's newest version, of those that could not be sent before; if the page may hear of it still. */
  catchUp(order: OrderRecord): void {
    const { subscriptions } = this
    const customers = customersOf(order)
    const hears =
      subscriptions.orders.has(EVERY_ORDER) ||
      (subscriptions.includes(order.id, customers) &&
        !subscriptions.isTakenAway(order.id, customers, this.#parts.now()))
    if (!hears) return
    const customer = subscriptions.customerAmong(customers)
    this.tell({
      type: 'update',
      ...(customer !== undefined && { customer }),
      order: this.#parts.seals.sealed(snapshotOf(order, this.#parts.store.epoch)),
    })
    this.#sent(order)
  }

  /** Whether the page follows the order, and was told of it. */
  follows(id: string): boolean {
    return this.subscriptions.versionOf(id) !== undefined
  }

  /** The answer to a subscription. */
  subscribed(frame: Extract<RelayFrame, { type: 'subscribed' }>): void {
    this.tell(frame)
    if (this.isPage) this.#parts.asker.watched(frame.orders.map(({ id }) => id))
    this.#tellSubscribed(frame)
    for (const order of frame.orders) if ('status' in order) this.#sent(order)
  }

  notify(notice: Notice): void {
    if (this.#waiting) this.#waiting.push(notice)
    else if (this.notices.take(notice)) this.tell(noticeFrame(notice))
  }

  /** Makes an answer that may tell of notifications, one at a time. */
  async answer(make: () => Promise<void>): Promise<void> {
    const waiting: Notice[] = []
    this.#waiting = waiting
    try {
      await make()
    } finally {
      this.#waiting = undefined
      for (const notice of waiting) this.notify(notice)
    }
  }

  /** The notifications about these orders that the page has not had. */
  async tellMissed(orders: readonly { id: string }[], after: string | undefined): Promise<void> {
    if (orders.length === 0) return
    const addressees = orders.map(({ id }) => ({ to: 'order', id }) as const)
    const missed = await this.notices.missed(addressees, after)
    for (const notice of fitting(missed, this.room)) this.tell(noticeFrame(notice))
  }

  /** How much more it may be told now, in bytes of JSON. */
  get room(): number {
    return this.#carrier.room()
  }

  tell(frame: RelayFrame): void {
    this.#carrier.tell(frame)
    if (frame.type !== 'error') return
    const { connection } = this
    const order = frame.orders?.find(isOrderId)
    const about = { code: frame.code, ...(order !== undefined && { order }) }
    this.#parts.tell({ type: 'subscription_refused', connection, ...about })
  }

  #tellSubscribed(frame: Extract<RelayFrame, { type: 'subscribed' }>): void {
    const { connection } = this
    if ('customer' in frame) {
      const orders = frame.orders.length
      return this.#parts.tell({ type: 'subscribed_to_many', connection, to: 'customer', orders })
    }
    for (const { id, version } of frame.orders) {
      this.#parts.tell({ type: 'subscribed', connection, order: id, version })
    }
  }

  refuse(code: ErrorCode, orders: string[]): void {
    if (orders.length > 0) this.tell(errorFrame(code, { orders }))
  }

  /** Ends what the page's tokens no longer open. */
  expire(): void {
    const now = this.#parts.now()
    const { subscriptions } = this
    const orders = expired(subscriptions.orders, now)
    const customers = expired(subscriptions.customers, now)
    for (const id of orders) subscriptions.unfollow(id)
    this.refuse('token_expired', orders)
    for (const customer of customers) {
      subscriptions.unfollowCustomer(customer)
      this.tell(errorFrame('token_expired', { customer }))
    }
  }

  /** The page has gone: ends all subscriptions, and begins no more. */
  leave(): void {
    this.#hasEnded = true
    this.subscriptions.leave()
  }

  /** The page was sent a version of an order. */
  #sent({ id, version }: { id: string; version: number }): void {
    if (this.#hasEnded || this.isStaff || this.subscriptions.versionOf(id) === undefined) return
    this.#parts.sightings.delivered(id, version)
  }
}

/** Asked of every page each second: so it makes nothing that it need not. */
function expired(subscriptions: ReadonlyMap<string, Subscription>, now: number): string[] {
  const ids: string[] = []
  for (const [id, { expiresAt }] of subscriptions) if (expiresAt <= now) ids.push(id)
  return ids
}
