/**
 * What waits to be asked, as rows: what is due is given out to one asker, as fast as the provider takes it, and planned
 * anew once it was asked. Pure but for the rows.
 */

import { WAITING, type Ask, type Planner, type Run, type Waiting } from '../ledger/asks.ts'
import type { StepRows } from '../ledger/rows.ts'
import { APART } from '../order/clocks.ts'
import { slowDown, take, type Limit, type Rate } from './rate.ts'
import { afterOutage } from './schedule.ts'
import { VERIFIED_AFTER } from './unproven.ts'

/** How fast a provider is asked, by all who share the store. */
export interface Pace {
  rate?: Rate
  /** When a relay that asks it was there last, in ms since 1970. */
  aliveAt?: number
  /** Since when it was not, as long as what the provider told meanwhile is not looked up. In ms since 1970. */
  missedSince?: number
}

/** What is to be asked. Read and written at once, as a step's rows are. */
export type AskRows = Pick<StepRows, 'order' | 'asksOf' | 'saveAsks'> & {
  /** For one who waits, at most `limit`: what is due, longest first; then what no clock that is right can have put off. */
  dueAsks(provider: string, waits: Waiting, now: number, limit: number): Ask[]
  /** When the first of them is due, in ms since 1970. */
  nextAsk(provider: string, waits: Waiting): number | undefined
  paceOf(provider: string): Pace | undefined
  savePace(provider: string, pace: Pace): void
}

/** No step of a schedule is longer, in ms: what is due later than that was put off by a clock that was wrong. */
export const LONGEST_STEP = 7 * 86_400_000

/** What is under way is nobody else's for so long, in ms: longer than it takes. Then another asks, for we are gone. */
export const LEASE = 30_000

/** Nobody has told anything: it is only planned anew. */
const SILENCE: ReadonlySet<string> = new Set()

interface Now {
  planner: Pick<Planner, 'plan'>
  /** In ms since 1970. */
  now: number
}

/**
 * Gives out what is due, at most `free` of it. `next`: when to look again, in ms since 1970. `backAt`: when somebody
 * who asks was here again, after nobody was: what fell due before has a moment of its own after.
 */
export function claim(
  rows: AskRows,
  provider: string,
  { planner, now, limit, free, backAt }: Now & { limit: Limit; free: number; backAt: number },
): { asks: Ask[]; next: number | undefined } {
  const asks: Ask[] = []
  const next: number[] = []
  const before = rows.paceOf(provider)
  let pace = before
  for (const waits of WAITING) {
    let rested: number | undefined
    for (const { orderId } of rows.dueAsks(provider, waits, now, free - asks.length)) {
      // What became of the order since may have answered it.
      const ask = planned(rows, orderId, { planner, now }).find(
        (each) => each.provider === provider,
      )
      if (!ask) continue
      const isVerified = ask.waits === 'callback'
      const dueAt = isVerified ? ask.dueAt : afterOutage(ask.dueAt, orderId, backAt)
      if (dueAt > now) {
        replace(rows, { ...ask, dueAt })
        continue
      }
      const taken = take(pace?.rate, limit, now, isVerified)
      pace = { ...pace, rate: taken.rate }
      if (!taken.isTaken) {
        rested = taken.at
        break
      }
      asks.push(ask)
      replace(rows, begun(ask, now))
    }
    // Who waits longer may be asked about sooner: more is kept for them.
    next.push(rested ?? rows.nextAsk(provider, waits) ?? Infinity)
  }
  if (pace && pace !== before) rows.savePace(provider, pace)
  const first = Math.min(...next)
  return { asks, next: first === Infinity ? undefined : first }
}

/**
 * Takes one out of its turn, for whoever waits for the answer. `isTaken` is false where it is being asked, was less than
 * `gap` ms ago, or is too often; `ask`: what is known of it, where it is planned at all.
 */
