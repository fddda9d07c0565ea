/** What a page says, and what follows from it, whatever carries it. */

import type { Known, PageFrame } from '../protocol.ts'
import type { Asker } from '../asking/asker.ts'
import type { Addressee } from '../store/notice.ts'
import type { Store } from '../store/store.ts'
import { EVERY_ORDER, opens, opensCustomer, type Grant, type Tokens } from '../access/token.ts'
import type { TokenFault } from '../access/token-faults.ts'
import { Answers, MAX_THEIRS, type AnswerParts } from './answers.ts'
import { Checks, type CheckParts } from './checks.ts'
import type { Feed } from './feed.ts'
import { fitting, sizeOf } from './fitting.ts'
import { errorFrame, MAX_CUSTOMERS, MAX_IN_FRAME, MAX_ORDERS, tokenFrame } from './frames.ts'
import type { Said } from './page-frame.ts'
import type { Sightings } from './sightings.ts'
import type { Subscription, Subscriptions } from './subscriptions.ts'

export interface Dependencies extends AnswerParts, CheckParts {
  store: Pick<Store, 'epoch' | 'readEpoch' | 'order' | 'ordersOf' | 'notice' | 'notices'>
  asker: Pick<Asker, 'ask' | 'watched'>
  tokens: Pick<Tokens, 'read'>
  sightings: Pick<Sightings, 'delivered' | 'acknowledged' | 'acknowledgedNotice' | 'hasNotice'>
  /** Whether this carrier may serve the order or customer: see REALTIME_ROLLOUT. */
  serves?(topic: string): boolean
}

/** For how long a customer's order that is closed is still told of, in ms. */
const RECENT = 86_400_000

/** Staff name no order. */
const STAFF: readonly Known[] = [{ id: EVERY_ORDER }]

export class Conversation {
  readonly #dependencies: Dependencies
  readonly #feed: Feed
  readonly #tokens: Dependencies['tokens']
  readonly #answers: Answers
  readonly #checks: Checks

  /** `tokens`: as those of this page are read, if not as everybody's. */
  constructor(dependencies: Dependencies, feed: Feed, tokens = dependencies.tokens) {
    this.#dependencies = dependencies
    this.#feed = feed
    this.#tokens = tokens
    this.#answers = new Answers(dependencies, feed)
    this.#checks = new Checks(dependencies, feed)
  }

