/** What came in under one payment, and what went back. Pure. */

import {
  attemptOf,
  lostCapturesOf,
  mainOf,
  voidOf,
  type Claim,
  type Claims,
  type PaymentFacts,
} from './facts.ts'

/** In minor units. */
export interface Money {
  /** Money came in, whatever became of it later. */
  settled: boolean
  received: number
  refunded: number
  /** Something went back, even if nobody said how much. */
  wentBack: boolean
  /** A capture took back all that success had claimed: the money is only held. */
  isHeldAgain: boolean
  /** What went back had never come: it was the hold that was let go. */
  isLetGo: boolean
}

export const sum = (amounts: number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0)

/** Of one that is done, and of which nobody can read how much, we know no more than of a pending one. */
const isDone = ({ state, amount }: Claim): boolean => state === 'done' && amount !== undefined

/** A refund of such an attempt shows of no money that came. */
const HELD_OR_CLOSED: ReadonlySet<string> = new Set(['authorized', 'expired', 'canceled', 'failed'])

/** What moved under a payment, of an order that asks for so much. */
export function moneyOf(facts: PaymentFacts, claims: Claims, asked: { amount?: number }): Money {
  const main = mainOf(facts)
  const { capture, refund, refunds: allTotals, dispute } = claims
  const captures = capture.filter(isDone)
  const lostCaptures = lostCapturesOf(facts)
  const refunds = refund.filter(isDone)
  const totals = allTotals.filter(({ amount }) => amount !== 0)
  const isDisputed = dispute.some(({ state }) => state !== 'none')

  const claimed = main?.amount ?? asked.amount ?? 0
  const captured = sum(captures.map(({ amount = 0 }) => amount))
  const paid = main?.state === 'succeeded'
  const saysHowMuch = paid && main.amount !== undefined
  const gross = captures.length > 0 && !saysHowMuch ? captured : claimed
  // A capture that failed takes back what the attempt claimed, never what another capture brought.
  const lost = sum(lostCaptures.map(({ amount = gross }) => amount))
  const kept = Math.max(captured, gross - lost)
  const isHeldAgain = paid && kept === 0 && lostCaptures.length > 0

  const attempt = attemptOf(facts)?.state ?? 'pending'
  // A shop that disputes what it says itself is only held, as in escrow, has not taken it by that.
  const isHeldByHand = facts.provider === undefined && attempt === 'authorized'
  const isProven = (paid && !isHeldAgain) || captures.length > 0 || (isDisputed && !isHeldByHand)
  const isToldBack = refunds.length > 0 || totals.length > 0
  // The merchant's own word on a refund is its latest on the attempt, and stands.
  const isHeldOrClosed =
    facts.provider !== undefined && (isHeldAgain || HELD_OR_CLOSED.has(attempt))
  const back = (given: Claim[], all: number) => given.map(({ amount = all }) => amount)
  const backOf = (all: number) => Math.max(sum(back(refunds, all)), ...back(totals, all), 0)
  const isOfNoMoney = isToldBack && !isProven && isHeldOrClosed
  // No hold is let go in part: that it was taken, somebody will tell yet.
  const isLetGo = isOfNoMoney && !(attempt === 'authorized' && backOf(claimed) < claimed)

  const settled = !voidOf(facts) && !isOfNoMoney && (isProven || isToldBack)
  const received = settled ? kept : 0
  return {
    settled,
    received,
    refunded: Math.min(received, backOf(received)),
    wentBack: settled && isToldBack,
    isHeldAgain,
    isLetGo,
  }
}
