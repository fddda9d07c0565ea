/** One payment: what is true of it, given what was gathered. Pure. */

import { claimsOf, compare, mainOf, type Claim, type PaymentFacts } from './facts.ts'
import type { Action, Confirmations, PaymentStatus, ReasonCode } from '../protocol.ts'
import { MAIN_STATES, type MainState } from './update.ts'

/** What is true of a payment. Amounts in minor units, times in ms since 1970. */
export interface Payment {
  id: string
  provider?: string
  status: PaymentStatus
  /** How the attempt stands, money apart. */
  state: MainState
  /** Money came in under it, whatever became of it later. */
  settled: boolean
  disputed: boolean
  amount?: number
  currency?: string
  received: number
  refunded: number
  /** Something went back, even if nobody said how much. */
  wentBack: boolean
  receipt?: string
  reason?: { code: ReasonCode; message?: string }
  action?: Action
  confirmations?: Confirmations
  deadline?: number
  /** A provider has spoken of it, not only the merchant. */
  isHeardOf: boolean
  final: boolean
  test: boolean
  /** The latest time that somebody told of the attempt. */
  time?: number
  /** Until then a closed payment may still be settled. */
  doubtUntil: number
}

/** How long a provider may still settle what it called closed, where nobody knows. In ms. */
const UNKNOWN_DOUBT = 72 * 3_600_000

const CLOSED: ReadonlySet<MainState> = new Set(['failed', 'canceled', 'expired'])

export const sum = (amounts: number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0)

/** What an order asks for, as far as the merchant has said. */
export interface Asked {
  amount?: number
  currency?: string
}

/** What is true of a payment, of an order that asks for so much. */
export function payment(facts: PaymentFacts, asked: Asked): Payment {
  const main = mainOf(facts)
  const { capture, refund, refunds: allTotals, dispute } = claimsOf(facts)
  const captures = capture.filter(({ state }) => state === 'done')
  const lostCaptures = capture.filter(({ state }) => state === 'failed')
  const refunds = refund.filter(({ state }) => state === 'done')
  const totals = allTotals.filter(({ amount }) => amount !== 0)
  const disputes = dispute.filter(({ state }) => state !== 'none')

  const claimed = main?.amount ?? asked.amount ?? 0
  const captured = sum(captures.map(({ amount = claimed }) => amount))
  const paid = main?.state === 'succeeded'
  const saysHowMuch = paid && main.amount !== undefined
  const gross = captures.length > 0 && !saysHowMuch ? captured : claimed
  // A capture that failed takes back what the attempt claimed, never what another capture brought.
  const lost = sum(lostCaptures.map(({ amount = gross }) => amount))
  const kept = Math.max(captured, gross - lost)
  const takenBack = paid && kept === 0 && lostCaptures.length > 0

  const wentBack = refunds.length > 0 || totals.length > 0
  const settled = (paid && !takenBack) || captures.length > 0 || wentBack || disputes.length > 0
  const received = settled ? kept : 0
  const back = (given: Claim[]) => given.map(({ amount = received }) => amount)
  const refunded = Math.min(received, Math.max(sum(back(refunds)), ...back(totals), 0))

  const state = takenBack ? 'authorized' : (main?.state ?? 'pending')
  const mainState = MAIN_STATES.find((known) => known === state) ?? 'pending'
  const disputed = disputes.some(({ state }) => state !== 'won')
  const currency = main?.currency ?? [...captures, ...refunds, ...totals, ...disputes][0]?.currency
  const time = main?.time ?? facts.parts.main?.byTime?.time
  const { receipt, action, confirmations, deadline, byHand } = facts.notes
  // A prompt that the merchant sends anew has nothing of the one before.
  const isOfThePast = (note: { time: number }) => byHand !== undefined && note.time < byHand.time
  const provider = facts.provider ?? facts.notes.provider?.value
  const final =
    CLOSED.has(mainState) &&
    byHand?.value.final === true &&
    byHand.time >= (main?.time ?? main?.receivedAt ?? 0)

  return {
    id: facts.id,
    ...(provider !== undefined && { provider }),
    status: disputed
      ? 'disputed'
      : settled
        ? moneyStatus(wentBack, received - refunded)
        : mainState,
    state: mainState,
    settled,
    disputed,
    ...(main?.amount !== undefined && { amount: main.amount }),
    ...(currency !== undefined && { currency }),
    received,
    refunded,
    wentBack,
    ...(receipt && { receipt: receipt.value }),
    ...(main?.reason && { reason: main.reason }),
    ...(action && !isOfThePast(action) && { action: action.value }),
    ...(confirmations && { confirmations: confirmations.value }),
    ...(deadline && !isOfThePast(deadline) && { deadline: deadline.value }),
    isHeardOf: facts.provider !== undefined,
    final,
    test: facts.test,
    ...(time !== undefined && { time }),
    doubtUntil:
      main && CLOSED.has(mainState) && !final
        ? (main.time ?? main.receivedAt) + (main.doubt ?? UNKNOWN_DOUBT)
        : 0,
  }
}

const moneyStatus = (wentBack: boolean, left: number): PaymentStatus =>
  !wentBack ? 'succeeded' : left > 0 ? 'partially_refunded' : 'refunded'

/** From the furthest on. */
const ALIVE: readonly MainState[] = ['authorized', 'processing', 'requires_action']

/** Under way: it may still bring money. */
export const isUnderWay = ({ settled, state }: Payment): boolean =>
  !settled && ALIVE.includes(state)

/** In time; where nobody told it, by id: arrival never decides. */
const inTime = (a: Payment, b: Payment): number =>
  compare(a.time ?? 0, b.time ?? 0) || compare(a.id, b.id)

export const latest = (payments: readonly Payment[]): Payment | undefined =>
  payments.reduce<Payment | undefined>(
    (last, each) => (last && inTime(last, each) > 0 ? last : each),
    undefined,
  )

/** The one under way that has come furthest; of several, the latest. */
export const furthest = (payments: Payment[]): Payment | undefined =>
  ALIVE.map((state) => latest(payments.filter((each) => each.state === state))).find(
    (each) => each !== undefined,
  )
