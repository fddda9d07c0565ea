/**
 * What has been gathered about a payment.
 *
 * Providers redeliver, reorder and delay, so nothing here remembers a state and asks whether another
 * may follow. Of each part of a payment the greatest claim under a total order is kept, so that a late,
 * repeated or reordered claim changes nothing by construction. Pure.
 */

import type { Action, Confirmations } from '../protocol.ts'
import { MAIN_STATES, type Heard } from './update.ts'

/** The parts of a payment, and the states of each in the order of rank. */
const RANKS = {
  // `expired` is among them only in records of before lapses had a part of their own.
  main: MAIN_STATES,
  lapse: ['expired'],
  void: ['canceled', 'failed'],
  capture: ['pending', 'done', 'failed'],
  refund: ['pending', 'done', 'failed'],
  refunds: ['total'],
  // `none`: a dispute said by hand, and taken back by hand.
  dispute: ['none', 'open', 'won', 'lost'],
} as const
type Kind = keyof typeof RANKS

/** What is kept of an update. */
export type Claim = Pick<
  Heard,
  | 'state'
  | 'eventId'
  | 'amount'
  | 'currency'
  | 'time'
  | 'until'
  | 'reason'
  | 'doubt'
  | 'receivedAt'
  | 'unproven'
  // Of the merchant's words in records of before it had a note of its own.
  | 'final'
>

/** The greatest claim about a part, by both orders: which one counts is known only when all have come. */
export interface Register {
  /** Where it is another one than by rank. */
  byTime?: Claim
  byRank: Claim
  /** One of the claims lacked a time. Then times do not decide at all. */
  timeless: boolean
}

/** Something said beside the state; the latest counts. */
interface Dated<T> {
  value: T
  time: number
  /** Of two words at one time. */
  rank?: number
  eventId: string
}

/** The merchant's latest word on a payment. */
export type Word = Pick<Heard, 'final' | 'isAll'>

interface Notes {
  receipt: string
  waived: number
  overpaid: boolean
  complete: boolean
  action: Action
  confirmations: Confirmations
  deadline: number
  /** Of what nobody vouches for, the least and the greatest amount that was told: where they agree, it may be right. */
  leastUnproven: number
  mostUnproven: number
  /** The provider, as the merchant names it. */
  provider: string
  /** The merchant's latest word on `main`. */
  byHand: Claim
  /** Its latest word on anything but a dispute. */
  word: Word
}

/** Who named the order of a payment, the stronger last. */
const NAMED_BY = ['shopper', 'merchant'] as const
type NamedBy = (typeof NAMED_BY)[number]

/** What has been gathered about one payment. Plain data: it is stored as it stands. */
export interface PaymentFacts {
  id: string
  containers: string[]
  /** The provider that speaks of it; without, only the merchant does. */
  provider?: string
  /** Without: nobody, but the address it came to, or another payment that it goes with. */
  namedBy?: NamedBy
  test: boolean
  parts: Record<string, Register>
  notes: { [Note in keyof Notes]?: Dated<Notes[Note]> }
}

/** A time further ahead than this is nobody's clock running fast: it counts as none. In ms. */
const FUTURE_TOLERANCE = 5 * 60_000

const isKind = (kind: string): kind is Kind => Object.hasOwn(RANKS, kind)

function kindOf(part: string): Kind {
  const [kind = ''] = part.split(':')
  if (!isKind(kind)) throw new Error(`No part of a payment is called "${part}".`)
  return kind
}

const rank = (kind: Kind, { state, amount }: Claim): number =>
  kind === 'refunds' ? (amount ?? Infinity) : (RANKS[kind] as readonly string[]).indexOf(state)

/** Where a claim stands in time. Of an answer that is when it was read, not since when it is true. */
const placeOf = ({ until, time }: Claim): number | undefined => until ?? time

/** As `sort` wants it. */
export const compare = <T extends string | number>(a: T, b: T): number =>
  Number(a > b) - Number(a < b)

