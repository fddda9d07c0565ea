/** What a page says and is told, whatever carries it. */

import { randomUUID } from 'node:crypto'
import { errorFrame, MAX_ORDERS, noticeFrame } from './frames.ts'
import { Following, type Subscription } from './subscriptions.ts'
import type { Hub, Listener, Owned, Publication } from './hub.ts'
import type { Addressee, Notice } from '../store/notice.ts'
import type { ErrorCode, Known, PageFrame, RelayFrame, Snapshot, UpToDate } from '../protocol.ts'
import type { Sightings } from './sightings.ts'
import type { OrderRecord } from '../order/record.ts'
import { snapshotOf, unknownOrder } from '../order/snapshot.ts'
import type { Store } from '../store/store.ts'
import { EVERY_ORDER, opens, type Grant, type TokenProblem, type Tokens } from '../access/token.ts'

/** What carries a conversation: a socket, or the answer to a poll. */
export interface Carrier {
  tell(frame: RelayFrame): void
  /** A version that the page does not have. */
  update(publication: Publication): void
}

export interface Dependencies {
  store: Pick<Store, 'epoch' | 'order' | 'ordersOf' | 'notice' | 'notices'>
  hub: Hub
  tokens: Pick<Tokens, 'read'>
  sightings: Pick<Sightings, 'delivered' | 'acknowledged' | 'acknowledgedNotice' | 'hasNotice'>
  /** In ms since 1970. */
  now(): number
  /** A page has seen what the store does not have. */
  lostHistory(id: string): Promise<void>
  /** Whether this carrier may serve the order: see REALTIME_ROLLOUT. */
  serves?(id: string): boolean
}

/** Notifications that a connection remembers having told. */
const MAX_REMEMBERED = 1_000

/** For how long a customer's order that is closed is still told of, in ms. */
const RECENT = 86_400_000

/** To a page that cannot say which notification it had last, broadcasts are repeated for so long. In ms. */
const BROADCAST = 60_000

/** Staff name no order. */
const STAFF: readonly Known[] = [{ id: EVERY_ORDER }]

export class Conversation implements Listener {
  readonly id = randomUUID()
  readonly #dependencies: Dependencies
  readonly #carrier: Carrier
  readonly #following: Following
  /** Notifications that need not be told again. */
  readonly #told = new Set<string>()
  /** Who may see everything only looks on: what such a page has seen, no shopper has. */
  #isStaff = false
  #hasEnded = false

  constructor(dependencies: Dependencies, carrier: Carrier) {
    this.#dependencies = dependencies
    this.#carrier = carrier
    this.#following = new Following(dependencies.hub, this)
  }

  get isPage(): boolean {
    return !this.#isStaff
  }

  get isSubscribed(): boolean {
    const { orders, customers } = this.#following
    return orders.size + customers.size > 0
  }

  /** The newest version that there is of each order that the page follows. */
  versions(): Record<string, number> {
    return this.#following.versions()
  }

  /** Takes in one frame. Frames of one page are taken in one after the other. */
  async hear(frame: PageFrame): Promise<void> {
    switch (frame.type) {
      case 'ping':
        return this.#carrier.tell({ type: 'pong', now: this.#now() })
      case 'subscribe':
        return 'customer' in frame
          ? this.#subscribeToCustomer(frame)
          : this.#subscribe(frame.orders, frame.token, frame.after)
      case 'unsubscribe':
        return 'customer' in frame
          ? this.#unsubscribeFromCustomer(frame.customer)
          : this.#unsubscribe(frame.orders)
      case 'token':
        return this.#renew(frame.token)
      case 'ack':
        return this.#acknowledge(frame.orders, frame.notifications)
    }
  }