export function takeNow(
  rows: AskRows,
  orderId: string,
  provider: string,
  { now, limit, gap }: { now: number; limit: Limit; gap: number },
): { isTaken: boolean; ask: Ask | undefined } {
  const ask = askOf(rows, orderId, provider)
  const isTooSoon = ask?.askedAt !== undefined && Math.abs(now - ask.askedAt) < gap
  if (ask && (isTooSoon || isLeased(ask, now))) return { isTaken: false, ask }
  const pace = rows.paceOf(provider)
  const taken = take(pace?.rate, limit, now, true)
  rows.savePace(provider, { ...pace, rate: taken.rate })
  if (ask && taken.isTaken) replace(rows, begun(ask, now))
  return { isTaken: taken.isTaken, ask }
}

/** Takes a turn for a question that is about no order. Undefined: it may leave; else when to try again, in ms since 1970. */
export function takeTurn(
  rows: AskRows,
  provider: string,
  { now, limit }: { now: number; limit: Limit },
): number | undefined {
  const pace = rows.paceOf(provider)
  const taken = take(pace?.rate, limit, now)
  rows.savePace(provider, { ...pace, rate: taken.rate })
  return taken.isTaken ? undefined : taken.at
}

/** What came of an asking. Times in ms since 1970. */
export interface Came {
  orderId: string
  provider: string
  askedAt: number
  outcome: string
  /** Left out: what was said before is said still. */
  run?: Run
  /** So many requests it took, of which one was counted when it was given out. */
  requests: number
  /** The provider wants to rest; in ms, where it says for how long. */
  rest?: { for?: number }
}

/** It was asked: plans what comes next. */
export function settle(
  rows: AskRows,
  { orderId, provider, askedAt, outcome, run, requests, rest }: Came,
  { planner, now, limit }: Now & { limit: Limit },
): void {
  const ask = askOf(rows, orderId, provider)
  if (ask) {
    const { verifyAt, leasedUntil: _, ...others } = ask
    // What came while it was asked, or just before, is not verified yet.
    const again = ask.silentSince + VERIFIED_AFTER
    replace(rows, {
      ...others,
      ...(verifyAt !== undefined && again > askedAt && { verifyAt: again }),
      // What was told meanwhile ends what was said until then.
      ...(run && { run: ask.silentSince > askedAt ? {} : run }),
      askedAt,
      outcome,
    })
    planned(rows, orderId, { planner, now })
  }
  const pace = rows.paceOf(provider)
  if (!pace?.rate) return
  const rate = { ...pace.rate, left: pace.rate.left - Math.max(requests - 1, 0) }
  rows.savePace(provider, {
    ...pace,
    rate: rest ? slowDown(rate, limit, now, rest.for) : rate,
  })
}

/** It was given out, and is not asked: it is due as it was. */
export function giveBack(rows: AskRows, { orderId, provider }: Ask, now: Now): void {
  const ask = askOf(rows, orderId, provider)
  if (!ask) return
  const { leasedUntil: _, ...rest } = ask
  replace(rows, rest)
  planned(rows, orderId, now)
}

/** Plans an order anew: a page watches it, or nobody any more. What is to be asked about it. */
export function planned(rows: AskRows, orderId: string, { planner, now }: Now): readonly Ask[] {
  const known = rows.asksOf(orderId)
  const order = rows.order(orderId)
  const news = { now, speakers: SILENCE, toVerify: SILENCE }
  const asks = order ? planner.plan(order, known, news) : []
  rows.saveAsks(orderId, asks)
  return asks
}

/** Whether it is being asked. Leased for longer than anything is: a clock was wrong. */
export const isLeased = ({ leasedUntil = 0 }: Pick<Ask, 'leasedUntil'>, now: number): boolean =>
  leasedUntil > now && leasedUntil <= now + LEASE + APART

const begun = (ask: Ask, now: number): Ask => ({
  ...ask,
  leasedUntil: now + LEASE,
  dueAt: now + LEASE,
})

const askOf = (rows: AskRows, orderId: string, provider: string): Ask | undefined =>
  rows.asksOf(orderId).find((each) => each.provider === provider)

function replace(rows: AskRows, ask: Ask): void {
  const others = rows.asksOf(ask.orderId).filter(({ provider }) => provider !== ask.provider)
  rows.saveAsks(ask.orderId, [...others, ask])
}