/** Which claim is greater. Total: zero only for the same event, received at the same time. */
const byOrderOf =
  (kind: Kind, timed: boolean) =>
  (a: Claim, b: Claim): number => {
    const settles = ({ state }: Claim) => Number(kind === 'main' && state === 'succeeded')
    return (
      settles(a) - settles(b) ||
      (timed ? compare(placeOf(a) ?? 0, placeOf(b) ?? 0) : 0) ||
      compare(rank(kind, a), rank(kind, b)) ||
      compare(a.eventId, b.eventId) ||
      compare(b.receivedAt, a.receivedAt)
    )
  }

const byTime = (a: Dated<unknown>, b: Dated<unknown>): number =>
  compare(a.time, b.time) ||
  compare(a.rank ?? 0, b.rank ?? 0) ||
  compare(a.eventId, b.eventId) ||
  // The same event, received twice and read as another value: the smaller, whichever came first.
  compare(JSON.stringify(b.value), JSON.stringify(a.value))

function max<T>(order: (a: T, b: T) => number, a: T | undefined, b: T): T {
  return a !== undefined && order(a, b) >= 0 ? a : b
}

/** The latest of the claims that have a time. */
export const timedIn = ({ byTime, byRank }: Register): Claim | undefined =>
  byTime ?? (placeOf(byRank) === undefined ? undefined : byRank)

function joinRegisters(kind: Kind, a: Register | undefined, b: Register): Register {
  const inTime = byOrderOf(kind, true)
  const [first, second] = [a && timedIn(a), timedIn(b)]
  const timed = second ? max(inTime, first, second) : first
  const byRank = max(byOrderOf(kind, false), a?.byRank, b.byRank)
  return {
    ...(timed && inTime(timed, byRank) !== 0 && { byTime: timed }),
    byRank,
    timeless: b.timeless || (a?.timeless ?? false),
  }
}

/**
 * All that is known from two sets of facts about one payment. Commutative, associative and idempotent:
 * this is why no order of arrival can matter.
 */
export function join(a: PaymentFacts | undefined, b: PaymentFacts): PaymentFacts {
  if (!a) return b
  const parts = { ...a.parts }
  for (const [part, register] of Object.entries(b.parts)) {
    parts[part] = joinRegisters(kindOf(part), parts[part], register)
  }

  const notes: Record<string, Dated<unknown>> = { ...a.notes }
  for (const [note, dated] of Object.entries(b.notes)) {
    notes[note] = max(byTime, notes[note], dated)
  }

  const [provider] = [a.provider, b.provider].filter((name) => name !== undefined).sort()
  const namedBy = NAMED_BY.findLast((who) => a.namedBy === who || b.namedBy === who)
  return {
    id: a.id,
    containers: [...new Set([...a.containers, ...b.containers])].sort(),
    ...(provider !== undefined && { provider }),
    ...(namedBy && { namedBy }),
    test: a.test || b.test,
    parts,
    notes,
  }
}

/** One update as facts. */
export function factsOf(heard: Heard): PaymentFacts {
  const claim = claimOf(heard)
  const { saidAt = placeOf(claim) ?? 0, eventId } = heard
  const dated = <T>(value: T, rank?: number) => ({
    value,
    time: saidAt,
    ...(rank !== undefined && { rank }),
    eventId,
  })
  const byMerchant = heard.by === 'merchant'
  const { receipt, action, confirmations, deadline, waived, overpaid, complete } = heard
  const word: Word = { ...(heard.final && { final: true }), ...(heard.isAll && { isAll: true }) }
  const isNamed = byMerchant || heard.orderId !== undefined
  const namedBy = heard.namedBy ?? (isNamed ? 'merchant' : undefined)
  // That nobody acted in time undoes nothing that did happen: it has a part of its own.
  const part = heard.part === 'main' && heard.state === 'expired' ? 'lapse' : heard.part

  return {
    id: heard.payment,
    // Another name of the payment leads to it as what it lies in does.
    containers: [...(heard.containers ?? []), ...(heard.references ?? [])].sort(),
    ...(!byMerchant && { provider: heard.provider }),
    ...(namedBy && { namedBy }),
    test: heard.test ?? false,
    parts: byMerchant ? partsByHand(part, claim) : { [part]: register(claim) },
    notes: {
      ...(receipt && { receipt: dated(receipt) }),
      ...(action && { action: dated(action) }),
      ...(confirmations && { confirmations: dated(confirmations) }),
      ...(deadline && { deadline: dated(deadline) }),
      ...(waived !== undefined && { waived: dated(waived) }),
      ...(overpaid !== undefined && { overpaid: dated(overpaid, Number(overpaid)) }),
      ...(complete !== undefined && { complete: dated(complete, Number(complete)) }),
      ...(heard.unproven && heard.part === 'main' && unprovenAmount(heard)),
      ...(byMerchant && heard.provider && { provider: dated(heard.provider) }),
      ...(byMerchant && heard.part === 'main' && { byHand: dated(claim, rank('main', claim)) }),
      ...(byMerchant &&
        kindOf(part) !== 'dispute' && { word: dated(word, Object.keys(word).length) }),
    },
  }
}