  /** The page has these notifications already. */
  skip(notifications: readonly string[]): void {
    for (const id of notifications) remember(this.#told, id)
  }

  update(publication: Publication): void {
    const { order, customers } = publication
    const following = this.#following
    if (following.isTakenAway(order.id, customers, this.#dependencies.now())) {
      following.unfollow(order.id)
      this.#refuse('forbidden', [order.id])
    }
    if (!following.includes(order.id, customers)) {
      // Staff hear of all orders in one subscription: each of its versions is new to them.
      if (following.orders.has(EVERY_ORDER)) this.#carrier.update(publication)
    } else if (order.version > (following.versionOf(order.id) ?? -1)) {
      following.saw(publication)
      this.#carrier.update(publication)
    }
  }

  notify(notice: Notice): void {
    if (!this.#isNews(notice)) return
    remember(this.#told, notice.notification.id)
    this.#carrier.tell(noticeFrame(notice))
  }

  /** Whether the page is to hear of the order still. */
  hears({ id, registration }: OrderRecord): boolean {
    const customers = registration?.customers ?? []
    const { orders } = this.#following
    if (orders.has(EVERY_ORDER)) return true
    const isTakenAway = this.#following.isTakenAway(id, customers, this.#dependencies.now())
    return this.#following.includes(id, customers) && !isTakenAway
  }

  /** The page was sent a version of an order. */
  sent({ id, version }: { id: string; version: number }): void {
    if (this.#hasEnded || this.#isStaff || this.#following.versionOf(id) === undefined) return
    this.#dependencies.sightings.delivered(id, version)
  }

  /** Ends what the page's tokens no longer open. */
  expire(): void {
    const now = this.#dependencies.now()
    const following = this.#following
    const orders = expired(following.orders, now)
    const customers = expired(following.customers, now)
    for (const id of orders) following.unfollow(id)
    this.#refuse('token_expired', orders)
    for (const customer of customers) {
      following.unfollowCustomer(customer)
      this.#carrier.tell(errorFrame('token_expired', { customer }))
    }
  }

  /** The page has gone: ends all subscriptions, and begins no more. */
  leave(): void {
    this.#hasEnded = true
    this.#following.leave()
  }

  async #subscribe(wanted: Known[] | '*', token: string, after?: string): Promise<void> {
    // Each once, and no more than there is room for, before any of it costs anything.
    const named = eachOnce(wanted === '*' ? STAFF : wanted)
    const added = named.filter(({ id }) => !this.#following.orders.has(id))
    const refused = new Set(added.slice(Math.max(MAX_ORDERS - this.#following.orders.size, 0)))
    const known = named.filter((each) => !refused.has(each))
    this.#refuse('too_many_subscriptions', idsOf([...refused]))

    const grant = await this.#grant(token)
    if (typeof grant === 'string') return this.#refuse(grant, idsOf(known))

    const opened = await Promise.all(known.map(({ id }) => this.#opening(grant, id)))
    const isServed = (id: string) => this.#dependencies.serves?.(id) ?? true
    this.#refuse('forbidden', idsOf(known.filter((_, index) => !opened[index])))
    const open = known.filter((_, index) => opened[index])
    this.#refuse('poll_instead', idsOf(open.filter(({ id }) => !isServed(id))))
    if (this.#hasEnded) return

    // Subscribed first and read after: nothing falls between.
    const taken = known.filter(({ id }, index) => {
      const subscription = opened[index]
      if (!subscription || !isServed(id)) return false
      this.#following.follow(id, subscription)
      return true
    })
    if (taken.length === 0) return
    const orders = taken.filter(({ id }) => id !== EVERY_ORDER)
    this.#tellSubscribed({ type: 'subscribed', orders: await this.#answer(orders) })
    if (orders.length > 0) await this.#tellNotices(orders.map(addressed), after)
  }

  async #subscribeToCustomer(
    frame: Extract<PageFrame, { type: 'subscribe'; customer: string }>,
  ): Promise<void> {
    const { customer, token, after, orders: known = [] } = frame
    const { store, now } = this.#dependencies
    const { customers } = this.#following
    if (!customers.has(customer) && customers.size >= MAX_ORDERS) {
      return this.#carrier.tell(errorFrame('too_many_subscriptions', { customer }))
    }
    const grant = await this.#grant(token)
    if (typeof grant === 'string') return this.#carrier.tell(errorFrame(grant, { customer }))
    if (!opensCustomer(grant, customer)) {
      return this.#carrier.tell(errorFrame('forbidden', { customer }))
    }
    if (this.#hasEnded) return

    this.#following.followCustomer(customer, grant)
    const theirs = await store.ordersOf(customer, now() - RECENT, MAX_ORDERS)
    const had = new Map(eachOnce(known).map((each) => [each.id, each]))
    const orders = await this.#answer(theirs.map(({ id }) => had.get(id) ?? { id }))
    const notices = await this.#notices([{ to: 'customer', id: customer }], after)
    // What came while we read is told already.
    const news = notices.filter((notice) => this.#isNews(notice))
    const notifications = news.map(({ notification }) => notification)
    this.skip(notifications.map(({ id }) => id))
    this.#tellSubscribed({ type: 'subscribed', customer, orders, notifications })
    if (orders.length > 0) await this.#tellNotices(orders.map(addressed), after)
  }

  /** What a page that has `known` should be told of these orders. */
  async #answer(known: readonly Known[]): Promise<(Snapshot | UpToDate)[]> {
    return Promise.all(
      known.map(async ({ id, epoch, version }) => {
        let owned = await this.#read(id)
        if (epoch === owned.order.epoch && version !== undefined && version > owned.order.version) {
          await this.#dependencies.lostHistory(id)
          owned = await this.#read(id)
        }
        const { order } = owned
        this.#dependencies.hub.saw(order)
        this.#following.saw(owned)
        return epoch === order.epoch && version === order.version ? { id, epoch, version } : order
      }),
    )
  }

  #tellSubscribed(frame: Extract<RelayFrame, { type: 'subscribed' }>): void {
    this.#carrier.tell(frame)
    for (const order of frame.orders) if ('status' in order) this.sent(order)
  }

  async #tellNotices(addressees: readonly Addressee[], after: string | undefined): Promise<void> {
    for (const notice of await this.#notices(addressees, after)) this.notify(notice)
  }

  #notices(addressees: readonly Addressee[], after: string | undefined): Promise<Notice[]> {
    const { store, now } = this.#dependencies
    return store.notices(addressees, after, now() - BROADCAST)
  }

  /** Whether neither this page was told of it, nor another has just shown it. */
  #isNews({ notification: { id } }: Notice): boolean {
    return !this.#told.has(id) && !this.#dependencies.sightings.hasNotice(id)
  }

  #unsubscribe(orders: string[]): void {
    const left = orders.filter((id) => this.#following.unfollow(id))
    this.#carrier.tell({ type: 'unsubscribed', orders: left })
  }

  #unsubscribeFromCustomer(customer: string): void {
    this.#following.unfollowCustomer(customer)
    this.#carrier.tell({ type: 'unsubscribed', customer })
  }

  async #renew(token: string): Promise<void> {
    const grant = await this.#grant(token)
    if (typeof grant === 'string') return this.#carrier.tell(errorFrame(grant))
    const following = this.#following
    for (const id of [...following.orders.keys()]) {
      const opening = await this.#opening(grant, id)
      // It may have ended meanwhile.
      if (opening && following.orders.has(id)) following.follow(id, opening)
    }
    for (const customer of following.customers.keys()) {
      if (opensCustomer(grant, customer)) following.followCustomer(customer, grant)
    }
  }

  /** Only of what the page follows, and of no version that it was not told. */
  async #acknowledge(orders: Record<string, number>, notifications: string[]): Promise<void> {
    if (this.#isStaff) return
    const { store, sightings } = this.#dependencies
    for (const [id, version] of Object.entries(orders)) {
      const told = this.#following.versionOf(id)
      if (told !== undefined) sightings.acknowledged(id, Math.min(version, told))
    }
    for (const id of notifications) {
      const notice = await store.notice(id)
      if (notice && (await this.#isTheirs(notice.addressee))) sightings.acknowledgedNotice(id)
    }
  }

  async #isTheirs({ to, id }: Addressee): Promise<boolean> {
    if (to === 'customer') return this.#following.customers.has(id)
    return to === 'order' && this.#following.includes(id, (await this.#read(id)).customers)
  }

  async #grant(token: string): Promise<Grant | TokenProblem> {
    const { tokens, now } = this.#dependencies
    const grant = await tokens.read(token, now())
    if (typeof grant !== 'string' && grant.orders.includes(EVERY_ORDER)) this.#isStaff = true
    return grant
  }

  /** How the token opens the order, if it does. The same for orders that exist and that do not. */
  async #opening(grant: Grant, id: string): Promise<Subscription | undefined> {
    const { expiresAt, customer } = grant
    if (opens(grant, id)) return { expiresAt }
    if (customer === undefined || id === EVERY_ORDER) return undefined
    const order = await this.#dependencies.store.order(id)
    return order?.registration?.customers.includes(customer) ? { expiresAt, customer } : undefined
  }

  /** An order that is not known looks like one that is not registered yet. */
  async #read(id: string): Promise<Owned> {
    const { store, now } = this.#dependencies
    const order = await store.order(id)
    return {
      order: order ? snapshotOf(order, store.epoch) : unknownOrder(id, store.epoch, now()),
      customers: order?.registration?.customers ?? [],
    }
  }

  #refuse(code: ErrorCode, orders: string[]): void {
    if (orders.length > 0) this.#carrier.tell(errorFrame(code, { orders }))
  }

  #now(): string {
    return new Date(this.#dependencies.now()).toISOString()
  }
}

/** Asked of every page each second: so it makes nothing that it need not. */
function expired(subscriptions: ReadonlyMap<string, Subscription>, now: number): string[] {
  const ids: string[] = []
  for (const [id, { expiresAt }] of subscriptions) if (expiresAt <= now) ids.push(id)
  return ids
}

/** Two on one page may follow an order: who knows less is told. */
function eachOnce(wanted: readonly Known[]): Known[] {
  const named = new Map<string, Known>()
  for (const each of wanted) {
    const same = named.get(each.id)
    if (!same || (each.version ?? -1) < (same.version ?? -1)) named.set(each.id, each)
  }
  return [...named.values()]
}

const opensCustomer = ({ customer, orders }: Grant, wanted: string): boolean =>
  customer === wanted || orders.includes(EVERY_ORDER)

const idsOf = (known: readonly Known[]): string[] => known.map(({ id }) => id)

const addressed = ({ id }: { id: string }): Addressee => ({ to: 'order', id })

function remember(told: Set<string>, id: string): void {
  told.add(id)
  const [oldest] = told
  if (told.size > MAX_REMEMBERED && oldest !== undefined) told.delete(oldest)
}
