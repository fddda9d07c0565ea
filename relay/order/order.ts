/** An order: what is true of it, given what the merchant registered and what is known of its payments. Pure. */

import { inPlaceOfContainers, MANUAL } from './containers.ts'
import type { PaymentFacts } from './facts.ts'
import { sum } from './money.ts'
import {
  furthest,
  HORIZON,
  LAST_WORD,
  isUnderWay,
  latest,
  payment,
  type Asked,
  type Payment,
} from './payment.ts'
import type { Flow, PaymentStatus, ReasonCode, Snapshot } from '../protocol.ts'

/** By the provider's id. */
export type Asks = Readonly<Record<string, readonly string[]>>

/** What the merchant registered. */
export interface Registration {
  amount?: number
  currency?: string
  flow?: Flow
  /** Test money counts for it. */
  test?: boolean
  merchant?: string
  description?: string
  number?: string
  customers: string[]
  references: string[]
  /** By provider: the ids by which it can be asked about the order. */
  asks?: Asks
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
  const asks = askedOf(registration, facts)
  const payments = inPlaceOfContainers(facts, flow, asks).map((each) => payment(each, asks))
  const heeded = payments.filter((each) => !each.isHearsay)
  const { currency, counted, foreign, net, wentBack, waived, isKept, ...money } = moneyIn(
    heeded,
    asks,
  )
  const { isTooMuch, isWhole, ...amounts } = money
  // Whether the merchant knew of a discount or a tax when it registered the amount, nobody says. Where the
  // provider calls its own order complete, neither makes too little of what came, or too much.
  const most = net + (isWhole ? Math.max(0, waived) : waived)
  const least = net + (isWhole ? Math.min(0, waived) : waived)

  const deadlineOf = (each?: Payment) => each?.deadline ?? expiresAt
  const stateOf = (each?: Payment) => {
    const state = each?.state ?? 'pending'
    return WAITING.has(state) && deadlineOf(each) <= now ? 'expired' : state
  }
  const isPaid = isKept && (asked === undefined ? !wentBack : most >= asked)
  const isHeld = flow === 'escrow' && !isReleased(facts)

  const disputed = latest(heeded.filter((each) => each.disputed))
  const last = latest(counted)
  const alive = furthest(heeded.filter((each) => isUnderWay(each) && stateOf(each) !== 'expired'))
  const resting = latest(heeded.filter((each) => !each.settled))

  const table: [holds: boolean, status: PaymentStatus, lead: Payment | undefined][] = [
    [disputed !== undefined, 'disputed', disputed],
    [isPaid, isHeld ? 'authorized' : 'succeeded', last],
    [wentBack, net === 0 ? 'refunded' : 'partially_refunded', last],
    [amounts.amountReceived > 0, 'partially_paid', last],
    [foreign.length > 0, 'processing', latest(foreign)],
    [alive !== undefined, stateOf(alive), alive],
  ]
  const [, status, lead] = table.find(([holds]) => holds) ?? [true, stateOf(resting), resting]

  const doubts = heeded.map((each) => doubtOf(each, deadlineOf(each), now))
  const isCertain =
    !alive &&
    foreign.length === 0 &&
    !heeded.some((each) => each.isComplete || each.isHeldInPart) &&
    doubts.every((until) => until <= now)
  const deadline = deadlineOf(lead)
  const changesAt = Math.min(...[deadline, ...doubts].filter((at) => at > now))
  const reason = reasonOf(status, lead, foreign.length > 0)

  return {
    shown: {
      status,
      flow,
      registered: registration !== undefined,
      test: heeded.some((each) => each.test),
      amount: asked ?? null,
      currency: currency ?? null,
      ...amounts,
      overpaid: asked !== undefined && (least > asked || (isPaid && isTooMuch)),
      ...(waived !== 0 && { waived }),
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

/** What the merchant has said of the order as a whole. */
function askedOf(registration: Registration | undefined, facts: OrderFacts['payments']): Asked {
  const word = facts[MANUAL]?.notes.word
  return {
    ...pick(registration, ['amount', 'currency', 'references']),
    ...(word?.value.final && { finalAt: word.time }),
  }
}

/** What came in and went back, in the one currency that counts; and what was kept in others. */
function moneyIn(payments: Payment[], asked: Asked) {
  const settled = payments.filter((each) => each.settled)
  const currency = asked.currency ?? currencyOf(settled)
  const isForeign = (each: Payment) =>
    each.currency !== undefined && currency !== undefined && each.currency !== currency

  const counted = settled.filter((each) => !isForeign(each))
  const amountReceived = sum(counted.map(({ received }) => received))
  const amountRefunded = sum(counted.map(({ refunded }) => refunded))
  // What was waived of a payment that went back is asked for again.
  const kept = counted.filter((each) => !each.wentBack || each.refunded < each.received)
  const waived = sum(kept.map((each) => each.waived))
  const isAll = kept.some((each) => each.isAll)
  const rest = isAll ? Math.max(0, (asked.amount ?? 0) - amountReceived - waived) : 0
  return {
    currency,
    counted,
    foreign: settled.filter((each) => isForeign(each) && each.received > each.refunded),
    amountReceived,
    amountRefunded,
    net: amountReceived - amountRefunded,
    wentBack: counted.some((each) => each.wentBack),
    waived: waived + rest,
    isKept: kept.length > 0,
    isTooMuch: kept.some((each) => each.isTooMuch),
    isWhole: kept.some((each) => each.isComplete && !each.wentBack),
  }
}

/** Whether the merchant has let the money go that was held in escrow. */
const isReleased = (facts: OrderFacts['payments']): boolean =>
  Object.values(facts).some(({ notes }) => notes.byHand?.value.state === 'succeeded')

/** Until when an attempt may still bring money. */
function doubtOf(each: Payment, deadline: number, now: number): number {
  if (each.settled) return 0
  const { handedOutAt, answeredAt = Infinity } = each
  if (!WAITING.has(each.state)) return each.doubtUntil
  if (handedOutAt === undefined) {
    // That nobody had begun, was long ago.
    const isOutdated = deadline <= now && answeredAt < deadline - LAST_WORD
    return isOutdated ? deadline + HORIZON : each.doubtUntil
  }
  if (each.final) return deadline
  // Time closes no payment, nor does silence after a deadline: of one that somebody may still act on, we lose hope late.
  return Math.max(deadline, handedOutAt) + HORIZON
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
