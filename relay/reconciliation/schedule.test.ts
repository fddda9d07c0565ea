/** The schedule in virtual time: when each kind of provider is asked, and how often in all. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cadence } from '../providers/asking.ts'
import type { OpenQuestion } from './open-question.ts'
import { afterOutage, nextAsk, type Asking } from './schedule.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const OPEN: OpenQuestion = { is: 'open', isUnderWay: false }
const UNDER_WAY: OpenQuestion = { is: 'open', isUnderWay: true }
/** `longer`: where nobody answers in the end. In ms. */
const inDoubt = (length: number, longer = 0): OpenQuestion => ({
  is: 'in_doubt',
  closedAt: NOON,
  endsAt: NOON + length,
  until: NOON + length + longer,
})

const asking = (more: Partial<Asking> = {}): Asking => ({
  ...{ cadence: 'prompt', order: 'ORD-1205', question: OPEN, silentSince: NOON, isWatched: false },
  ...more,
})

/** When it is asked, if every answer says that nothing has changed. In ms after noon. */
function askedIn(more: Partial<Asking>): number[] {
  const asked: number[] = []
  let state = asking(more)
  for (let at = nextAsk(state); at !== undefined; at = nextAsk(state)) {
    asked.push(at - NOON)
    state = { ...state, askedAt: at }
    if (asked.length > 1_000) throw new Error('It is asked for ever.')
  }
  return asked
}

/** Which of those that were planned are missed by more than the jitter. */
const offPlan = (times: readonly number[], planned: readonly number[]): number[] =>
  planned.filter((time, index) => !(Math.abs((times[index] ?? Infinity) / time - 1) <= 0.15))

const stepsOf = (times: readonly number[]): number[] =>
  times.map((time, index) => time - (times[index - 1] ?? 0))

const often = (count: number, seconds: number): number[] => Array(count).fill(seconds * SECOND)

describe('while money may come', () => {
  it.each<[Cadence, 'watched' | 'alone', steps: number[]]>([
    ['prompt', 'watched', [...often(1, 25), ...often(7, 10)]],
    ['prompt', 'alone', often(2, 25)],
    ['upi', 'watched', [...often(1, 22), ...often(8, 3)]],
    ['upi', 'alone', [...often(1, 22), ...often(12, 60)]],
    ['card', 'watched', often(1, 60)],
    ['card', 'alone', [...often(1, 60), ...often(9, 300)]],
    ['slow', 'watched', [...often(1, 60), ...often(12, 15)]],
    ['slow', 'alone', [...often(1, 60), ...often(3, 900)]],
  ])('asks of kind %s, %s: at first after these silences', (cadence, how, steps) => {
    const order = 'ORD-1'
    const asked = askedIn({ cadence, order, isWatched: how === 'watched' })
    expect(offPlan(stepsOf(asked), steps)).toEqual([])
  })

  it.each<[Cadence, inAnHour: number[], inADay: number[], inAll: number[]]>([
    ['prompt', [9, 34], [28, 60], [28, 60]],
    ['upi', [18, 48], [40, 75], [40, 75]],
    ['card', [11, 26], [32, 52], [32, 52]],
    ['slow', [4, 75], [25, 100], [95, 180]],
  ])(
    'asks of kind %s so often, unwatched and watched, and then never again',
    (cadence, ...most) => {
      for (const [index, isWatched] of [false, true].entries()) {
        const asked = askedIn({ cadence, isWatched })
        const counts = [HOUR, DAY, Infinity].map((end) => asked.filter((at) => at < end).length)
        for (const [which, count] of counts.entries()) {
          const [least = 0, greatest = 0] = most[which] ?? []
          if (index === 0) expect(count).toBeGreaterThanOrEqual(least)
          expect(count).toBeLessThanOrEqual(greatest)
        }
      }
    },
  )

  it.each<Cadence>(['prompt', 'upi', 'card', 'slow'])(
    'asks of kind %s ever more rarely, and daily for a month what the provider has in hand',
    (cadence) => {
      for (const isWatched of [false, true]) {
        const asked = askedIn({ cadence, isWatched, question: UNDER_WAY })
        const longest = Math.max(...stepsOf(asked))
        expect(longest).toBeLessThanOrEqual(1.15 * DAY)
        expect(asked.at(-1)).toBeGreaterThan(29 * DAY)
        const steps = stepsOf(asked).slice(1)
        for (const [index, step] of steps.entries()) {
          expect(step).toBeGreaterThan((steps[index - 1] ?? 0) * 0.7)
        }
      }
    },
  )

  it('asks UPI every minute to the deadline, whoever watches, and never beyond an hour so often', () => {
    const until = (minutes: number) => {
      const question: OpenQuestion = { ...OPEN, deadline: NOON + minutes * MINUTE }
      const steps = stepsOf(askedIn({ cadence: 'upi', question }))
      return steps.filter((step) => step > 50 * SECOND && step < 70 * SECOND).length
    }
    expect(until(5)).toBeLessThanOrEqual(7)
    expect(until(30)).toBeGreaterThan(25)
    expect(until(30 * 24 * 60)).toBeLessThan(75)
  })

  it('begins anew once anything is told, but for an answer', () => {
    const old = asking({ silentSince: NOON - HOUR, askedAt: NOON - MINUTE })
    expect(nextAsk(old)).toBeGreaterThan(NOON + 5 * MINUTE)
    expect(offPlan(askedIn({ ...old, silentSince: NOON }), [25 * SECOND])).toEqual([])
  })

  it('asks no sooner for being asked ahead of time', () => {
    const ahead = asking({ isWatched: true, askedAt: NOON + 2 * SECOND })
    expect(nextAsk(ahead)).toBe(nextAsk(asking({ isWatched: true })))
  })

  it('has the provider’s own first silence', () => {
    expect(offPlan(askedIn({ first: 30 * SECOND }), [30 * SECOND])).toEqual([])
  })
})

