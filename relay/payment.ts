/**
 * One payment: what is true of it, given what was said.
 *
 * Providers redeliver, reorder and delay, so nothing here remembers a state and asks whether another
 * may follow. Facts are gathered: of each part of a payment the greatest claim under a total order, so
 * that a late, repeated or reordered claim changes nothing by construction. The rest is derived. Pure.
 */

import type { Action, Confirmations, PaymentStatus, ReasonCode } from './protocol.ts'

/** How an attempt to pay stands. In the order of rank: of two claims made at one time, the later wins. */
export const MAIN_STATES = [
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'expired',
  'canceled',
  'failed',
  'succeeded',
] as const
export type MainState = (typeof MAIN_STATES)[number]

/** The parts of a payment, and the states of each in the order of rank. */
const RANKS = {
  main: MAIN_STATES,
  capture: ['pending', 'done', 'failed'],
  refund: ['pending', 'done', 'failed'],
  refunds: ['total'],
  // `none`: a dispute said by hand, and taken back by hand.
  dispute: ['none', 'open', 'won', 'lost'],
} as const
type Kind = keyof typeof RANKS

/** What an update speaks of. A claim that moves money back or forth names the capture or refund. */
export type Said =
  | { part: 'main'; state: MainState }
  | { part: `capture:${string}` | `refund:${string}`; state: 'pending' | 'done' | 'failed' }
  | { part: 'refunds'; state: 'total' }
  | { part: `dispute:${string}`; state: 'none' | 'open' | 'won' | 'lost' }

/** One event's word on one part of one payment. */
export type Update = Said & {
  /** Unique for the event; breaks ties. */
  eventId: string
  /** The merchant's own id of the order, from a signed field that merchants set. */
  orderId?: string
  /** Other ids of the payment, by which later events may name it. */
  references?: string[]
  /** What may be a reference that the merchant registered. It teaches nothing: two orders may share it. */
  mentions?: string[]
  /** What the money moves under. */
  payment: string
  /** What the payment lies in: checkout session, provider's order, payment link, phone prompt. */
  containers?: string[]
  /** Minor units. Without: all that the part can mean. */
  amount?: number
  currency?: string
  /** The provider's time of the change, in ms since 1970. */
  time?: number
  receipt?: string
  reason?: { code: ReasonCode; message?: string }
  /** For so many ms after the change the provider may still settle a closed payment. Default: 72 h. */
  doubt?: number
  action?: Action
  confirmations?: Confirmations
  /** When the shopper's time to act ends, in ms since 1970. */
  deadline?: number
  test?: boolean
}

/** An update, and who said it when. */
export type Heard = Update & {
  by: 'provider' | 'merchant'
  /** Its id; of a merchant's update, the provider that the merchant names. */
  provider?: string
  receivedAt: number
  /** The merchant's word that this is how it ends. */
  final?: boolean
}

/** What is kept of an update. */
type Claim = Pick<
  Heard,
  'state' | 'eventId' | 'amount' | 'currency' | 'time' | 'reason' | 'doubt' | 'receivedAt' | 'final'
>

/** The greatest claim about a part, by both orders: which one counts is known only when all have come. */
interface Register {
  byTime?: Claim
  byRank: Claim
  /** One of the claims lacked a time. Then times do not decide at all. */
  timeless: boolean
}

/** Something said beside the state; the latest counts. */
interface Dated<T> {
  value: T
  time: number
  eventId: string
}

interface Notes {
  receipt: string
  action: Action
  confirmations: Confirmations
  deadline: number
  /** The provider, as the merchant names it. */
  provider: string
  /** The merchant's latest word on `main`. */
  byHand: Claim
}

/** What has been gathered about one payment. Plain data: it is stored as it stands. */
export interface PaymentFacts {
  id: string
  containers: string[]
  /** The provider that speaks of it; without, only the merchant does. */
  provider?: string
  test: boolean
  parts: Record<string, Register>
  notes: { [Note in keyof Notes]?: Dated<Notes[Note]> }
}

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
  final: boolean
  test: boolean
  /** The latest time that somebody told of the attempt. */
  time?: number
  /** Until then a closed payment may still be settled. */
  doubtUntil: number
}

/** A time further ahead than this is nobody's clock running fast: it counts as none. In ms. */
const FUTURE_TOLERANCE = 5 * 60_000

/** How long a provider may still settle what it called closed, where nobody knows. In ms. */
const UNKNOWN_DOUBT = 72 * 3_600_000

const CLOSED: ReadonlySet<MainState> = new Set(['failed', 'canceled', 'expired'])

const isKind = (kind: string): kind is Kind => Object.hasOwn(RANKS, kind)

function kindOf(part: string): Kind {
  const [kind = ''] = part.split(':')
  if (!isKind(kind)) throw new Error(`No part of a payment is called "${part}".`)
  return kind
}

const rank = (kind: Kind, { state, amount }: Claim): number =>
  kind === 'refunds' ? (amount ?? Infinity) : (RANKS[kind] as readonly string[]).indexOf(state)

/** That a capture or a refund failed is true whenever it was said: those have no clock. */
const hasClock = (kind: Kind): boolean => kind !== 'capture' && kind !== 'refund'

const compare = <T extends string | number>(a: T, b: T): number => Number(a > b) - Number(a < b)

/** Which claim is greater. Total: zero only for the same event, received at the same time. */
const byOrderOf =
  (kind: Kind, timed: boolean) =>
  (a: Claim, b: Claim): number => {
    const settles = ({ state }: Claim) => Number(kind === 'main' && state === 'succeeded')
    return (
      settles(a) - settles(b) ||
      (timed ? compare(a.time ?? 0, b.time ?? 0) : 0) ||
      compare(rank(kind, a), rank(kind, b)) ||
      compare(a.eventId, b.eventId) ||
      compare(b.receivedAt, a.receivedAt)
    )
  }

