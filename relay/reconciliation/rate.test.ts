import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { perMinute, slowDown, take, type Limit, type Rate } from './rate.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT: Limit = { perMinute: 60, burst: 10 }

/** How many questions leave in so many ms, where there is always one more. */
function countIn(ms: number, known: Rate | undefined, isWaitedFor: boolean, limit = LIMIT): number {
  let [rate, count, now] = [known, 0, 0]
  while (now < ms) {
    const taken = take(rate, limit, now, isWaitedFor)
    rate = taken.rate
    if (taken.isTaken) count++
    else now = taken.at
  }
  return count
}

describe('a provider’s rate', () => {
  it('is its burst at once, and then so many a minute', () => {
    expect(countIn(1, undefined, true)).toBe(10)
    expect(countIn(10 * MINUTE, undefined, true)).toBe(609)
  })

  it('keeps half of what it takes at once for those who wait', () => {
    expect(countIn(1, undefined, false)).toBe(5)
    let rate: Rate | undefined
    for (let asked = 0; asked < 5; asked++) rate = take(rate, LIMIT, 0).rate
    expect(take(rate, LIMIT, 0).isTaken).toBe(false)
    expect(countIn(1, rate, true)).toBe(5)
  })

  it('lets a schedule ask at last, also where but one question is taken at once', () => {
    for (const burst of [1, 2, 3]) {
      expect(countIn(10 * MINUTE, undefined, false, { perMinute: 20, burst })).toBeGreaterThan(190)
    }
  })

  it('says when there will be a question, and neither sooner nor later', () => {
    fc.assert(
      fc.property(
        fc.record({
          perMinute: fc.integer({ min: 1, max: 600 }),
          burst: fc.integer({ min: 1, max: 20 }),
        }),
        fc.nat(30),
        fc.boolean(),
        (limit, asked, isWaitedFor) => {
          let rate: Rate | undefined
          for (let count = 0; count < asked; count++) rate = take(rate, limit, 0, true).rate
          const taken = take(rate, limit, 0, isWaitedFor)
          if (taken.isTaken) return
          expect(take(taken.rate, limit, taken.at - 2, isWaitedFor).isTaken).toBe(false)
          expect(take(taken.rate, limit, taken.at, isWaitedFor).isTaken).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is halved for a minute where the provider says it is too much, and grows again', () => {
    const slow = slowDown(undefined, LIMIT, 0)
    const rateAt = (minutes: number) => perMinute(slow, LIMIT, minutes * MINUTE)
    expect([0, 0.9, 1, 2].map(rateAt)).toEqual([30, 30, 33, expect.closeTo(36.3)])
    expect(rateAt(8)).toBe(60)
    expect(countIn(MINUTE, slow, true)).toBe(29)
  })

  it('never falls below two a minute, or what the provider takes in the first place', () => {
    let [rate, slow]: (Rate | undefined)[] = []
    for (let refused = 0; refused < 20; refused++) {
      rate = slowDown(rate, LIMIT, 0)
      slow = slowDown(slow, { perMinute: 1, burst: 1 }, 0)
    }
    expect(rate && perMinute(rate, LIMIT, 0)).toBe(2)
    expect(slow && perMinute(slow, { perMinute: 1, burst: 1 }, 0)).toBe(1)
  })

  it('rests for as long as the provider asks, also for those who wait', () => {
    const resting = slowDown(undefined, LIMIT, 0, 90 * SECOND)
    expect(take(resting, LIMIT, MINUTE, true)).toMatchObject({ isTaken: false, at: 90 * SECOND })
    expect(take(resting, LIMIT, 90 * SECOND, true).isTaken).toBe(true)
    // A shorter wish does not end a longer one.
    expect(take(slowDown(resting, LIMIT, 0), LIMIT, MINUTE, true).isTaken).toBe(false)
  })

  it('earns nothing while our clock is set back, and loses nothing', () => {
    const { rate } = take(undefined, LIMIT, MINUTE)
    expect(take(rate, LIMIT, 0, true).rate.left).toBe(8)
  })
})
