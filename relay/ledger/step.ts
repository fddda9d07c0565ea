/**
 * One atomic step: finds the order that each event speaks of, and gathers its facts there. Every order is
 * revised once, at the end. Pure but for the rows.
 */

import { MANUAL } from '../order/containers.ts'
import { attemptOf, factsOf, join, type PaymentFacts } from '../order/facts.ts'
import { Holders } from './holders.ts'
import { intakeOf, type Intake, type Kept, type Unplaced } from './intake.ts'
import { asOrder, asHint, claimableBy, mentionedIn, namesIn, namesOf, orderIdsIn } from './names.ts'
import type { Registration } from '../order/order.ts'
import { isOrderId } from '../protocol.ts'
import type { Holder, Rows } from './rows.ts'
import { isNews, revise, type OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'

/** Of when and for whom a step is made. */
export interface Context {
  /** In ms since 1970. */
  now: number
  /** An event older than this makes no order of its own. In ms. */
  retention: number
  /** The merchant's backend wants to hear of changes. */
  announces?: boolean
  /** Test money counts only for orders that are registered for it. */
  refusesTestMoney?: boolean
}

/** An order as this step has it so far. */
interface Draft {
  id: string
  before: OrderRecord | undefined
  registration: Registration | undefined
  payments: Map<string, PaymentFacts>
  mentions: [name: string, payment: string][]
  isTouched: boolean
}

/** What a merchant registers that only speaks of a payment. */
const NOTHING: Registration = { customers: [], references: [] }

export class Step {
  readonly #rows: Rows
  readonly #context: Context
  readonly #drafts = new Map<string, Draft>()
  readonly #holders: Holders
  /** What this step has kept. */
  readonly #left = new Map<Kept['id'], Kept>()

  constructor(rows: Rows, context: Context) {
    this.#rows = rows
    this.#context = context
    this.#holders = new Holders(rows)
  }

  /** Takes in events, and whatever waited for what they teach, until nothing more moves. */
  take(intakes: readonly Intake[]): void {
    const open = [...intakes]
    for (let intake = open.shift(); intake; intake = open.shift()) {
      open.push(...this.#waitingFor(this.#place(intake)))
    }
  }

  /** The merchant's word on an order: whatever goes by one of the names is the order's. */
  register(id: string, registration: Registration, names: readonly string[]): void {
    const draft = this.#draft(id)
    for (const name of names) this.#holders.hold(name, id, 'merchant')
    const spokenFor = this.#speakFor(draft, registration)
    this.take(this.#waitingFor([...spokenFor, ...this.#gather(draft, [], claimableBy(names))]))
  }

  /** Looks again at what time may have changed. */
  touch(order: OrderRecord): void {
    this.#draft(order.id, order).isTouched = true
  }

  /** Places what was kept, if it is understood by now. What leads to nothing still is kept as it was. */
  retry(kept: Kept, updates: Heard[] | undefined): Kept | undefined {
    const intake = intakeOf(kept, updates)
    this.take([intake])
    return this.#left.get(kept.id)
  }

  /** Revises what was touched. Returns the orders of which a page sees a difference. */
  finish(): OrderRecord[] {
    const { now, announces } = this.#context
    return [...this.#drafts.values()].flatMap((draft) => {
      const { id, before, registration, payments, mentions } = draft
      if (!draft.isTouched) return []
      const facts = {
        payments: Object.fromEntries(payments),
        ...(registration ? { registration } : { mentions }),
      }
      const order = revise(id, before, facts, now)
      this.#rows.save(order)
      if (registration && registration.customers !== before?.registration?.customers) {
        this.#rows.enlist(id, registration.customers)
      }
      if (order.version === before?.version) return []
      if (announces && isNews(before?.shown, order.shown)) {
        this.#rows.announce(id, order.version, now)
      }
      return [order]
    })
  }

  /** Tells the orders of an event what it says; keeps the rest of it. By which names they may now be found. */
  #place(intake: Intake): string[] {
    const { updates, callback } = intake
    if (callback?.unread !== undefined) {
      this.#keep(intake, { state: 'unread', code: callback.unread })
      return []
    }
    const taught: string[] = []
    const unplaced: Heard[] = []
    let why: Unplaced | undefined
    for (const heard of updates) {
      const found = this.#orderFor(heard, intake.orderId)
      if ('orderId' in found && this.#refuses(heard, found.orderId)) {
        why ??= { state: 'unmatched', code: 'test_money' }
        unplaced.push(heard)
      } else if ('orderId' in found) {
        taught.push(...this.#tell(found.orderId, heard))
      } else {
        why ??= found
        unplaced.push(heard)
      }
    }
    if (why) this.#keep({ ...intake, updates: unplaced }, why)
    return taught
  }

  /** Test money, for a live order. */
  #refuses(heard: Heard, id: string): boolean {
    const isRefused = this.#context.refusesTestMoney === true && heard.test === true
    return isRefused && this.#draft(id).registration?.test !== true
  }

  #tell(id: string, heard: Heard): string[] {
    const draft = this.#draft(id)
    const { payment } = heard
    draft.payments.set(payment, join(draft.payments.get(payment), factsOf(heard)))
    draft.isTouched = true

    const names = namesIn(heard)
    const byMerchant = heard.by === 'merchant'
    for (const name of names) this.#holders.hold(name, id, byMerchant ? 'merchant' : 'event')
    // An order of which the merchant spoke is the merchant's.
    const spokenFor = byMerchant && !draft.registration ? this.#speakFor(draft, NOTHING) : []
    if (draft.registration) {
      const gathered = this.#gather(draft, names, byMerchant ? claimableBy(names) : [])
      return [...spokenFor, ...gathered]
    }
    this.#mention(draft, heard)
    return names
  }

  #speakFor(draft: Draft, registration: Registration): string[] {
    // What waited for the order waits no longer; nor does test money, once it may count.
    const isNews = !draft.registration || (registration.test && !draft.registration.test)
    draft.registration = registration
    draft.isTouched = true
    const hints = [draft.id, ...registration.references].map(asHint)
    for (const hint of hints) this.#holders.hold(hint, draft.id, 'mention')
    if (!isNews) return hints
    const own = [...draft.payments.values()].flatMap(namesOf)
    return [draft.id, ...hints, ...this.#gather(draft, own, [asOrder(draft.id)])]
  }

  /**
   * Brings to a registered order what others, that nobody registered, hold under one of the names, and
   * under any name by which that goes: whichever came first. What only mentions a name is claimed by those
   * of `claims`. Returns all the names.
   */
  #gather(draft: Draft, learned: readonly string[], claims: readonly string[]): string[] {
    const open = new Set([...learned, ...claims])
    for (const name of open) {
      for (const { orderId } of this.#holders.of(name)) {
        if (orderId === draft.id) continue
        const other = this.#draft(orderId)
        if (other.registration) continue
        const mentioned = claims.includes(name) ? mentionedUnder(name, other) : []
        for (const facts of new Set([...heldUnder(name, other), ...mentioned])) {
          this.#move(facts, other, draft)
          for (const each of namesOf(facts)) open.add(each)
        }
      }
    }
    return [...open]
  }

  #move(facts: PaymentFacts, from: Draft, to: Draft): void {
    from.payments.delete(facts.id)
    from.mentions = from.mentions.filter(([, payment]) => payment !== facts.id)
    from.isTouched = true
    to.payments.set(facts.id, join(to.payments.get(facts.id), facts))
    for (const name of namesOf(facts)) {
      // What another of its payments goes by as well is to be found there still.
      if (heldUnder(name, from).length === 0) this.#holders.release(name, from.id)
      this.#holders.hold(name, to.id, 'event')
    }
  }

  /**
   * The order of a registered reference, else of a registered id, else of its payment, else the only one
   * that it hints at, else a new one under the id that the merchant gave the provider.
   */
  #orderFor(heard: Heard, bound: string | undefined): { orderId: string } | Unplaced {
    if (bound !== undefined) {
      return heard.by === 'merchant' || this.#fitsAddress(bound, heard)
        ? { orderId: bound }
        : { state: 'unmatched', code: 'other_payment' }
    }

    const { orderId, orderHint, time = Infinity } = heard
    const registered = this.#leads(mentionedIn(heard)).find(({ by }) => by === 'merchant')
    if (registered) return registered
    const isRegistered = (id: string) => this.#draft(id).registration !== undefined
    const theirs = orderIdsIn(heard).find(isRegistered)
    if (theirs !== undefined) return { orderId: theirs }
    const learned = this.#leads(namesIn(heard)).filter(({ by }) => by === 'event')
    // A registered one first: it takes along what the others hold.
    const lead = learned.find((holder) => this.#draft(holder.orderId).registration) ?? learned[0]
    if (lead) return lead
    const [alike, ...others] = this.#hintedAt(orderHint)
    if (others.length > 0) return { state: 'unmatched', code: 'several_orders' }
    if (alike !== undefined) return { orderId: alike }

    if (orderId === undefined) return { state: 'unmatched', code: 'no_order' }
    if (!isOrderId(orderId)) return { state: 'unmatched', code: 'invalid_order_id' }
    const { now, retention } = this.#context
    return time < now - retention ? { state: 'too_old', code: 'too_old' } : { orderId }
  }

  /** The orders that a hint may mean: the one that is spelled so, else all that are spelled alike. */
  #hintedAt(hint: string | undefined): string[] {
    if (hint === undefined) return []
    const exact = this.#leads([hint]).find(({ by }) => by === 'merchant')?.orderId ?? hint
    if (this.#draft(exact).registration) return [exact]
    return this.#leads([asHint(hint)])
      .map(({ orderId }) => orderId)
      .filter((id) => this.#draft(id).registration)
  }

  #leads(names: readonly string[]): Holder[] {
    return names.flatMap((name) => this.#holders.of(name))
  }

  /**
   * Who knows an order's address may tell of it only what fits the ids that we know already: an address
   * stands in the logs of proxies. While we know none, what is not another order's.
   */
  #fitsAddress(id: string, heard: Heard): boolean {
    const { before, isTouched, registration, payments } = this.#draft(id)
    if (!before && !isTouched) return false
    const known = new Set(registration?.references)
    for (const facts of payments.values()) {
      const speaker = facts.provider ?? facts.notes.provider?.value ?? heard.provider
      if (facts.id === MANUAL || speaker !== heard.provider) continue
      for (const name of namesOf(facts)) known.add(name)
    }
    if (isMoreThanOnce(heard, payments) || isMoreThanAsked(heard, registration)) return false
    const names = namesIn(heard)
    return known.size > 0 ? names.some((name) => known.has(name)) : !this.#namesAnother(id, heard)
  }

  #namesAnother(id: string, heard: Heard): boolean {
    const holders = this.#leads(mentionedIn(heard)).filter(({ by }) => by === 'merchant')
    const named = [...holders.map(({ orderId }) => orderId), ...this.#hintedAt(heard.orderHint)]
    return named.length > 0 && !named.includes(id)
  }

  #draft(id: string, given?: OrderRecord): Draft {
    const known = this.#drafts.get(id)
    if (known) return known
    const before = given ?? this.#rows.order(id)
    const draft: Draft = {
      id,
      before,
      registration: before?.registration,
      payments: new Map(Object.entries(before?.payments ?? {})),
      mentions: before?.mentions ?? [],
      isTouched: false,
    }
    this.#drafts.set(id, draft)
    return draft
  }

  #keep({ key, updates, orderId, callback }: Intake, why: Unplaced): void {
    // The merchant's own word always finds its order.
    if (!callback) return
    const evidence = callback.evidence()
    const kept: Kept = {
      ...why,
      ...(callback.id !== undefined && { id: callback.id }),
      key,
      updates,
      ...(orderId !== undefined && { orderId }),
      provider: callback.provider,
      order: orderId ?? updates.map(nameIn).find((name) => name !== undefined) ?? null,
      receivedAt: callback.receivedAt,
      ...(evidence && { evidence }),
    }
    const left = this.#rows.keep(kept, [...new Set(updates.flatMap(mentionedIn))])
    this.#left.set(left.id, left)
  }

  #waitingFor(names: readonly string[]): Intake[] {
    return this.#rows.takeWaiting(names).map((kept) => {
      this.#left.delete(kept.id)
      return intakeOf(kept)
    })
  }

  /** By which other names the payment may be claimed. */
  #mention(draft: Draft, heard: Heard): void {
    const { payment, mentions = [] } = heard
    for (const name of [...mentions, ...orderIdsIn(heard).map(asOrder)]) {
      this.#holders.hold(name, draft.id, 'mention')
      const isKnown = draft.mentions.some((each) => each[0] === name && each[1] === payment)
      if (!isKnown) draft.mentions = [...draft.mentions, [name, payment]]
    }
  }
}

const nameIn = ({ orderId, orderHint }: Heard): string | undefined => orderId ?? orderHint

/** One prompt brings one receipt: a second one is for somebody to look at. */
const isMoreThanOnce = ({ state, payment, containers = [] }: Heard, payments: Draft['payments']) =>
  state === 'succeeded' &&
  [...payments.values()].some(
    (other) =>
      other.id !== payment &&
      other.containers.some((name) => containers.includes(name)) &&
      attemptOf(other)?.state === 'succeeded',
  )

/** Nobody is prompted for more than the order asks. */
const isMoreThanAsked = (
  { state, amount = 0, currency }: Heard,
  registration: Registration | undefined,
): boolean =>
  state === 'succeeded' &&
  currency === registration?.currency &&
  amount > (registration?.amount ?? Infinity)

const heldUnder = (name: string, { payments }: Draft): PaymentFacts[] =>
  [...payments.values()].filter((facts) => namesOf(facts).includes(name))

const mentionedUnder = (name: string, { payments, mentions }: Draft): PaymentFacts[] =>
  mentions.flatMap(([mentioned, id]) => (mentioned === name ? (payments.get(id) ?? []) : []))
