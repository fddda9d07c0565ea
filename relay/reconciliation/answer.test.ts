/**
 * Histories that nobody thought of: a payment changes, callbacks get lost or come late, the provider is asked now and
 * then, and what it reads lags behind. What is known must be what is true, in whatever order it arrives.
 */

import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptOf, factsOf, join, type PaymentFacts } from '../order/facts.ts'
import { payment } from '../order/payment.ts'
import { MAIN_STATES, type Heard, type MainState, type Told } from '../order/update.ts'
import { howOften } from '../testing/how-often.ts'
import type { Clock } from '../providers/asking.ts'
import type { Run } from '../ledger/asks.ts'
import { answered, asOf, type Asked } from './answer.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)

const NOON = Date.UTC(2026, 10, 21, 12)
const DOUBT = 3_600_000
const LAG = 5

/** So many seconds after noon. */
const at = (second: number): number => NOON + second * 1000

interface Change {
  at: number
  state: MainState
}

const LAPSES: readonly MainState[] = ['pending', 'requires_action', 'processing']

/** As payments go: a success ends them, and time is up only for what nobody has acted on. */
function asItCanGo(changes: readonly Change[]): Change[] {
  const all: Change[] = []
  for (const change of changes) {
    const last = all.at(-1)?.state
    if (last === 'succeeded') break
    const canCome = change.state !== 'expired' || all.every(({ state }) => LAPSES.includes(state))
    if (last !== change.state && canCome) all.push(change)
  }
  return all
}

/** Of a provider without clocks, or with that of the attempt alone: it never goes back. */
const rising = (changes: readonly Change[]): Change[] =>
  changes.filter(({ state }, index) => {
    const ranks = changes.slice(0, index).map((each) => MAIN_STATES.indexOf(each.state))
    return MAIN_STATES.indexOf(state) > Math.max(-1, ...ranks)
  })

const HISTORY = fc.record({
  steps: fc.array(
    fc.record({ wait: fc.integer({ min: 1, max: 40 }), state: fc.constantFrom(...MAIN_STATES) }),
    { minLength: 1, maxLength: 6 },
  ),
  callbacks: fc.array(fc.record({ isLost: fc.boolean(), late: fc.integer({ min: 0, max: 90 }) }), {
    minLength: 6,
    maxLength: 6,
  }),
  /** What is read is so old by then, and the question so long under way. */
  askings: fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: 30 }),
      lag: fc.integer({ min: 0, max: LAG }),
      trip: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  /** The provider's clock is so far ahead of ours. Undefined: it has ours, and does not tell its own. */
  ahead: fc.option(fc.integer({ min: -90, max: 90 }), { nil: undefined }),
  arrival: fc.array(fc.nat(), { minLength: 14, maxLength: 14 }),
})
type History = typeof HISTORY extends fc.Arbitrary<infer T> ? T : never

/** What is heard of a history, in the order in which it comes. */
function hear({ steps, callbacks, askings, ahead }: History, clock: Clock) {
  let second = 0
  const told = steps.map(({ wait, state }) => ({ state, at: (second += wait) }))
  const changes = asItCanGo(clock === 'change' ? told : rising(told))
  const [last] = changes.slice(-1)
  if (!last) throw new Error('Nothing happened.')
  const theirs = (second: number) => at(second + (ahead ?? 0))
  const by = { part: 'main', payment: 'p', doubt: DOUBT } as const

  const events = changes.flatMap((change, index) => {
    const { isLost, late } = callbacks[index] ?? { isLost: true, late: 0 }
    return isLost ? [] : [{ change, comes: change.at + late }]
  })
  const heard = events.map(({ change, comes }): [number, Heard] => {
    const time = clock === 'change' ? theirs(change.at) : theirs(0)
    const more = clock === 'none' ? {} : { time }
    const { state } = change
    const word = { ...by, by: 'provider', provider: 'any', state } as const
    const event = { eventId: `${state} at ${change.at}`, receivedAt: at(comes) }
    return [comes, { ...word, ...more, ...event }]
  })

  let [now, run, isSeen]: [number, Run, boolean] = [0, {}, false]
  for (const { wait, lag, trip } of askings) {
    const [before, askedAt] = [now, now + wait]
    now = askedAt + trip
    const looked = askedAt + Math.floor(trip / 2)
    const state = changes.findLast((change) => change.at <= looked - lag)?.state
    if (!state) continue
    // Whatever else was told meanwhile, the asker forgets since when it was answered so.
    if (events.some(({ comes }) => comes > before && comes <= now)) run = {}
    const asked: Asked = {
      ...{ provider: 'any', orderId: 'A', clock, lag: LAG * 1000 },
      ...{ askedAt: at(askedAt), answeredAt: at(now) },
      ...(ahead !== undefined && { date: theirs(looked) }),
    }
    const word: Told = { ...by, state, ...(clock === 'attempt' && { time: theirs(0) }) }
    const answer = answered([word], asked, run)
    run = answer.run
    isSeen = asOf(asked) >= theirs(last.at)
    for (const each of answer.intake.updates) heard.push([now, each])
  }
  return {
    changes,
    last,
    heard: heard.toSorted(([one], [other]) => one - other).map(([, each]) => each),
    /** What happened last was told, or an answer vouches for it. */
    isKnown: isSeen || events.some(({ change }) => change === last),
  }
}

