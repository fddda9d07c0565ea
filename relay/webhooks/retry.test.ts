import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterOf, retryAt, type Failure } from './retry.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 21, 12)

const random = fc.double({ min: 0, max: 1, noNaN: true })
const attempts = fc.integer({ min: 1, max: 10_000 })

/** Any failure of the first three days. */
const failure: fc.Arbitrary<Failure> = fc
  .record({
    attempts,
    age: fc.integer({ min: 0, max: 3 * DAY - 1 }),
    retryAfter: fc.option(fc.integer({ min: 0, max: DAY }), { nil: undefined }),
    random,
  })
  .map(({ age, ...rest }) => ({ ...rest, since: NOW - age, now: NOW }))

/** So long after the three days, in ms. */
const late = fc.constantFrom(0, 1, 30 * DAY)

/** How long it waits, in ms. */
const waitAfter = (failure: Failure): number => (retryAt(failure) ?? NaN) - failure.now

describe('retryAt', () => {
  it('tries again within a second, at first', () => {
    fc.assert(
      fc.property(random, (random) => {
        const wait = waitAfter({ attempts: 1, since: NOW, now: NOW, random })
        expect(wait).toBeGreaterThanOrEqual(SECOND / 2)
        expect(wait).toBeLessThanOrEqual(SECOND)
      }),
    )
  })

  it('waits for half a second at least, and four hours at most, in whole milliseconds', () => {
    fc.assert(
      fc.property(failure, (failure) => {
        const wait = waitAfter({ ...failure, retryAfter: undefined })
        expect(wait).toBeGreaterThanOrEqual(SECOND / 2)
        expect(wait).toBeLessThanOrEqual(4 * HOUR)
        expect(wait).toSatisfy(Number.isInteger)
      }),
    )
  })

  it('comes no sooner than it was asked to, and no later for it than that', () => {
    fc.assert(
      fc.property(failure, ({ retryAfter = 0, ...failure }) => {
        const wait = waitAfter({ ...failure, retryAfter })
        expect(wait).toBe(Math.max(retryAfter, waitAfter(failure)))
      }),
    )
  })

  it('doubles, up to four hours, for the same luck', () => {
    fc.assert(
      fc.property(failure, (failure) => {
        const waits = [0, 1].map((more) =>
          waitAfter({ ...failure, attempts: failure.attempts + more, retryAfter: undefined }),
        )
        const most = 4 * HOUR * (0.5 + failure.random / 2)
        expect(waits[1]).toBeCloseTo(Math.min(2 * (waits[0] ?? NaN), most), -1)
      }),
    )
  })

  it('never has all return at the same moment, not even at its longest', () => {
    fc.assert(
      fc.property(attempts, (attempts) => {
        const [soonest = 0, latest] = [0, 1].map((random) =>
          waitAfter({ attempts, since: NOW, now: NOW, random }),
        )
        expect(latest).toBe(2 * soonest)
      }),
    )
  })

  it('keeps at it for three days, then gives up, after some dozens of tries', () => {
    fc.assert(
      fc.property(fc.infiniteStream(random), (luck) => {
        const since = NOW
        let now = NOW
        let attempts = 1
        for (const random of luck) {
          const next = retryAt({ attempts, since, now, random })
          if (next === undefined) break
          now = next
          attempts += 1
        }
        expect(now - since).toBeGreaterThanOrEqual(3 * DAY)
        expect(now - since).toBeLessThanOrEqual(3 * DAY + 4 * HOUR)
        expect(attempts).toBeGreaterThan(30)
        expect(attempts).toBeLessThan(60)
      }),
    )
  })

  it('gives up what failed after three days and twenty tries, whatever it was asked', () => {
    fc.assert(
      fc.property(failure, late, (failure, late) => {
        const tried = { attempts: failure.attempts + 19, since: failure.now - 3 * DAY - late }
        expect(retryAt({ ...failure, ...tried })).toBeUndefined()
      }),
    )
  })

  it('does not give up after three days in which it was down itself', () => {
    fc.assert(
      fc.property(failure, fc.integer({ min: 1, max: 19 }), late, (failure, attempts, late) => {
        const slept = { ...failure, attempts, since: failure.now - 3 * DAY - late }
        expect(retryAt(slept)).toBe(retryAt({ ...slept, since: failure.now }))
        expect(retryAt(slept)).toBeDefined()
      }),
    )
  })
})

describe('retryAfterOf', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['none to wait', '0', 0],
    ['an HTTP date', 'Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['an HTTP date of old', 'Saturday, 21-Nov-26 12:01:00 GMT', 60_000],
    ['a date that has passed', 'Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['more than a day', '86401', DAY],
    ['a number without end', '9'.repeat(400), DAY],
    ['a date next year', 'Sun, 21 Nov 2027 12:00:00 GMT', DAY],
  ])('reads %s', (_, header, ms) => {
    expect(retryAfterOf(header, NOW)).toBe(ms)
  })

  it.each([undefined, '', 'soon', '-5', '1.5', '1e3', '2027-11-21', '21 Nov 2027', 'soon GMT'])(
    'makes nothing of "%s"',
    (header) => {
      expect(retryAfterOf(header, NOW)).toBeUndefined()
    },
  )
})