const byTime = (a: Dated<unknown>, b: Dated<unknown>): number =>
  compare(a.time, b.time) || compare(a.eventId, b.eventId)

function max<T>(order: (a: T, b: T) => number, a: T | undefined, b: T): T {
  return a !== undefined && order(a, b) >= 0 ? a : b
}

function joinRegisters(kind: Kind, a: Register | undefined, b: Register): Register {
  const timed = b.byTime ? max(byOrderOf(kind, true), a?.byTime, b.byTime) : a?.byTime
  return {
    ...(timed && { byTime: timed }),
    byRank: max(byOrderOf(kind, false), a?.byRank, b.byRank),
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
  return {
    id: a.id,
    containers: [...new Set([...a.containers, ...b.containers])].sort(),
    ...(provider !== undefined && { provider }),
    test: a.test || b.test,
    parts,
    notes,
  }
}

/** One update as facts. */
export function factsOf(heard: Heard): PaymentFacts {
  const claim = claimOf(heard)
  const dated = <T>(value: T) => ({ value, time: claim.time ?? 0, eventId: claim.eventId })
  const byMerchant = heard.by === 'merchant'
  const { receipt, action, confirmations, deadline } = heard

  return {
    id: heard.payment,
    containers: [...(heard.containers ?? [])].sort(),
    ...(!byMerchant && { provider: heard.provider }),
    test: heard.test ?? false,
    parts: byMerchant
      ? partsByHand(heard.part, claim)
      : { [heard.part]: register(heard.part, claim) },
    notes: {
      ...(receipt && { receipt: dated(receipt) }),
      ...(action && { action: dated(action) }),
      ...(confirmations && { confirmations: dated(confirmations) }),
      ...(deadline && { deadline: dated(deadline) }),
      ...(byMerchant && heard.provider && { provider: dated(heard.provider) }),
      ...(byMerchant && heard.part === 'main' && { byHand: dated(claim) }),
    },
  }
}

function claimOf({ state, eventId, receivedAt, ...heard }: Heard): Claim {
  const { time, amount, currency, reason, doubt, final } = heard
  return {
    state,
    eventId,
    receivedAt,
    ...(time !== undefined && time <= receivedAt + FUTURE_TOLERANCE && { time }),
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(reason && { reason }),
    ...(doubt !== undefined && { doubt }),
    ...(final && { final }),
  }
}

function register(part: string, claim: Claim): Register {
  const timed = hasClock(kindOf(part)) && claim.time !== undefined
  return { ...(timed && { byTime: claim }), byRank: claim, timeless: !timed }
}

/**
 * A word by hand undoes the refund and the dispute that were said by hand before it. Those have parts
 * of their own, so that it undoes nothing that a provider said.
 */
function partsByHand(part: string, claim: Claim): Record<string, Register> {
  const kind = kindOf(part)
  const said: [part: string, claim: Claim][] = []
  if (kind === 'main') said.push(['main', claim])
  if (kind === 'main') said.push(['refunds:hand', { ...claim, state: 'total', amount: 0 }])
  if (kind === 'refunds') said.push(['refunds:hand', claim])
  said.push(['dispute:hand', kind === 'dispute' ? claim : { ...claim, state: 'none' }])
  return Object.fromEntries(said.map(([part, claim]) => [part, register(part, claim)]))
}

const standing = ({ byTime, byRank, timeless }: Register): Claim =>
  timeless || !byTime ? byRank : byTime

/** How the attempt stands. Where only the merchant speaks, the latest word does: mistakes are mended. */
export function mainOf({ provider, parts, notes }: PaymentFacts): Claim | undefined {
  const byHand = provider === undefined ? notes.byHand?.value : undefined
  return byHand ?? (parts.main && standing(parts.main))
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0)

/** What is true of a payment, of an order that asks for `asks`. */
export function payment(facts: PaymentFacts, asks: { amount?: number }): Payment {
  const main = mainOf(facts)
  const claims = (kind: Kind, ...states: string[]) =>
    Object.entries(facts.parts)
      .sort(([a], [b]) => compare(a, b))
      .filter(([part]) => kindOf(part) === kind)
      .map(([, register]) => standing(register))
      .filter(({ state }) => states.includes(state))

  const captures = claims('capture', 'done')
  const lostCaptures = claims('capture', 'failed')
  const refunds = claims('refund', 'done')
  const totals = claims('refunds', 'total').filter(({ amount }) => amount !== 0)
  const disputes = claims('dispute', 'open', 'won', 'lost')

  const captured = sum(captures.map(({ amount = asks.amount ?? 0 }) => amount))
  const paid = main?.state === 'succeeded'
  const gross =
    (paid ? main.amount : undefined) ??
    (captures.length > 0 ? captured : (main?.amount ?? asks.amount ?? 0))
  // A capture that failed takes back what the attempt claimed, never what another capture brought.
  const lost = sum(lostCaptures.map(({ amount = gross }) => amount))
  const kept = Math.max(captured, gross - lost, 0)
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
  const time = facts.parts.main?.byTime?.time
  const { receipt, action, confirmations, deadline, byHand } = facts.notes
  const provider = facts.provider ?? facts.notes.provider?.value
  const final = CLOSED.has(mainState) && byHand?.value.final === true

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
    ...(action && { action: action.value }),
    ...(confirmations && { confirmations: confirmations.value }),
    ...(deadline && { deadline: deadline.value }),
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
