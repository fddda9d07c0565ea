/**
 * An order: what is true of it, given what the merchant registered and what is known of its payments.
 *
 * `standing` derives; `revise` turns what it derives into the next version of what is shown. Pure.
 */

import {
  join,
  mainOf,
  payment,
  type MainState,
  type Payment,
  type PaymentFacts,
} from './payment.ts'
import type { Flow, PaymentStatus, ReasonCode, Snapshot } from './protocol.ts'

/** What the merchant registered. */
export interface Registration {
  amount?: number
  currency?: string
  flow?: Flow
  merchant?: string
  description?: string
  number?: string
  customers: string[]
  references: string[]
  /** In ms since 1970. */
  expiresAt?: number
}

export interface OrderFacts {
  /** Without: the merchant has not spoken yet. */
  registration?: Registration
  /** By id. Containers are among them. */
  payments: Record<string, PaymentFacts>
}

/** What a snapshot says, but for its name, version and history. */
export type Shown = Omit<
  Snapshot,
  'id' | 'epoch' | 'version' | 'history' | 'createdAt' | 'updatedAt'
>

export interface Standing {
  shown: Shown
  payments: Payment[]
  /** The provider's own words on the reason: for the merchant. */
  message?: string
  /** When time alone changes what is shown, in ms since 1970. */
  changesAt?: number
}

/** What the relay keeps of an order. Plain data. */
export interface OrderRecord extends OrderFacts {
  id: string
  version: number
  shown: Shown
  history: Snapshot['history']
  createdAt: number
  updatedAt: number
}

/** The merchant's name for a payment that it does not name. */
export const MANUAL = 'manual'

/** How long a prompt of which nothing was heard may still be answered, after it ended. In ms. */
const PROMPT_DOUBT = 10 * 60_000

const HISTORY_LENGTH = 20

/** From the furthest on. */
const ALIVE: readonly MainState[] = ['authorized', 'processing', 'requires_action']

const RETRYABLE: ReadonlySet<PaymentStatus> = new Set([
  'failed',
  'canceled',
  'expired',
  'partially_paid',
])

/** How an order stands at `now`, in ms since 1970. */
export function standing({ registration, payments: facts }: OrderFacts, now: number): Standing {
  const flow = registration?.flow ?? 'payment'
  const asked = registration?.amount
  const payments = inPlaceOfContainers(facts, flow).map((each) =>
    payment(each, asked === undefined ? {} : { amount: asked }),
  )

  const deadlineOf = ({ deadline }: Payment) => deadline ?? registration?.expiresAt ?? Infinity
  const hasLapsed = (each: Payment) =>
    (each.state === 'pending' || each.state === 'requires_action') && deadlineOf(each) <= now
  const isAlive = (each: Payment) => !each.settled && ALIVE.includes(each.state) && !hasLapsed(each)

  const settled = payments.filter((each) => each.settled)
  const currency = registration?.currency ?? currencyOf(settled)
  const isForeign = (each: Payment) =>
    each.currency !== undefined && currency !== undefined && each.currency !== currency
  const counted = settled.filter((each) => !isForeign(each))
  const foreign = settled.filter((each) => isForeign(each) && each.received > each.refunded)

  const amountReceived = total(counted.map(({ received }) => received))
  const amountRefunded = total(counted.map(({ refunded }) => refunded))
  const net = amountReceived - amountRefunded
  const wentBack = counted.some((each) => each.wentBack)
  const isPaid = counted.length > 0 && (asked === undefined ? !wentBack : net >= asked)
  const isReleased = Object.values(facts).some(
    ({ notes }) => notes.byHand?.value.state === 'succeeded',
  )

  const disputed = last(payments.filter((each) => each.disputed))
  const alive = furthest(payments.filter(isAlive))
  const latest = last(payments.filter((each) => !each.settled))

  // The first that holds.
  const [status, lead]: [PaymentStatus, Payment | undefined] = disputed
    ? ['disputed', disputed]
    : isPaid
      ? [flow === 'escrow' && !isReleased ? 'authorized' : 'succeeded', last(counted)]
      : wentBack
        ? [net === 0 ? 'refunded' : 'partially_refunded', last(counted)]
        : counted.length > 0
          ? ['partially_paid', last(counted)]
          : foreign.length > 0
            ? ['processing', last(foreign)]
            : alive
              ? [alive.state, alive]
              : [atRest(latest, hasLapsed, registration, now), latest]

  const doubts = payments.map((each) =>
    each.settled
      ? 0
      : each.state === 'requires_action'
        ? deadlineOf(each) + PROMPT_DOUBT
        : each.doubtUntil,
  )
  const safeToRetry =
    RETRYABLE.has(status) && !alive && foreign.length === 0 && doubts.every((until) => until <= now)

  const isOpen = status === 'pending' || status === 'requires_action'
  const deadline = lead ? deadlineOf(lead) : (registration?.expiresAt ?? Infinity)
  const reason = reasonOf(status, lead, foreign.length > 0)
  const changesAt = Math.min(...[deadline, ...doubts].filter((at) => at > now))

  return {
    shown: {
      status,
      flow,
      registered: registration !== undefined,
      test: payments.some((each) => each.test),
      amount: asked ?? null,
      currency: currency ?? null,
      amountReceived,
      amountRefunded,
      overpaid: asked !== undefined && net > asked,
      safeToRetry,
      ...pick(registration, ['merchant', 'description', 'number']),
      ...(lead && pick(lead, ['provider', 'receipt', 'confirmations'])),
      ...(reason && { reason: { code: reason.code } }),
      ...(status === 'requires_action' && lead?.action && { action: lead.action }),
      ...((isOpen || status === 'expired') &&
        Number.isFinite(deadline) && { expiresAt: new Date(deadline).toISOString() }),
    },
    payments,
    ...(reason?.message !== undefined && { message: reason.message }),
    ...(Number.isFinite(changesAt) && { changesAt }),
  }
}

