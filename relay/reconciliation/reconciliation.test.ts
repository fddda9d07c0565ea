/**
 * All of it together, in virtual time: orders of which callbacks get lost, come late, or are forged, and a provider
 * that is asked by the schedule, and does not always answer. What is shown is the truth in the end, and never before.
 */

import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Intake } from '../ledger/intake.ts'
import { apply, elapse, register } from '../ledger/ledger.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Heard, MainState, Told } from '../order/update.ts'
import { memoryRows } from '../store/memory/rows.ts'
import { howOften } from '../testing/how-often.ts'
import type { Run } from '../ledger/asks.ts'
import { answered } from './answer.ts'
import { asking, answered as isThere, CLOSED, failed } from './breaker.ts'
import { openQuestion } from './open-question.ts'
import { take, type Rate } from './rate.ts'
import { nextAsk } from './schedule.ts'
import type { Cadence } from '../providers/asking.ts'
import { heldBack, type Answering } from './unproven.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const DOUBT = 600 * SECOND
const LIMIT = { perMinute: 20, burst: 2 }

/** Whoever asks a provider leaves it so long in peace, in s. */
const GAP = 10

/** A callback is verified so much later, in s: the answer is to be read later than the callback was sent for sure. */
const VERIFIED_AFTER = 2

const at = (second: number): number => NOON + second * SECOND

interface Kind extends Answering {
  cadence: Cadence
  /** Its callbacks prove little. */
  isHeldBack: boolean
  /** The shop sends the prompt, and says so. */
  isPrompt: boolean
}

const KINDS: Record<string, Kind> = {
  'a prompt that is told of once, unsigned': {
    ...{ cadence: 'prompt', clock: 'none', isHeldBack: true, isPrompt: true },
  },
  'an app, told of by a token': {
    ...{ cadence: 'upi', clock: 'none', isHeldBack: true, isPrompt: false },
  },
  'a card, signed': { cadence: 'card', clock: 'change', isHeldBack: false, isPrompt: false },
}

/** How a payment goes. What ran out may be paid all the same, within its doubt. */
const HISTORY = fc.record({
  acts: fc.integer({ min: 5, max: 120 }),
  ends: fc.constantFrom<MainState>('succeeded', 'succeeded', 'failed', 'canceled', 'expired'),
  isPaidLate: fc.boolean(),
  paidAfter: fc.integer({ min: 5, max: 240 }),
  callbacks: fc.array(fc.record({ isLost: fc.boolean(), late: fc.integer({ min: 0, max: 90 }) }), {
    minLength: 2,
    maxLength: 2,
  }),
  forged: fc.array(
    fc.record({
      comes: fc.integer({ min: 1, max: 200 }),
      state: fc.constantFrom<MainState>('succeeded', 'failed', 'canceled', 'expired'),
    }),
    { maxLength: 2 },
  ),
  /** Of the questions before it ends. */
  faults: fc.array(fc.constantFrom('answered', 'absent', 'silent'), { maxLength: 12 }),
  lag: fc.integer({ min: 0, max: 2 }),
  /** A question is under way so long, in s. */
  trip: fc.integer({ min: 0, max: 3 }),
  watchedFor: fc.constantFrom(0, 40, 600),
})
type History = typeof HISTORY extends fc.Arbitrary<infer T> ? T : never

interface Change {
  at: number
  state: MainState
}

function changesIn({ acts, ends, isPaidLate, paidAfter }: History): Change[] {
  const first: Change[] = [
    { at: 0, state: 'requires_action' },
    { at: acts, state: ends },
  ]
  const isLate = ends === 'expired' && isPaidLate
  return isLate ? [...first, { at: acts + paidAfter, state: 'succeeded' }] : first
}

const doubtOf = (state: MainState): number => (state === 'expired' ? DOUBT : 0)

