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
  main: MAIN_STATES,
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
  'state' | 'eventId' | 'amount' | 'currency' | 'time' | 'reason' | 'doubt' | 'receivedAt' | 'final'
>

/** The greatest claim about a part, by both orders: which one counts is known only when all have come. */
export interface Register {
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

/** That a capture or a refund failed is true whenever it was said: those have no clock. */
const hasClock = (kind: Kind): boolean => kind !== 'capture' && kind !== 'refund'

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
      (timed ? compare(a.time ?? 0, b.time ?? 0) : 0) ||
      compare(rank(kind, a), rank(kind, b)) ||
      compare(a.eventId, b.eventId) ||
      compare(b.receivedAt, a.receivedAt)
    )
  }

const byTime = (a: Dated<unknown>, b: Dated<unknown>): number =>
  compare(a.time, b.time) ||
  compare(a.rank ?? 0, b.rank ?? 0) ||
  compare(a.eventId, b.eventId) ||
  // The same event, received twice: the first, as its stamp has it.
  compare(JSON.stringify(b.value), JSON.stringify(a.value))

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
  const { saidAt = claim.time ?? 0, eventId } = heard
  const dated = <T>(value: T) => ({ value, time: saidAt, eventId })
  const byMerchant = heard.by === 'merchant'
  const { receipt, action, confirmations, deadline } = heard

  return {
    id: heard.payment,
    // Another name of the payment leads to it as what it lies in does.
    containers: [...(heard.containers ?? []), ...(heard.references ?? [])].sort(),
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
      ...(byMerchant &&
        heard.part === 'main' && { byHand: { ...dated(claim), rank: rank('main', claim) } }),
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

/** The claim that counts. */
export const standingOf = ({ byTime, byRank, timeless }: Register): Claim =>
  timeless || !byTime ? byRank : byTime

/** How the attempt stands. Where only the merchant speaks, the latest word does: mistakes are mended. */
export function mainOf({ provider, parts, notes }: PaymentFacts): Claim | undefined {
  const byHand = provider === undefined ? notes.byHand?.value : undefined
  return byHand ?? (parts.main && standingOf(parts.main))
}

/** What counts of each part, by kind. In the order of their names. */
export function claimsOf({ parts }: PaymentFacts): Record<Kind, Claim[]> {
  const claims: Record<Kind, Claim[]> = {
    main: [],
    capture: [],
    refund: [],
    refunds: [],
    dispute: [],
  }
  for (const [part, register] of Object.entries(parts).sort(([a], [b]) => compare(a, b))) {
    claims[kindOf(part)].push(standingOf(register))
  }
  return claims
}