/** What the latest payment, or none at all, makes of an order in which nothing is alive. */
function atRest(
  latest: Payment | undefined,
  hasLapsed: (each: Payment) => boolean,
  registration: Registration | undefined,
  now: number,
): PaymentStatus {
  if (latest) return hasLapsed(latest) ? 'expired' : latest.state
  return (registration?.expiresAt ?? Infinity) <= now ? 'expired' : 'pending'
}

function reasonOf(
  status: PaymentStatus,
  lead: Payment | undefined,
  isForeign: boolean,
): { code: ReasonCode; message?: string } | undefined {
  if (status === 'processing' && isForeign) return { code: 'currency_mismatch' }
  if (lead?.state === status) return lead.reason
  return status === 'expired' ? { code: 'expired' } : undefined
}

/**
 * The payments that count. A container, once a payment inside it is known, is that payment: what it
 * told of money is the payment's; how the attempt stands, the payment itself knows better.
 */
function inPlaceOfContainers(facts: Record<string, PaymentFacts>, flow: Flow): PaymentFacts[] {
  const all = Object.values(facts)
  const insideOf = (container: PaymentFacts) =>
    all.filter(
      (each) =>
        each.id !== container.id &&
        (each.containers.includes(container.id) ||
          (isWholeOrder(container, flow) && !isWholeOrder(each, flow))),
    )
  const isContainer = (each: PaymentFacts) => insideOf(each).length > 0

  const counted = new Map(
    all.filter((each) => !isContainer(each)).map((each) => [each.id, each] as const),
  )
  for (const container of all.filter(isContainer)) {
    const inside = heir(within(container, insideOf).filter(({ id }) => counted.has(id)))
    if (!inside) continue
    const known = counted.get(inside.id) ?? inside
    const told = isWholeOrder(container, flow) ? container : moneyOf(container)
    counted.set(inside.id, join(known, { ...told, id: inside.id }))
  }
  return [...counted.values()].sort((a, b) => compare(a.id, b.id))
}

/**
 * What the merchant says without naming a payment is said of the order's own payments: in escrow
 * (releasing is no second payment), and where it tells of no money that came in.
 */
const isWholeOrder = ({ id, parts }: PaymentFacts, flow: Flow): boolean =>
  id === MANUAL && (flow === 'escrow' || !parts.main)

/** All that lies in a container, however deep. A ring, which no provider makes, ends too. */
function within(
  container: PaymentFacts,
  insideOf: (container: PaymentFacts) => PaymentFacts[],
): PaymentFacts[] {
  const found = new Set<PaymentFacts>()
  const open = [container]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const each of insideOf(next)) {
      if (!found.has(each)) open.push(each)
      found.add(each)
    }
  }
  return [...found]
}