/** Placed by how much it is, not by when. */
const unprovenAmount = ({ amount }: Heard): PaymentFacts['notes'] =>
  amount === undefined
    ? {}
    : {
        // Of nothing, `-amount` would be another nothing once it is stored.
        leastUnproven: { value: amount, time: 0 - amount, eventId: '' },
        mostUnproven: { value: amount, time: amount, eventId: '' },
      }

function claimOf({ state, eventId, receivedAt, ...heard }: Heard): Claim {
  const { time, until, amount, currency, reason, doubt, unproven } = heard
  const isBelieved = (at: number | undefined) =>
    at !== undefined && at <= receivedAt + FUTURE_TOLERANCE
  return {
    state,
    eventId,
    receivedAt,
    ...(isBelieved(time) && { time }),
    ...(isBelieved(until) && { until }),
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(reason && { reason }),
    ...(doubt !== undefined && { doubt }),
    ...(unproven && { unproven }),
  }
}

function register(claim: Claim): Register {
  return { byRank: claim, timeless: placeOf(claim) === undefined }
}

/**
 * A word by hand undoes the refund and the dispute that were said by hand before it. Those have parts
 * of their own, so that it undoes nothing that a provider said.
 */
function partsByHand(part: string, claim: Claim): Record<string, Register> {
  const kind = kindOf(part)
  const isAttempt = kind === 'main' || kind === 'lapse'
  const said: [part: string, claim: Claim][] = []
  if (isAttempt) said.push([part, claim])
  if (isAttempt) said.push(['refunds:hand', { ...claim, state: 'total', amount: 0 }])
  if (kind === 'refunds') said.push(['refunds:hand', claim])
  said.push(['dispute:hand', kind === 'dispute' ? claim : { ...claim, state: 'none' }])
  return Object.fromEntries(said.map(([part, claim]) => [part, register(claim)]))
}

/** The claim that counts. */
export const standingOf = ({ byTime, byRank, timeless }: Register): Claim =>
  timeless || !byTime ? byRank : byTime

/** Whether one part is later than another. Where one of them has no clock, nobody can say so. */
function isLater(a: Register | undefined, b: Register): boolean {
  const [first, second] = [a && clockOf(a), clockOf(b)]
  return first !== undefined && second !== undefined && first > second
}

const clockOf = (register: Register): number | undefined =>
  register.timeless ? undefined : placeOf(standingOf(register))

/**
 * What is said of the attempt itself. Where only the merchant speaks, its latest word: mistakes are mended. What it has
 * handed to the shopper stays in the shopper's hands, a QR code say, while the provider answers that nobody has acted.
 */
export function mainOf({ provider, parts, notes }: PaymentFacts): Claim | undefined {
  const byHand = notes.byHand?.value
  const told = parts.main && standingOf(parts.main)
  if (provider === undefined) return byHand ?? told
  const isIdle = told?.state === 'pending' && told.until !== undefined
  return isIdle && byHand?.state === 'requires_action' ? byHand : told
}

