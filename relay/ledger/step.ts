/**
 * One atomic step: finds the order that each event speaks of, and gathers its facts there. Every order is
 * revised once, at the end. Pure but for the rows.
 *
 * - *name*: a text that leads to orders: an id or reference of theirs, or of one of their payments.
 * - to *hold* a name: it leads to the order. By the merchant's word, by what an event taught, or by a mention.
 * - *ids*: the names by which a payment goes. Who knows one has found it.
 * - *mention*: a text of an event that may be a name. It leads nowhere unless the merchant registers it.
 * - *hint*: what may name an order, in whatever case. Believed last.
 * - *kept*: an event that led nowhere waits for its names: it comes again when one of them leads somewhere.
 */

import type { Planner } from './asks.ts'
import { factsOf, join } from '../order/facts.ts'
import { Drafts, isUnchanged, type Draft } from './drafts.ts'
import { Finder } from './finder.ts'
import { gather } from './gather.ts'
import { Holders } from './holders.ts'
import { intakeOf, type Intake, type KeptCallback, type Unplaced } from './intake.ts'
import {
  asOrder,
  asHint,
  asReceipt,
  asRegistered,
  asSealed,
  hintsIn,
  namesIn,
  namesOf,
  orderIdsIn,
} from './names.ts'
import type { Registration } from '../order/order.ts'
import type { StepRows } from './rows.ts'
import { saidNow } from './said-now.ts'
import { isNews, revise, type OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'
import { Waiting } from './waiting.ts'

/** Of when and for whom a step is made. */
export interface Context {
  /** In ms since 1970. */
  now: number
  /** An event older than this makes no order of its own. In ms. */
  retention: number
  /** The merchant's backend wants to hear of changes. */
  announces?: boolean
  /** The merchant's request that asks for it: what was done under this name is not done again. */
  once?: string | undefined
  /** Test money counts only for orders that are registered for it. */
  refusesTestMoney?: boolean
  /** Where providers are asked. */
  planner?: Planner | undefined
}

/** Who speaks of no provider's payment. */
const MERCHANT = 'merchant'

const asksIn = (registration: Registration | undefined): string | undefined =>
  JSON.stringify(registration?.asks)

/** What a merchant registers that only speaks of a payment. */
const NOTHING: Registration = { customers: [], references: [] }

export class Step {
  readonly #rows: StepRows
  readonly #context: Context
  readonly #drafts: Drafts
  readonly #holders: Holders
  readonly #finder: Finder
  readonly #waiting: Waiting

  constructor(rows: StepRows, context: Context) {
    this.#rows = rows
    this.#context = context
    this.#drafts = new Drafts(rows)
    this.#holders = new Holders(rows)
    this.#waiting = new Waiting(rows)
    this.#finder = new Finder(this.#drafts, this.#holders, context.now - context.retention)
  }

  /** Takes in events, and what waited for the names that they teach, until nothing more moves. */
  take(intakes: readonly Intake[]): void {
    const open = [...intakes]
    for (let intake = open.shift(); intake; intake = open.shift()) {
      open.push(...this.#waiting.take(this.#place(intake)))
    }
  }

  /** The merchant's word on an order: whatever goes by one of the names is the order's. */
  register(id: string, registration: Registration, names: readonly string[]): void {
    const draft = this.#drafts.of(id)
    for (const name of names) this.#holders.hold(name, id, 'merchant')
    const own = this.#setRegistration(draft, registration)
    const known = [...asRegistered(names), ...names.map(asHint)]
    this.take(this.#waiting.take([...own, ...this.#gather(draft, [], known)]))
  }

  /** Looks again at what time may have changed. */
  touch(order: OrderRecord): void {
    this.#drafts.of(order.id, order).isTouched = true
  }

  /** Places what was kept, if it is understood by now. What leads to nothing still is kept as it was. */
  retry(kept: KeptCallback, updates: Heard[] | undefined): KeptCallback | undefined {
    // Who asks for it vouches that it is the shop's.
    const { shop: _, ...intake } = intakeOf(kept, updates)
    this.take([intake])
    return this.#waiting.left(kept.id)
  }

  /** Revises what was touched. Returns the orders of which a page sees a difference. */
  finish(): OrderRecord[] {
    const { now, announces } = this.#context
    return this.#drafts.touched().flatMap((draft) => {
      const { id, before, registration, payments, mentions } = draft
      const facts = {
        payments: Object.fromEntries(payments),
        ...(registration ? { registration } : { mentions }),
      }
      const order = revise(id, before, facts, now)
      const isSame = order.version === before?.version
      // Most of what says nothing new was said before, and comes again.
      if (isSame && order.changesAt === before.changesAt && isUnchanged(draft)) return []
      this.#rows.save(order)
      this.#plan(order, draft)
      if (registration && registration.customers !== before?.registration?.customers) {
        this.#rows.enlist(id, registration.customers)
      }
      if (isSame) return []
      if (announces && isNews(before?.shown, order.shown)) {
        this.#rows.announce(order, now)
      }
      return [order]
    })
  }

  #plan(order: OrderRecord, { speakers, toVerify }: Draft): void {
    const { planner, now } = this.#context
    if (!planner) return
    const known = this.#rows.asksOf(order.id)
    const asks = planner.plan(order, known, { now, speakers, toVerify })
    if (known.length + asks.length > 0) this.#rows.saveAsks(order.id, asks)
  }

  /** Tells the orders of an event what it says; keeps the rest of it. Returns the names that lead there now. */
  #place(intake: Intake): string[] {
    const { updates, shop, callback } = intake
    if (callback?.unread !== undefined) {
      this.#waiting.keep(intake, { state: 'unread', code: callback.unread })
      return []
    }
    if (shop === 'other') {
      this.#waiting.keep(intake, { state: 'unmatched', code: 'other_shop' })
      return []
    }
    // A checksum that fits two bodies vouches for the first.
    const seals = intake.sealed ? asSealed(intake.sealed) : []
    const [signature, whole] = seals.map((name) => this.#holders.of(name).length > 0)
    if (signature && !whole) {
      this.#waiting.keep({ ...intake, shop: 'other' }, { state: 'unmatched', code: 'other_body' })
      return []
    }
    const names: string[] = []
    const unplaced: Heard[] = []
    let why: Unplaced | undefined
    for (const heard of updates) {
      const found = this.#finder.find(heard, intake)
      if ('orderId' in found && this.#refuses(heard, found.orderId)) {
        why ??= { state: 'unmatched', code: 'test_money' }
        unplaced.push(heard)
      } else if ('orderId' in found) {
        for (const name of seals) this.#holders.hold(name, found.orderId, 'mention')
        names.push(...this.#tell(found.orderId, heard, intake))
      } else {
        why ??= found
        unplaced.push(heard)
      }
    }
    if (why) this.#waiting.keep({ ...intake, updates: unplaced }, why)
    return names
  }

  /** Test money, for a live order. */
  #refuses(heard: Heard, id: string): boolean {
    const isRefused = this.#context.refusesTestMoney === true && heard.test === true
    return isRefused && this.#drafts.of(id).registration?.test !== true
  }

  #tell(
    id: string,
    given: Heard,
    intake: Pick<Intake, 'isAnswer' | 'isListed' | 'orderId'>,
  ): string[] {
    const draft = this.#drafts.of(id)
    const believed = intake.isAnswer ? given : this.#believed(given, draft, intake)
    const heard = saidNow(believed, draft.payments.values(), this.#context.now)
    const { payment } = heard
    draft.payments.set(payment, join(draft.payments.get(payment), factsOf(heard)))
    draft.isTouched = true

    const ids = namesIn(heard)
    const { receipt } = heard
    if (receipt !== undefined && !ids.includes(receipt)) {
      this.#holders.hold(asReceipt(receipt), id, 'mention')
    }
    const byMerchant = heard.by === 'merchant'
    const by = byMerchant ? 'merchant' : 'event'
    // What leads here already, nothing waits for.
    const news = ids.filter((name) => this.#holders.hold(name, id, by))
    // An order of which the merchant spoke is the merchant's.
    const own = byMerchant && !draft.registration ? this.#setRegistration(draft, NOTHING) : []
    if (draft.registration) {
      const gathered = this.#gather(draft, ids, byMerchant ? asRegistered(ids) : [])
      return [...own, ...news, ...gathered.filter((name) => !ids.includes(name))]
    }
    this.#mention(draft, heard)
    return news
  }

  /** What counts of it now. */
  #believed(
    heard: Heard,
    draft: Draft,
    { isListed, orderId }: Pick<Intake, 'isListed' | 'orderId'>,
  ): Heard {
    const { planner } = this.#context
    const { by, provider = MERCHANT } = heard
    if (!planner) return heard
    draft.speakers.add(provider)
    if (by === 'merchant' || isListed) return heard
    const { id, registration, payments } = draft
    const facts = { id, payments: Object.fromEntries(payments) }
    const order = { ...facts, ...(registration && { registration }) }
    const believed = planner.believed(heard, order, orderId !== undefined)
    if (believed !== heard) draft.toVerify.add(provider)
    return believed
  }

  /** From now on the order is registered. Returns the names that lead to it now. */
  #setRegistration(draft: Draft, registration: Registration): string[] {
    // What waited for the order waits no longer; nor does test money, once it may count.
    const isNews = !draft.registration || (registration.test && !draft.registration.test)
    // Another id to ask by is another payment that begins.
    const isMore = asksIn(draft.registration) !== asksIn(registration)
    if (!draft.registration || isMore) draft.speakers.add(MERCHANT)
    draft.registration = registration
    draft.isTouched = true
    const hints = [draft.id, ...registration.references].map(asHint)
    for (const hint of hints) this.#holders.hold(hint, draft.id, 'mention')
    if (!isNews) return hints
    const ids = [...draft.payments.values()].flatMap(namesOf)
    return [draft.id, ...hints, ...this.#gather(draft, ids, [asOrder(draft.id), ...hints])]
  }

  #gather(draft: Draft, ids: readonly string[], registered: readonly string[]): string[] {
    return gather(draft, ids, registered, { drafts: this.#drafts, holders: this.#holders })
  }

  /** By which other names the merchant may register the payment. */
  #mention(draft: Draft, heard: Heard): void {
    const { payment, mentions = [] } = heard
    const names = [...mentions, ...orderIdsIn(heard).map(asOrder), ...hintsIn(heard).map(asHint)]
    for (const name of names) {
      this.#holders.hold(name, draft.id, 'mention')
      const isKnown = draft.mentions.some((each) => each[0] === name && each[1] === payment)
      if (!isKnown) draft.mentions = [...draft.mentions, [name, payment]]
    }
  }
}
