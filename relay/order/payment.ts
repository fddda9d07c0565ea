/** One payment: what is true of it, given what was gathered. Pure. */

import {
  attemptOf,
  claimsOf,
  compare,
  handedOutAt,
  mainOf,
  timedIn,
  type Claim,
  type PaymentFacts,
} from './facts.ts'
import { moneyOf } from './money.ts'
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
  /** Some of what was held came; the rest may yet. */
  isHeldInPart: boolean
  amount?: number
  currency?: string
  received: number
  refunded: number
  /** What nobody asks for any more, though it did not come; negative: what came on top. */
  waived: number
  /** Something went back, even if nobody said how much. */
  wentBack: boolean
  /** More came than the provider asked for, which does not say how much. */
  isTooMuch: boolean
  /** By the merchant's word nothing more is asked of the order. */
  isAll: boolean
  /** The provider calls its own order complete. */
  isComplete: boolean
  /** It may be a stranger's, and shows nothing of the order. */
  isHearsay: boolean
  receipt?: string
  reason?: { code: ReasonCode; message?: string }
  action?: Action
  confirmations?: Confirmations
  deadline?: number
  /** A provider has spoken of it, not only the merchant. */
  isHeardOf: boolean
  /** The merchant's word that this is how it ends is the last one on it. */
  final: boolean
  test: boolean
  /** The latest time that somebody told of the attempt. */
  time?: number
  /** When its provider was asked last how the attempt stands, and answered this. */
  answeredAt?: number
  /** When what was handed to the shopper was last seen to be there still. */
  handedOutAt?: number
  /** When it was closed, or we heard so. */
  closedAt?: number
  /** Until then a closed payment may still be settled; and where its provider is asked, when that should end. */
  doubtUntil: number
  doubtEndsAt: number
}

/** How long a provider may still settle what it called closed, where nobody knows. In ms. */
const UNKNOWN_DOUBT = 72 * 3_600_000

/** Where an answer is due and nobody answers, hope is lost so much later. In ms. */
export const HORIZON = 24 * 3_600_000

/** An answer that was read so soon before the end, of a doubt or of the time to act, is the last word on it. In ms. */
export const LAST_WORD = 2 * 60_000

const CLOSED: ReadonlySet<MainState> = new Set(['failed', 'canceled', 'expired'])

/** What the merchant has said of the order as a whole. */
export interface Asked {
  amount?: number
  currency?: string
  /** Which payments are the order's. */
  references?: readonly string[]
  /** When it said a final word of all of them, in ms since 1970. */
  finalAt?: number
}