/** Somebody handed the attempt to the shopper, or has it in hand. */
const HANDED_OUT: ReadonlySet<string> = new Set(['requires_action', 'processing', 'authorized'])

/**
 * When the attempt was last seen to be in the shopper's hands, or anybody's, in ms since 1970: what was handed out may
 * be acted on still, though its provider says meanwhile that nobody has.
 */
export function handedOutAt(facts: PaymentFacts): number | undefined {
  // Where only the merchant speaks, its latest word is all that counts.
  const { byRank, byTime } = facts.provider === undefined ? {} : (facts.parts.main ?? {})
  const claims = [mainOf(facts), byRank, byTime].filter((claim) => claim !== undefined)
  if (!claims.some(({ state }) => HANDED_OUT.has(state))) return undefined
  return Math.max(...claims.map((claim) => placeOf(claim) ?? claim.receivedAt))
}

/** That the money was let go or called back as a whole, unless a success came after it. */
export function voidOf({ parts }: PaymentFacts): Claim | undefined {
  const { void: gone, main, ...others } = parts
  if (!gone || isLater(main, gone)) return undefined
  const isCapturedLater = Object.entries(others).some(
    ([part, register]) =>
      kindOf(part) === 'capture' &&
      standingOf(register).state === 'done' &&
      isLater(register, gone),
  )
  return isCapturedLater ? undefined : standingOf(gone)
}

/**
 * The captures that failed, and take back what the attempt claimed. A success that is later knew of the failure
 * already: another capture brought it.
 */
export function lostCapturesOf({ parts }: PaymentFacts): Claim[] {
  const { main, ...others } = parts
  const success = main && standingOf(main).state === 'succeeded' ? main : undefined
  return Object.entries(others)
    .filter(
      ([part, register]) =>
        kindOf(part) === 'capture' &&
        standingOf(register).state === 'failed' &&
        !isLater(success, register),
    )
    .map(([, register]) => standingOf(register))
}

/** Whether all that was captured came later than all that is told to have gone back: then it is other money. */
export function cameAfter(captured: PaymentFacts, refunded: PaymentFacts): boolean {
  const [captures, refunds] = [doneOf(captured, 'capture'), doneOf(refunded, 'refund')]
  return (
    captures.length > 0 &&
    refunds.length > 0 &&
    captures.every((capture) => refunds.every((refund) => isLater(capture, refund)))
  )
}

const doneOf = ({ parts }: PaymentFacts, kind: 'capture' | 'refund'): Register[] =>
  Object.entries(parts).flatMap(([part, register]) =>
    kindOf(part) === kind && standingOf(register).state === 'done' ? [register] : [],
  )

/** Of these alone can time be up: nobody has acted, or nobody knows what came of it. */
const LAPSES: ReadonlySet<string> = new Set(['pending', 'requires_action', 'processing'])

/** How the attempt stands, all considered. */
export function attemptOf(facts: PaymentFacts): Claim | undefined {
  const main = mainOf(facts)
  const { lapse, main: told } = facts.parts
  const isByHand = facts.provider === undefined && main !== undefined
  const isLapsed =
    lapse && !isByHand && LAPSES.has(main?.state ?? 'pending') && !isLater(told, lapse)
  return voidOf(facts) ?? (isLapsed ? standingOf(lapse) : main)
}

export type Claims = Record<Kind, Claim[]>

/**
 * What counts of each part, by kind. In the order of their names. That money went back, or is contested, shows of no
 * money that came where nobody vouches for it.
 */
export function claimsOf(facts: PaymentFacts): Claims {
  const { parts } = facts
  const hasCome = () => mainOf(facts)?.state === 'succeeded' || doneOf(facts, 'capture').length > 0
  const claims: Claims = {
    main: [],
    lapse: [],
    void: [],
    capture: [],
    refund: [],
    refunds: [],
    dispute: [],
  }
  for (const [part, register] of Object.entries(parts).sort(([a], [b]) => compare(a, b))) {
    const [kind, claim] = [kindOf(part), standingOf(register)]
    if (kind === 'main' || !claim.unproven || hasCome()) claims[kind].push(claim)
  }
  return claims
}
