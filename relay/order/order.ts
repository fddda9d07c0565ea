/** An order: what is true of it, given what the merchant registered and what is known of its payments. Pure. */

import { inPlaceOfContainers } from './containers.ts'
import type { PaymentFacts } from './facts.ts'
import { furthest, isUnderWay, latest, payment, sum, type Asked, type Payment } from './payment.ts'
import type { Flow, PaymentStatus, ReasonCode, Snapshot } from '../protocol.ts'

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

/** Time alone ends these. */
const WAITING: ReadonlySet<PaymentStatus> = new Set(['pending', 'requires_action'])

/** How an order stands at `now`, in ms since 1970. */
export function standing({ registration, payments: facts }: OrderFacts, now: number): Standing {
  const { flow = 'payment', amount: asked, expiresAt = Infinity } = registration ?? {}
  const asks = pick(registration, ['amount', 'currency'])
  const payments = inPlaceOfContainers(facts, flow, asks).map((each) => payment(each, asks))
  const { currency, counted, foreign, net, wentBack, ...amounts } = moneyIn(payments, asks)

  const deadlineOf = (each?: Payment) => each?.deadline ?? expiresAt
  const stateOf = (each?: Payment) => {
    const state = each?.state ?? 'pending'
    return WAITING.has(state) && deadlineOf(each) <= now ? 'expired' : state
  }
  const isPaid = counted.length > 0 && (asked === undefined ? !wentBack : net >= asked)
  const isHeld = flow === 'escrow' && !isReleased(facts)

  const disputed = latest(payments.filter((each) => each.disputed))
  const money = latest(counted)
  const alive = furthest(payments.filter((each) => isUnderWay(each) && stateOf(each) !== 'expired'))
  const resting = latest(payments.filter((each) => !each.settled))

  const table: [holds: boolean, status: PaymentStatus, lead: Payment | undefined][] = [
    [disputed !== undefined, 'disputed', disputed],
    [isPaid, isHeld ? 'authorized' : 'succeeded', money],
    [wentBack, net === 0 ? 'refunded' : 'partially_refunded', money],
    [counted.length > 0, 'partially_paid', money],
    [foreign.length > 0, 'processing', latest(foreign)],
    [alive !== undefined, stateOf(alive), alive],
  ]
  const [, status, lead] = table.find(([holds]) => holds) ?? [true, stateOf(resting), resting]

  const doubts = payments.map((each) => doubtOf(each, deadlineOf(each)))
  const isCertain = !alive && foreign.length === 0 && doubts.every((until) => until <= now)
  const deadline = deadlineOf(lead)
  const changesAt = Math.min(...[deadline, ...doubts].filter((at) => at > now))
  const reason = reasonOf(status, lead, foreign.length > 0)

  return {
    shown: {
      status,
      flow,
      registered: registration !== undefined,
      test: payments.some((each) => each.test),
      amount: asked ?? null,
      currency: currency ?? null,
      ...amounts,
      overpaid: asked !== undefined && net > asked,
      safeToRetry: RETRYABLE.has(status) && isCertain,
      ...pick(registration, ['merchant', 'description', 'number']),
      ...(lead && pick(lead, ['provider', 'receipt', 'confirmations'])),
      ...(reason && { reason: { code: reason.code } }),
      ...(status === 'requires_action' && lead?.action && { action: lead.action }),
      ...((WAITING.has(status) || status === 'expired') &&
        Number.isFinite(deadline) && { expiresAt: new Date(deadline).toISOString() }),
    },
    payments,
    ...(reason?.message !== undefined && { message: reason.message }),
    ...(Number.isFinite(changesAt) && { changesAt }),
  }
}

/** What came in and went back, in the one currency that counts; and what was kept in others. */
function moneyIn(payments: Payment[], { currency: asked }: Asked) {
  const settled = payments.filter((each) => each.settled)
  const currency = asked ?? currencyOf(settled)
  const isForeign = (each: Payment) =>
    each.currency !== undefined && currency !== undefined && each.currency !== currency

  const counted = settled.filter((each) => !isForeign(each))
  const amountReceived = sum(counted.map(({ received }) => received))
  const amountRefunded = sum(counted.map(({ refunded }) => refunded))
  return {
    currency,
    counted,
    foreign: settled.filter((each) => isForeign(each) && each.received > each.refunded),
    amountReceived,
    amountRefunded,
    net: amountReceived - amountRefunded,
    wentBack: counted.some((each) => each.wentBack),
  }
}

/** Whether the merchant has let the money go that was held in escrow. */
const isReleased = (facts: OrderFacts['payments']): boolean =>
  Object.values(facts).some(({ notes }) => notes.byHand?.value.state === 'succeeded')

/** Until when an attempt may still bring money. */
function doubtOf(each: Payment, deadline: number): number {
  if (each.settled) return 0
  if (each.state !== 'requires_action') return each.doubtUntil
  // Time closes no payment: only of a prompt that nobody but the merchant spoke of do we lose hope.
  return each.isHeardOf ? Infinity : deadline + PROMPT_DOUBT
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
  const picked: Partial<Pick<T, K>> = {}
  for (const key of keys) if (from?.[key] !== undefined) picked[key] = from[key]
  return picked as Pick<T, K>
}