const gathered = (all: readonly Heard[]): PaymentFacts | undefined =>
  all.reduce<PaymentFacts | undefined>((facts, each) => join(facts, factsOf(each)), undefined)

const CLOCKS: readonly Clock[] = ['change', 'attempt', 'none']

/** What an answer must not be. */
const MUTANTS: Record<string, (heard: Heard) => Heard> = {
  'it has no place of its own': ({ until: _, ...heard }) => heard,
  'it is true as of when we heard it': (heard) => ({ ...heard, until: heard.receivedAt }),
  'it has no time at all': ({ until: _, time: __, ...heard }) => heard,
}

/** Whether the payment is in the end as it is; counted where that can be known. */
const isTrueInTheEnd = (clock: Clock, mutate = (heard: Heard) => heard) =>
  fc.property(HISTORY, (history) => {
    const { last, heard, isKnown } = hear(history, clock)
    fc.pre(isKnown)
    const facts = gathered(heard.map((each) => (isAnswer(each) ? mutate(each) : each)))
    return facts !== undefined && attemptOf(facts)?.state === last.state
  })

const isAnswer = ({ eventId }: Heard) => eventId.startsWith('ask:')

describe('a payment that is asked about', () => {
  const numRuns = howOften({ usually: 1_500, long: 30_000 })

  it.each(CLOCKS)(
    'is known as it is, where callbacks carry this time: %s',
    { tags: 'long' },
    (clock) => {
      const { failed, counterexample } = fc.check(isTrueInTheEnd(clock), { numRuns, seed })
      expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null })
    },
  )

  it.each(CLOCKS)('is the same in every order of arrival (%s)', { tags: 'long' }, (clock) => {
    const isTheSame = fc.property(HISTORY, (history) => {
      const { heard } = hear(history, clock)
      const shuffled = [...heard, ...heard.slice(0, 3)].toSorted(
        (one, other) => rankIn(history, heard, one) - rankIn(history, heard, other),
      )
      expect(gathered(shuffled)).toEqual(gathered(heard))
    })
    fc.assert(isTheSame, { numRuns: numRuns / 3, seed })
  })

  it(
    'is in doubt from when it closed, or later, and asking again moves nothing',
    { tags: 'long' },
    () => {
      const isSafe = fc.property(HISTORY, (history) => {
        const { changes, last, heard } = hear({ ...history, ahead: undefined }, 'change')
        // Where it closed twice, and nothing is heard of what was in between, nobody can tell the one from the other.
        fc.pre(changes.filter(({ state }) => state === last.state).length === 1)
        const known = heard.map((_, index) => gathered(heard.slice(0, index + 1)))
        const doubts = known.map((facts) => facts && payment(facts, {}))
        const end = doubts.at(-1)
        if (end?.state === last.state && end.doubtUntil > 0) {
          expect(end.doubtUntil).toBeGreaterThanOrEqual(at(last.at) + DOUBT)
        }
        for (const [index, { eventId }] of heard.entries()) {
          const before = known[index - 1]
          // It was the answer that stood, and it is answered so again, with nothing in between.
          const isAgain = heard[index - 1]?.eventId === eventId && eventId.startsWith('ask:')
          if (!before || !isAgain || attemptOf(before)?.eventId !== eventId) continue
          expect(doubts[index]?.doubtUntil).toBe(doubts[index - 1]?.doubtUntil)
        }
      })
      fc.assert(isSafe, { numRuns, seed })
    },
  )

  it.each(Object.entries(MUTANTS))('would be known wrongly if %s', (_, mutant) => {
    expect(fc.check(isTrueInTheEnd('change', mutant), { numRuns: 30_000, seed }).failed).toBe(true)
  })
})