/** Plays it to the end. `look` sees the order at each moment at which something happens. */
function play(history: History, kind: Kind, look: (order: OrderRecord, second: number) => void) {
  const changes = changesIn(history)
  const stateAt = (second: number) => changes.findLast((each) => each.at <= second)?.state
  const rows = memoryRows([])
  const context = (second: number) => ({ now: at(second), retention: 86_400_000 })
  const tell = (second: number, intake: Omit<Intake, 'key'>, key: string) =>
    apply(rows, [{ ...intake, key: () => key }], context(second))

  const word = { part: 'main', payment: 'p', currency: 'KES', provider: 'any' } as const
  register(rows, 'A', { amount: 1000, currency: 'KES', asks: { any: ['p'] } }, context(0))
  if (kind.isPrompt) {
    const prompt = { ...word, by: 'merchant', state: 'requires_action', eventId: 'prompt' } as const
    const when = { time: at(0), saidAt: at(0), receivedAt: at(0), deadline: at(90) }
    tell(0, { orderId: 'A', updates: [{ ...prompt, ...when }] }, 'prompt')
  }

  const callbacks = changes.slice(1).flatMap((change, index): [number, Heard][] => {
    const { isLost, late } = history.callbacks[index] ?? { isLost: true, late: 0 }
    const comes = change.at + late
    const time = kind.clock === 'none' ? {} : { time: at(change.at) }
    const heard = { ...word, state: change.state, doubt: doubtOf(change.state), amount: 1000 }
    const event = { by: 'provider', eventId: `event ${index}`, receivedAt: at(comes) } as const
    return isLost ? [] : [[comes, { ...heard, ...time, ...event }]]
  })
  // Nobody forges what is signed.
  const forged = history.forged.map(({ comes, state }, index): [number, Heard] => {
    const event = { by: 'provider', eventId: `forged ${index}`, receivedAt: at(comes) } as const
    return [comes, { ...word, state, amount: 1000, doubt: 0, ...event }]
  })
  const arriving = [...callbacks, ...(kind.isHeldBack ? forged : [])]
    .filter(([comes]) => comes >= 0)
    .toSorted(([one], [other]) => one - other)

  let [now, silentSince, asked, run]: [number, number, number, Run] = [0, 0, 0, {}]
  let [askedAt, isToVerify, breaker]: [number | undefined, boolean, typeof CLOSED] = [
    undefined,
    false,
    CLOSED,
  ]
  let rate: Rate | undefined
  const order = () => rows.order('A') ?? undefined

  function dueNext(known: OrderRecord): number {
    if (isToVerify) return Math.max(silentSince + VERIFIED_AFTER, (askedAt ?? -Infinity) + GAP)
    const question = openQuestion(known, 'any', at(now))
    if (!question) return Infinity
    const due = nextAsk({
      ...{ cadence: kind.cadence, order: 'A', question, silentSince: at(silentSince) },
      ...(askedAt !== undefined && { askedAt: at(askedAt) }),
      isWatched: now < history.watchedFor,
    })
    return due === undefined ? Infinity : Math.max((due - NOON) / SECOND, now)
  }

  for (let turn = 0; turn < 2_000; turn++) {
    const known = order()
    if (!known) throw new Error('The order is gone.')
    look(known, now)
    const due = dueNext(known)
    const comes = arriving[0]?.[0] ?? Infinity
    const changes = known.changesAt === undefined ? Infinity : (known.changesAt - NOON) / SECOND
    const next = Math.min(due, comes, changes)
    if (next === Infinity) return { order: known, asked }
    now = Math.max(now, next)
    elapse(rows, context(now), 10)
    if (comes === next) {
      const [, heard] = arriving.shift() ?? []
      if (!heard) continue
      const updates = [kind.isHeldBack ? heldBack(heard, kind) : heard]
      tell(now, { orderId: 'A', updates }, heard.eventId)
      ;[silentSince, run, isToVerify] = [now, {}, kind.isHeldBack]
    } else if (due === next) {
      const asks = asking(breaker, at(now))
      const taken = take(rate, LIMIT, at(now), isToVerify)
      rate = taken.rate
      if (!asks || !taken.isTaken) {
        now = taken.isTaken ? now + 5 : (taken.at - NOON) / SECOND
        continue
      }
      const fault = now < history.acts ? (history.faults[asked] ?? 'answered') : 'answered'
      asked++
      ;[askedAt, isToVerify] = [now, false]
      breaker = fault === 'silent' ? failed(asks, at(now)) : isThere()
      const looked = now + history.trip / 2
      now += history.trip
      const state = stateAt(looked - history.lag)
      if (fault !== 'answered' || !state) continue
      const { by: _, ...said } = { ...word, state, doubt: doubtOf(state), by: 'provider' }
      const told: Told = state === 'succeeded' ? { ...said, amount: 1000 } : said
      const when = { askedAt: at(askedAt), answeredAt: at(now), clock: kind.clock }
      const answer = answered(
        [told],
        { provider: 'any', orderId: 'A', ...when, date: at(looked) },
        run,
      )
      run = answer.run
      apply(rows, [answer.intake], context(now))
    }
  }
  throw new Error('It never ends.')
}

describe.each(Object.entries(KINDS))('a provider that is asked: %s', (_, kind) => {
  const numRuns = howOften({ usually: 150, long: 10_000 })

  it('is shown as it is in the end, never before, and nobody pays twice', { tags: 'long' }, () => {
    fc.assert(
      fc.property(HISTORY, (history) => {
        const changes = changesIn(history)
        const end = changes.at(-1)
        const { order, asked } = play(history, kind, ({ shown }, second) => {
          const isPaid = end?.state === 'succeeded' && second >= end.at
          if (!isPaid) expect(shown.amountReceived).toBe(0)
          // Also while the money is only on its way.
          if (end?.state === 'succeeded') expect(shown.safeToRetry).toBe(false)
          if (second < (changes[1]?.at ?? 0)) expect(shown.safeToRetry).toBe(false)
        })
        expect(order.shown.status).toBe(end?.state)
        expect(order.shown.safeToRetry).toBe(end?.state !== 'succeeded')
        expect(asked).toBeLessThan(100)
      }),
      { numRuns, seed },
    )
  })
})

describe('the bill', () => {
  /** Of a thousand orders in the ordinary case: the shopper acts within a minute, and one callback of a hundred is lost. */
  const questionsOf = (kind: Kind): number => {
    let questions = 0
    for (let index = 0; index < 1_000; index++) {
      const ordinary: History = {
        ...{ acts: 10 + ((index * 7) % 45), ends: index % 10 === 0 ? 'canceled' : 'succeeded' },
        ...{
          isPaidLate: false,
          paidAfter: 5,
          forged: [],
          faults: [],
          lag: 0,
          trip: 1,
          watchedFor: 40,
        },
        callbacks: [{ isLost: index % 100 === 0, late: 2 }],
      }
      questions += play(ordinary, kind, () => {}).asked
    }
    return questions
  }

  it.each<[keyof typeof KINDS, number]>([
    // Each callback is verified, and some shoppers take longer than the first silence.
    ['a prompt that is told of once, unsigned', 2_500],
    ['an app, told of by a token', 5_000],
    ['a card, signed', 50],
  ])('%s: questions of a thousand orders: at most %d', (name, most) => {
    const kind = KINDS[name]
    const questions = kind ? questionsOf(kind) : NaN
    console.log(`${name}: ${questions} questions of 1,000 orders`)
    expect(questions).toBeLessThanOrEqual(most)
    expect(questions).toBeGreaterThan(0)
  })
})