/** What is true of a payment, of an order of which the merchant has said so much. */
export function payment(facts: PaymentFacts, asked: Asked): Payment {
  const { parts, notes } = facts
  const main = mainOf(facts)
  const attempt = attemptOf(facts)
  const claims = claimsOf(facts)
  const { isHeldAgain, isLetGo, ...money } = moneyOf(facts, claims, asked)
  const { settled, received, refunded, wentBack } = money
  const told = MAIN_STATES.find((known) => known === attempt?.state) ?? 'pending'
  const state = isLetGo ? 'canceled' : isHeldAgain && told === 'succeeded' ? 'authorized' : told

  const { dispute, ...others } = claims
  const said = [main, ...Object.values(others).flat(), ...dispute]
  const currency = said.find((claim) => claim?.currency !== undefined)?.currency
  const time = attempt?.time ?? (parts.main && timedIn(parts.main)?.time)
  const { receipt, action, confirmations, deadline, byHand, waived, overpaid, complete } = notes
  // A prompt that the merchant sends anew has nothing of the one before.
  const isOfThePast = (note: { time: number }) => byHand !== undefined && note.time < byHand.time
  const provider = facts.provider ?? notes.provider?.value
  // Somebody who knows the address may have made it up: it is shown once the money is there.
  const isUnproven =
    notes.mostUnproven !== undefined ||
    [parts.main?.byRank, parts.main?.byTime].some((claim) => claim?.unproven)

  const isEnded = endedIn(facts, asked)
  const final = isEnded(attempt)
  const disputed = dispute.some(
    (claim) => (claim.state === 'open' || claim.state === 'lost') && !isEnded(claim),
  )
  const isClosed = !settled && CLOSED.has(state)
  const closedAt = isClosed && attempt ? (attempt.time ?? attempt.receivedAt) : undefined
  const handedOut = handedOutAt(facts)
  // What was let go is over, whatever the attempt was before.
  const isInDoubt = attempt && closedAt !== undefined && !isLetGo && !final
  const doubtEndsAt = isInDoubt ? closedAt + (attempt.doubt ?? UNKNOWN_DOUBT) : 0

  return {
    id: facts.id,
    ...(provider !== undefined && { provider }),
    status: disputed ? 'disputed' : settled ? moneyStatus(wentBack, received - refunded) : state,
    state,
    ...money,
    disputed,
    isHeldInPart: settled && state === 'authorized' && !final && received < (main?.amount ?? 0),
    ...(main?.amount !== undefined && { amount: main.amount }),
    ...(currency !== undefined && { currency }),
    waived: settled ? (waived?.value ?? 0) : 0,
    isTooMuch: settled && !wentBack && (overpaid?.value ?? false),
    isAll: notes.word?.value.isAll ?? false,
    isComplete: !isClosed && (complete?.value ?? false),
    isHearsay:
      isClosed &&
      !disputed &&
      isNamedByStrangers(facts, asked) &&
      isAnother(main?.amount, currency, asked),
    ...(receipt && (settled || !isUnproven) && { receipt: receipt.value }),
    ...(attempt?.reason && attempt.state === state && { reason: attempt.reason }),
    ...(action && !isOfThePast(action) && { action: action.value }),
    ...(confirmations && { confirmations: confirmations.value }),
    ...(deadline && !isOfThePast(deadline) && { deadline: deadline.value }),
    isHeardOf: facts.provider !== undefined,
    final,
    test: facts.test,
    ...(time !== undefined && { time }),
    ...(attempt?.until !== undefined && { answeredAt: attempt.until }),
    ...(handedOut !== undefined && { handedOutAt: handedOut }),
    ...(closedAt !== undefined && { closedAt }),
    doubtUntil:
      isInDoubt && isAskedStill(attempt, doubtEndsAt) ? doubtEndsAt + HORIZON : doubtEndsAt,
    doubtEndsAt,
  }
}

/**
 * Whether an answer closed it, and none has said so in the end: the clock alone ends no doubt where somebody can be
 * asked, and the callback that would tell of a late success may be lost.
 */
const isAskedStill = ({ until, doubt }: Claim, endsAt: number): boolean =>
  until !== undefined && doubt !== 0 && until < endsAt - LAST_WORD

/** Whether the merchant's final word came after a claim; where nobody says when that was, after we heard it. */
function endedIn({ notes }: PaymentFacts, asked: Asked): (claim: Claim | undefined) => boolean {
  const word = notes.word ?? notes.byHand
  const finalAt = Math.max(word?.value.final ? word.time : 0, asked.finalAt ?? 0)
  return (claim) => finalAt > 0 && finalAt >= (claim?.time ?? claim?.receivedAt ?? 0)
}

/** Only a text that shoppers can set makes it the order's. */
const isNamedByStrangers = ({ namedBy, id, containers }: PaymentFacts, asked: Asked): boolean =>
  namedBy === 'shopper' &&
  ![id, ...containers].some((name) => asked.references?.includes(name) ?? false)

/** It is of another amount or currency than the order asks. */
const isAnother = (
  amount: number | undefined,
  currency: string | undefined,
  asked: Asked,
): boolean =>
  (amount !== undefined && asked.amount !== undefined && amount !== asked.amount) ||
  (currency !== undefined && asked.currency !== undefined && currency !== asked.currency)

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
