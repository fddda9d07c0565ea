import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { relayClock } from './relay-clock.ts'

const NOON = Date.parse('2026-11-28T12:00:00.000Z')
const DAY = 86_400_000
const at = (ms: number) => new Date(ms).toISOString()

beforeEach(() => void vi.useFakeTimers({ now: NOON + DAY }))
afterEach(() => void vi.useRealTimers())

it('is the page’s own until the relay has spoken', () => {
  expect(relayClock().now).toBe(NOON + DAY)
})

it('is the relay’s from then on, though the page’s is a day off, and is set meanwhile', () => {
  const clock = relayClock()
  clock.set(at(NOON), true)
  expect(clock.now).toBe(NOON)
  vi.advanceTimersByTime(5_000)
  vi.setSystemTime(0)
  expect(clock.now).toBe(NOON + 5_000)
})

it('is not set back by what lay in a queue', () => {
  const clock = relayClock()
  clock.set(at(NOON), true)
  vi.advanceTimersByTime(60_000)
  clock.set(at(NOON + 25_000), false)
  expect(clock.now).toBe(NOON + 60_000)
})

it('goes on from where the relay says, after a machine’s sleep in which the page’s stood still', () => {
  const clock = relayClock()
  clock.set(at(NOON), true)
  clock.set(at(NOON + DAY), false)
  expect(clock.now).toBe(NOON + DAY)
})

it('follows a relay whose clock was set back, once there is another connection', () => {
  const clock = relayClock()
  clock.set(at(NOON), true)
  clock.set(at(NOON - DAY), true)
  expect(clock.now).toBe(NOON - DAY)
})

it('is none that cannot be read', () => {
  const clock = relayClock()
  clock.set('', true)
  expect(clock.now).toBe(NOON + DAY)
  clock.set(at(NOON), false)
  clock.set('noon', false)
  expect(clock.now).toBe(NOON)
})