  get #subscriptions(): Subscriptions {
    return this.#feed.subscriptions
  }

  /** Takes in one frame, as far as it is understood. Frames of one page are taken in one after the other. */
  async hear({ frame, errors }: Said): Promise<void> {
    for (const error of errors) this.#feed.tell(error)
    switch (frame?.type) {
      case 'ping':
        return this.#feed.tell({ type: 'pong', now: this.#now })
      case 'subscribe':
        return this.#feed.answer(() =>
          'customer' in frame
            ? this.#subscribeToCustomer(frame)
            : this.#subscribe(frame.orders, frame.token, frame.after),
        )
      case 'unsubscribe':
        return 'customer' in frame
          ? this.#unsubscribeFromCustomer(frame.customer)
          : this.#unsubscribe(frame.orders)
      case 'token':
        return this.#renew(frame.token)
      case 'ack':
        return this.#acknowledge(frame.orders, frame.notifications)
      case 'ask':
        return this.#check(frame.orders)
    }
  }

  async #subscribe(wanted: Known[] | '*', token: string, after?: string): Promise<void> {
    // Each once, and no more than there is room for, before any of it costs anything.
    const named = eachOnce(wanted === '*' ? STAFF : wanted)
    const { orders: followed } = this.#subscriptions
    const added = named.slice(0, MAX_IN_FRAME).filter(({ id }) => !followed.has(id))
    const refused = new Set([
      ...added.slice(Math.max(MAX_ORDERS - followed.size, 0)),
      ...named.slice(MAX_IN_FRAME),
    ])
    const known = named.filter((each) => !refused.has(each))
    this.#feed.refuse('too_many_subscriptions', idsOf([...refused]))

    const grant = await this.#grant(token)
    if (typeof grant === 'string') {
      if (known.length > 0) this.#feed.tell(tokenFrame(grant, { orders: idsOf(known) }))
      return
    }

    await this.#believe(known)
    const opened = await Promise.all(known.map(({ id }) => this.#opening(grant, id)))
    this.#feed.refuse('forbidden', idsOf(known.filter((_, index) => !opened[index])))
    const open = known.filter((_, index) => opened[index])
    this.#feed.refuse('poll_instead', idsOf(open.filter(({ id }) => !this.#isServed(id))))
    if (this.#feed.hasEnded) return

    // Subscribed first and read after: nothing falls between.
    const taken = known.filter(({ id }, index) => {
      const subscription = opened[index]
      if (!subscription || !this.#isServed(id)) return false
      this.#subscriptions.follow(id, subscription)
      return true
    })
    if (taken.length === 0) return
    const orders = taken.filter(({ id }) => id !== EVERY_ORDER)
    if (taken.length > orders.length) {
      const { connection } = this.#feed
      this.#dependencies.tell({
        type: 'subscribed_to_many',
        connection,
        to: 'everything',
        orders: 0,
      })
    }
    this.#feed.subscribed({ type: 'subscribed', orders: await this.#answers.orders(orders) })
    await this.#feed.tellMissed(orders, after)
  }

  async #subscribeToCustomer(
    frame: Extract<PageFrame, { type: 'subscribe'; customer: string }>,
  ): Promise<void> {
    const { customer, token, after, orders: known = [] } = frame
    const { store, now } = this.#dependencies
    const { customers } = this.#subscriptions
    if (!customers.has(customer) && customers.size >= MAX_CUSTOMERS) {
      return this.#feed.tell(errorFrame('too_many_subscriptions', { customer }))
    }
    const grant = await this.#grant(token)
    if (typeof grant === 'string') return this.#feed.tell(tokenFrame(grant, { customer }))
    if (!opensCustomer(grant, customer)) {
      return this.#feed.tell(errorFrame('forbidden', { customer }))
    }
    if (!this.#isServed(customer)) {
      return this.#feed.tell(errorFrame('poll_instead', { customer }))
    }
    await this.#believe(known)
    if (this.#feed.hasEnded) return

    this.#subscriptions.followCustomer(customer, grant)
    const theirs = await store.ordersOf(customer, now() - RECENT, MAX_THEIRS + 1)
    const had = new Map(eachOnce(known).map((each) => [each.id, each]))
    const wanted = theirs.slice(0, MAX_THEIRS).map(({ id }) => had.get(id) ?? { id })
    const orders = await this.#answers.orders(wanted)
    const { newest, dropped } = await this.#answers.notifications(customer, after)
    const room = this.#feed.room === Infinity ? Infinity : this.#feed.room - sizeOf(orders)
    this.#feed.subscribed({
      type: 'subscribed',
      customer,
      orders,
      ...(orders.length < theirs.length && { more: true }),
      notifications: fitting(newest, room),
      ...(dropped > 0 && { dropped }),
    })
    await this.#feed.tellMissed(orders, after)
  }

  get #now(): string {
    return new Date(this.#dependencies.now()).toISOString()
  }

  #isServed(topic: string): boolean {
    return this.#dependencies.serves?.(topic) ?? true
  }

  #unsubscribe(orders: string[]): void {
    const left = orders.filter((id) => this.#subscriptions.unfollow(id))
    this.#feed.tell({ type: 'unsubscribed', orders: left })
  }

  #unsubscribeFromCustomer(customer: string): void {
    this.#subscriptions.unfollowCustomer(customer)
    this.#feed.tell({ type: 'unsubscribed', customer })
  }

  async #renew(token: string): Promise<void> {
    const grant = await this.#grant(token)
    if (typeof grant === 'string') return this.#feed.tell(tokenFrame(grant))
    const subscriptions = this.#subscriptions
    for (const id of [...subscriptions.orders.keys()]) {
      const opening = await this.#opening(grant, id)
      // It may have ended meanwhile.
      if (opening && subscriptions.orders.has(id)) subscriptions.follow(id, opening)
    }
    for (const customer of subscriptions.customers.keys()) {
      if (opensCustomer(grant, customer)) subscriptions.followCustomer(customer, grant)
    }
  }

  /** Only of what the page follows, and of no version that it was not told. */
  async #acknowledge(orders: Record<string, number>, notifications: string[]): Promise<void> {
    if (this.#feed.isStaff || this.#subscriptions.isEmpty) return
    const { store, sightings, tell } = this.#dependencies
    const { connection } = this.#feed
    for (const [id, claimed] of Object.entries(orders)) {
      const told = this.#subscriptions.versionOf(id)
      if (told === undefined) continue
      const version = Math.min(claimed, told)
      sightings.acknowledged(id, version)
      tell({ type: 'acknowledged', connection, order: id, version })
    }
    for (const id of notifications) {
      const notice = await store.notice(id)
      if (notice && (await this.#isTheirs(notice.addressee))) sightings.acknowledgedNotice(id)
    }
  }

  /** Only what the page follows. */
  #check(wanted: readonly string[]): Promise<void> {
    const ids = [...new Set(wanted)]
    this.#feed.refuse('too_many_subscriptions', ids.slice(MAX_IN_FRAME))
    return this.#checks.begin(ids.slice(0, MAX_IN_FRAME).filter((id) => this.#feed.follows(id)))
  }

  async #isTheirs({ to, id }: Addressee): Promise<boolean> {
    if (to === 'customer') return this.#subscriptions.customers.has(id)
    return (
      to === 'order' && this.#subscriptions.includes(id, (await this.#answers.read(id)).customers)
    )
  }

  /**
   * Another node may have learned that history was lost, and has another name. A page that was told so must not be told
   * otherwise, by what changes at this moment either: so it is looked at before the page follows anything.
   */
  async #believe(known: readonly Known[]): Promise<void> {
    const { store, seals } = this.#dependencies
    const isOther = ({ epoch = store.epoch }: Known) => epoch !== store.epoch
    if (known.some((each) => isOther(each) && seals.fits(each))) await store.readEpoch()
  }

  async #grant(token: string): Promise<Grant | TokenFault> {
    const grant = await this.#tokens.read(token, this.#dependencies.now())
    if (typeof grant !== 'string' && grant.orders.includes(EVERY_ORDER)) this.#feed.isStaff = true
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

const idsOf = (known: readonly Known[]): string[] => known.map(({ id }) => id)