/** What a container told of money. */
function moneyOf(container: PaymentFacts): PaymentFacts {
  if (mainOf(container)?.state === 'succeeded') return container
  const { main: _, ...parts } = container.parts
  const { byHand: __, ...notes } = container.notes
  return { ...container, parts, notes }
}

/** Which of several payments inside it a container is: the one that its word of money fits best. */
function heir(inside: PaymentFacts[]): PaymentFacts | undefined {
  const payments = inside.map((each) => payment(each, {}))
  const chosen =
    last(payments.filter(({ settled }) => settled)) ?? furthest(payments) ?? last(payments)
  return inside.find(({ id }) => id === chosen?.id)
}

/** The one currency of what came in, while the merchant has not said. */
const currencyOf = (settled: Payment[]): string | undefined =>
  settled
    .map((each) => each.currency)
    .filter((currency) => currency !== undefined)
    .sort()[0]

const compare = <T extends string | number>(a: T, b: T): number => Number(a > b) - Number(a < b)

/** In time; where nobody told it, by id: arrival never decides. */
const inTime = (a: Payment, b: Payment): number =>
  compare(a.time ?? 0, b.time ?? 0) || compare(a.id, b.id)

const last = (payments: Payment[]): Payment | undefined => payments.toSorted(inTime).at(-1)

const furthest = (payments: Payment[]): Payment | undefined =>
  ALIVE.map((state) => last(payments.filter((each) => each.state === state))).find(
    (each) => each !== undefined,
  )

const total = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

/** Those of the fields that are there. */
function pick<T extends object, K extends keyof T>(from: T | undefined, keys: K[]): Pick<T, K> {
  const entries = keys.map((key) => [key, from?.[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Pick<T, K>
}

/** The order with `facts` at `now`: a new version exactly when the page would see a difference. */
export function revise(
  id: string,
  known: OrderRecord | undefined,
  facts: OrderFacts,
  now: number,
): OrderRecord {
  const { shown } = standing(facts, now)
  const isSame = known && JSON.stringify(known.shown) === JSON.stringify(shown)
  const isNewStatus = known?.shown.status !== shown.status
  const history = known?.history ?? []

  return {
    id,
    ...facts,
    version: (known?.version ?? 0) + (isSame ? 0 : 1),
    shown,
    history: isNewStatus
      ? [...history, { status: shown.status, at: new Date(now).toISOString() }].slice(
          -HISTORY_LENGTH,
        )
      : history,
    createdAt: known?.createdAt ?? now,
    updatedAt: isSame ? known.updatedAt : now,
  }
}

/** What the shopper may see. */
export const snapshotOf = (record: OrderRecord, epoch: string): Snapshot => ({
  id: record.id,
  epoch,
  version: record.version,
  ...record.shown,
  history: record.history,
  createdAt: new Date(record.createdAt).toISOString(),
  updatedAt: new Date(record.updatedAt).toISOString(),
})

/** A snapshot as the merchant's server sees it. */
export interface OrderView extends Snapshot {
  reason?: { code: ReasonCode; message?: string }
  references: string[]
  customers: string[]
  payments: {
    id: string
    provider: string | null
    status: PaymentStatus
    amount: number | null
    amountReceived: number
    amountRefunded: number
    currency: string | null
    receipt: string | null
    reason: { code: ReasonCode; message?: string } | null
    final: boolean
    occurredAt: string | null
  }[]
}

/** What the merchant's server may see. */
export function viewOf(record: OrderRecord, epoch: string, now: number): OrderView {
  const { payments, message } = standing(record, now)
  const snapshot = snapshotOf(record, epoch)
  const { reason } = snapshot
  return {
    ...snapshot,
    ...(reason && { reason: { ...reason, ...(message !== undefined && { message }) } }),
    references: record.registration?.references ?? [],
    customers: record.registration?.customers ?? [],
    payments: payments.map((each) => ({
      id: each.id,
      provider: each.provider ?? null,
      status: each.status,
      amount: each.amount ?? (each.settled ? each.received : null),
      amountReceived: each.received,
      amountRefunded: each.refunded,
      currency: each.currency ?? snapshot.currency,
      receipt: each.receipt ?? null,
      reason: each.reason ?? null,
      final: each.final,
      occurredAt: each.time === undefined ? null : new Date(each.time).toISOString(),
    })),
  }
}
