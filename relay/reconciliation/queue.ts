/**
 * What waits to be asked, as rows: what is due is given out to one asker, as fast as the provider takes it, and planned
 * anew once it was asked. Pure but for the rows.
 */

import type { Ask, Planner, Run } from '../ledger/asks.ts'
import type { StepRows } from '../ledger/rows.ts'
import { slowDown, take, type Limit, type Rate } from './rate.ts'
import { afterOutage } from './schedule.ts'

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
  /** Of one provider, at most `limit`: what is due, longest first; then what no clock that is right can have put off. */
  dueAsks(provider: string, now: number, limit: number): Ask[]
  /** When the first of them is due, in ms since 1970. */
  nextAsk(provider: string): number | undefined
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
  const before = rows.paceOf(provider)
  let pace = before
  let rested: number | undefined
  for (const { orderId } of rows.dueAsks(provider, now, free)) {
    // What became of the order since may have answered it.
    const ask = planned(rows, orderId, { planner, now }).find((each) => each.provider === provider)
    if (!ask) continue
    const dueAt = afterOutage(ask.dueAt, orderId, backAt)
    if (dueAt > now) {
      replace(rows, { ...ask, dueAt })
      continue
    }
    const taken = take(pace?.rate, limit, now, ask.verifyAt !== undefined)
    pace = { ...pace, rate: taken.rate }
    if (!taken.isTaken) {
      rested = taken.at
      break
    }
    asks.push(ask)
    replace(rows, begun(ask, now))
  }
  if (pace && pace !== before) rows.savePace(provider, pace)
  return { asks, next: rested ?? rows.nextAsk(provider) }
}

/** Takes one out of its turn, for whoever waits for the answer. Undefined: it was asked less than `gap` ms ago, or is too often. */
export function takeNow(
  rows: AskRows,
  orderId: string,
  provider: string,
  { now, limit, gap }: { now: number; limit: Limit; gap: number },
): { ask: Ask | undefined } | undefined {
  const ask = rows.asksOf(orderId).find((each) => each.provider === provider)
  if (ask?.askedAt !== undefined && Math.abs(now - ask.askedAt) < gap) return undefined
  const pace = rows.paceOf(provider)
  const taken = take(pace?.rate, limit, now, true)
  rows.savePace(provider, { ...pace, rate: taken.rate })
  if (!taken.isTaken) return undefined
  if (ask) replace(rows, begun(ask, now))
  return { ask }
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
  const ask = rows.asksOf(orderId).find((each) => each.provider === provider)
  if (ask) {
    const { verifyAt, ...rest } = ask
    // What came while it was asked is not verified yet.
    const isOpen = verifyAt !== undefined && verifyAt > askedAt
    replace(rows, {
      ...rest,
      ...(isOpen && { verifyAt }),
      // What was told meanwhile ends what was said until then.
      ...(run && { run: ask.silentSince > askedAt ? {} : run }),
      askedAt: Math.max(askedAt, ask.askedAt ?? askedAt),
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

/** Plans an order anew: a page watches it, or nobody any more. What is to be asked about it. */
export function planned(rows: AskRows, orderId: string, { planner, now }: Now): readonly Ask[] {
  const known = rows.asksOf(orderId)
  const order = rows.order(orderId)
  const news = { now, speakers: SILENCE, toVerify: SILENCE }
  const asks = order ? planner.plan(order, known, news) : []
  rows.saveAsks(orderId, asks)
  return asks
}

const begun = (ask: Ask, now: number): Ask => ({ ...ask, askedAt: now, dueAt: now + LEASE })

function replace(rows: AskRows, ask: Ask): void {
  const others = rows.asksOf(ask.orderId).filter(({ provider }) => provider !== ask.provider)
  rows.saveAsks(ask.orderId, [...others, ask])
}
