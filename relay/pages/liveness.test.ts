import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bucket } from '../access/bucket.ts'
import { answered, begin, HEARTBEAT, turn, type Due, type Liveness } from './liveness.ts'

const SECOND = 1_000
const WELL = { isSubscribed: true, hasRoom: true }

/** What is due in so many seconds, a turn each. */
function story(
  seconds: number,
  how: (second: number) => Partial<typeof WELL> & { says?: boolean },
) {
  let liveness: Liveness = begin(0)
  const dues: [second: number, due: Due][] = []
  for (let second = 1; second <= seconds; second++) {
    const { says = true, ...seen } = how(second)
    if (says) liveness = answered(liveness)
    const { next, due } = turn(liveness, second * SECOND, { ...WELL, ...seen })
    liveness = next
    if (due) dues.push([second, due])
  }
  return dues
}

describe('a connection', () => {
  it('that is well hears a heartbeat every 25 s', () => {
    expect(story(75, () => ({}))).toEqual([25, 50, 75].map((second) => [second, 'heartbeat']))
  })

  it('may follow nothing for 10 s at first, and for 30 s after it followed something', () => {
    expect(story(10, () => ({ isSubscribed: false }))).toEqual([[10, 'idle']])
    expect(story(35, (second) => ({ isSubscribed: second <= 5 }))).toEqual([
      [25, 'heartbeat'],
      [35, 'idle'],
    ])
  })

  it('may leave unread what waits for it for 10 s, not counting what it has read since', () => {
    expect(story(12, (second) => ({ hasRoom: second < 2 }))).toEqual([[12, 'stuck']])
    expect(story(20, (second) => ({ hasRoom: second % 10 === 0 }))).toEqual([])
  })

  it('that has said nothing between two heartbeats is dead', () => {
    expect(story(50, () => ({ says: false }))).toEqual([
      [25, 'heartbeat'],
      [50, 'dead'],
    ])
    expect(story(50, (second) => ({ says: second === 49 })).at(-1)).toEqual([50, 'heartbeat'])
  })

  it('is neither given up nor left in silence for a clock that was set back', () => {
    const { next, due } = turn(begin(HEARTBEAT * 10), 0, { isSubscribed: false, hasRoom: false })
    expect(due).toBe('heartbeat')
    expect(turn(next, 9 * SECOND, { isSubscribed: false, hasRoom: false }).due).toBeUndefined()
    expect(turn(next, 10 * SECOND, { isSubscribed: false, hasRoom: false }).due).toBe('idle')
  })
})

it('a bucket gives no more than it holds, and what time has added', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: -2_000, max: 2_000 }), { maxLength: 60 }),
      (size, rate, steps) => {
        const bucket = new Bucket(size, rate, 0)
        let [now, passed, taken] = [0, 0, 0]
        for (const step of steps) {
          now += step
          passed += Math.max(step, 0)
          if (bucket.take(now)) taken++
        }
        expect(taken).toBeLessThanOrEqual(size + (passed / 1000) * rate)
        expect(taken).toBeGreaterThanOrEqual(Math.min(size, steps.length))
      },
    ),
  )
})
