/** An order: what is true of it, given what the merchant registered and what is known of its payments. Pure. */

import { inPlaceOfContainers } from './containers.ts'
import type { PaymentFacts } from './facts.ts'
import { furthest, isUnderWay, latest, payment, sum, type Payment } from './payment.ts'
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

/** How long a prompt of which nothing was heard may still be answered, after it ended. In ms. */
const PROMPT_DOUBT = 10 * 60_000

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
  const isAlive = (each: Payment) => isUnderWay(each) && !hasLapsed(each)

  const settled = payments.filter((each) => each.settled)
  const currency = registration?.currency ?? currencyOf(settled)
  const isForeign = (each: Payment) =>
    each.currency !== undefined && currency !== undefined && each.currency !== currency
  const counted = settled.filter((each) => !isForeign(each))
  const foreign = settled.filter((each) => isForeign(each) && each.received > each.refunded)

  const amountReceived = sum(counted.map(({ received }) => received))
  const amountRefunded = sum(counted.map(({ refunded }) => refunded))
  const net = amountReceived - amountRefunded
  const wentBack = counted.some((each) => each.wentBack)
  const isPaid = counted.length > 0 && (asked === undefined ? !wentBack : net >= asked)
  const isReleased = Object.values(facts).some(
    ({ notes }) => notes.byHand?.value.state === 'succeeded',
  )

  const disputed = latest(payments.filter((each) => each.disputed))
  const alive = furthest(payments.filter(isAlive))
  const resting = latest(payments.filter((each) => !each.settled))

  const table: [holds: boolean, status: PaymentStatus, lead: Payment | undefined][] = [
    [disputed !== undefined, 'disputed', disputed],
    [isPaid && flow === 'escrow' && !isReleased, 'authorized', latest(counted)],
    [isPaid, 'succeeded', latest(counted)],
    [wentBack && net === 0, 'refunded', latest(counted)],
    [wentBack, 'partially_refunded', latest(counted)],
    [counted.length > 0, 'partially_paid', latest(counted)],
    [foreign.length > 0, 'processing', latest(foreign)],
    [alive !== undefined, alive?.state ?? 'processing', alive],
    [true, atRest(resting, hasLapsed, registration, now), resting],
  ]
  const [, status, lead] = table.find(([holds]) => holds) ?? [true, 'pending' as const, undefined]

  const doubts = payments.map((each) => doubtOf(each, deadlineOf(each)))
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

/** Until when an attempt may still bring money. */
function doubtOf(each: Payment, deadline: number): number {
  if (each.settled) return 0
  if (each.state !== 'requires_action') return each.doubtUntil
  // Time closes no payment: only of a prompt that nobody but the merchant spoke of do we lose hope.
  return each.isHeardOf ? Infinity : deadline + PROMPT_DOUBT
}

/** What the latest payment, or none at all, makes of an order in which nothing is alive. */
function atRest(
  resting: Payment | undefined,
  hasLapsed: (each: Payment) => boolean,
  registration: Registration | undefined,
  now: number,
): PaymentStatus {
  if (resting) return hasLapsed(resting) ? 'expired' : resting.state
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

/** The one currency of what came in, while the merchant has not said. */
const currencyOf = (settled: Payment[]): string | undefined =>
  settled
    .map((each) => each.currency)
    .filter((currency) => currency !== undefined)
    .sort()[0]

/** Those of the fields that are there. */
function pick<T extends object, K extends keyof T>(from: T | undefined, keys: K[]): Pick<T, K> {
  const entries = keys.map((key) => [key, from?.[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Pick<T, K>
}