describe('what was closed, and is in doubt', () => {
  const minutes = (...all: number[]) => all.map((minute) => minute * MINUTE)

  it.each<[Cadence, doubt: number, times: number[]]>([
    ['prompt', 10 * MINUTE, minutes(2, 5)],
    ['prompt', 3 * DAY, minutes(2, 5, 10, 60, 360, 1440)],
    ['upi', 3 * DAY, minutes(15, 60, 360, 1080, 1800, 2520, 3240)],
    ['card', 3 * DAY, []],
    ['slow', 3 * DAY, minutes(1440, 2880)],
  ])('is asked about at these moments (%s, %d ms), and just before its doubt ends', (...given) => {
    const [cadence, length, times] = given
    const asked = askedIn({ cadence, question: inDoubt(length) })
    expect(offPlan(asked, times)).toEqual([])
    expect([1, 2]).toContain(asked.length - times.length)
    expect(length - (asked.at(-1) ?? 0)).toBeGreaterThan(10 * SECOND)
    expect(length - (asked.at(-1) ?? 0)).toBeLessThanOrEqual(30 * SECOND)
  })

  it('is asked about once where several moments were missed', () => {
    const question = inDoubt(3 * DAY)
    const back = NOON + 8 * HOUR
    expect(nextAsk(asking({ question }))).toBeLessThan(back)
    expect(offPlan(askedIn({ question, askedAt: back }), [DAY])).toEqual([])
  })

  it('is asked about ever more rarely where nobody answered in the end, until hope is lost', () => {
    const question = inDoubt(10 * MINUTE, DAY)
    const asked = askedIn({ question })
    const after = asked.filter((at) => at > 10 * MINUTE)
    const steps = stepsOf(after).slice(1)
    expect(after[0]).toBeLessThan(12 * MINUTE)
    expect(Math.max(...steps)).toBeGreaterThan(50 * MINUTE)
    expect(Math.max(...steps)).toBeLessThan(70 * MINUTE)
    expect(after.length).toBeGreaterThan(24)
    expect(after.length).toBeLessThan(36)
    expect(asked.at(-1)).toBeLessThan(DAY + 10 * MINUTE)
  })

  it('is left alone where nothing is in doubt', () => {
    expect(askedIn({ question: inDoubt(0) })).toEqual([])
  })
})

it('asks once more of what came without an amount', () => {
  expect(askedIn({ question: { is: 'incomplete' } })).toHaveLength(1)
})

describe('many orders', () => {
  it('that fell silent at one moment are not asked about at one moment', () => {
    const dues = Array.from({ length: 1_000 }, (_, index) => {
      const due = nextAsk(asking({ order: `ORD-${index}` })) ?? 0
      return Math.floor((due - NOON) / SECOND)
    })
    const inASecond = [...Map.groupBy(dues, (second) => second).values()]
    const busiest = Math.max(...inASecond.map((all) => all.length))
    expect(busiest).toBeLessThan(200)
  })

  it('that fell due during an outage come within two minutes, and no others later than they are', () => {
    const back = NOON + HOUR
    const dues = Array.from({ length: 1_000 }, (_, index) =>
      afterOutage(NOON, `ORD-${index}`, back),
    )
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(back)
    expect(Math.max(...dues)).toBeLessThan(back + 2 * MINUTE)
    const inTheFirst = dues.filter((due) => due < back + 12 * SECOND).length
    expect(inTheFirst).toBeGreaterThan(60)
    expect(inTheFirst).toBeLessThan(140)
    expect(afterOutage(back + 1, 'A', back)).toBe(back + 1)
  })

  it('are each asked in the future of what was asked, whoever comes and goes', () => {
    const visits = fc.record({
      cadence: fc.constantFrom<Cadence>('prompt', 'upi', 'card', 'slow'),
      order: fc.string(),
      question: fc.constantFrom(OPEN, UNDER_WAY, inDoubt(3 * DAY), inDoubt(MINUTE)),
      watched: fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
    })
    fc.assert(
      fc.property(visits, ({ watched, ...more }) => {
        let askedAt = NOON - 1
        for (const isWatched of watched) {
          const due = nextAsk(asking({ ...more, isWatched, askedAt }))
          if (due === undefined) return
          expect(due).toBeGreaterThan(askedAt)
          askedAt = due
        }
      }),
      { numRuns: 500 },
    )
  })
})