/** Where it comes in an arrival that is as good as any. */
const rankIn = ({ arrival }: History, heard: readonly Heard[], each: Heard): number =>
  arrival[heard.indexOf(each)] ?? 0

describe('an answer', () => {
  const asked: Asked = {
    ...{ provider: 'any', orderId: 'A', clock: 'change' },
    ...{ askedAt: at(0), answeredAt: at(1) },
  }
  const word: Told = { part: 'main', state: 'failed', payment: 'p', amount: 500 }
  const [first] = answered([word], asked).intake.updates

  it('is one event however often, and by whom, it was heard', () => {
    const again = answered([{ ...word, time: at(-60) }], {
      ...asked,
      askedAt: at(8),
      answeredAt: at(9),
    })
    expect(again.intake.updates[0]?.eventId).toBe(first?.eventId)
    expect(again.intake.key()).not.toBe(answered([word], asked).intake.key())
  })

  it.each<Partial<Told>>([
    { state: 'canceled' },
    { payment: 'q' },
    { amount: 501 },
    { currency: 'KES' },
    { receipt: 'NLJ7RT61SV' },
    { reason: { code: 'declined' } },
  ] as Partial<Told>[])('is another event where it means something else: %j', (other) => {
    const [another] = answered([{ ...word, ...other } as Told], asked).intake.updates
    expect(another?.eventId).not.toBe(first?.eventId)
  })

  it('is about the order that was asked about, and says itself when things happened', () => {
    const { intake } = answered([{ ...word, time: at(-60) }], asked)
    expect(intake).toMatchObject({ orderId: 'A', isAnswer: true })
    expect(intake.updates).toMatchObject([
      { by: 'provider', provider: 'any', time: at(-60), until: at(-2), receivedAt: at(1) },
    ])
  })

  it('has no place among callbacks that all carry the beginning, unless those are dated by us', () => {
    const timesOf = (more: Partial<Asked>, time?: number) => {
      const told = { ...word, ...(time !== undefined && { time }) }
      const [heard] = answered([told], { ...asked, clock: 'attempt', ...more }).intake.updates
      return { time: heard?.time, until: heard?.until }
    }
    expect(timesOf({}, at(-60))).toEqual({ time: at(-60), until: undefined })
    expect(timesOf({})).toEqual({ time: undefined, until: undefined })
    expect(timesOf({ datesCallbacks: true }, at(-60))).toEqual({ time: at(-60), until: at(-2) })
  })

  it('of a provider whose callbacks have no clock is placed by ours, however wrong its own is', () => {
    const untilOf = (more: Partial<Asked>) =>
      answered([word], { ...asked, ...more }).intake.updates[0]?.until
    expect(untilOf({ date: at(-180) })).toBe(at(-183))
    expect(untilOf({ date: at(-180), clock: 'none' })).toBe(at(-2))
  })

  it('keeps names that every object has apart', () => {
    const told = { ...word, payment: '__proto__' }
    const { run } = answered([told], asked)
    const again = answered([told], { ...asked, askedAt: at(60), answeredAt: at(61) }, run)
    expect(again.intake.updates[0]?.time).toBe(at(1))
  })
})

describe('as of when it holds', () => {
  const asked = { askedAt: at(0), answeredAt: at(3) }

  it.each<[string, Parameters<typeof asOf>[0], number]>([
    ['without a Date, by our clock', asked, -2],
    ['by the provider’s, where that is behind', { ...asked, date: at(-20) }, -25],
    ['by ours, where that is behind', { ...asked, date: at(20) }, -2],
    ['by ours, where a Date is off by more than five minutes', { ...asked, date: at(-400) }, -2],
    ['the earlier, the more what it reads lags', { ...asked, lag: 30_000 }, -30],
    ['though our clock was set back meanwhile', { ...asked, askedAt: at(90) }, 1],
  ])('%s', (_, given, second) => {
    expect(asOf(given)).toBe(at(second))
  })
})
