import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alarm } from './alarm.ts'

const HOUR = 3_600_000

let now = 0
let rung = 0
const bell = () =>
  alarm(
    () => now,
    () => void rung++,
  )

beforeEach(() => {
  vi.useFakeTimers()
  now = rung = 0
})
afterEach(() => void vi.useRealTimers())

describe('an alarm', () => {
  it('rings at its time, and at once where that has passed', () => {
    bell().set(5_000)
    vi.advanceTimersByTime(4_999)
    expect(rung).toBe(0)
    vi.advanceTimersByTime(1)
    expect(rung).toBe(1)
    bell().set(-HOUR)
    vi.advanceTimersByTime(0)
    expect(rung).toBe(2)
  })

  it('rings within half a minute, whatever the clock does meanwhile and however far off it was', () => {
    for (const at of [HOUR, 400 * 24 * HOUR, Infinity]) {
      rung = 0
      bell().set(at)
      now += 2 * HOUR
      vi.advanceTimersByTime(30_000)
      expect(rung).toBe(1)
    }
  })

  it('has one time, and none once it is stopped', () => {
    const { set, stop } = bell()
    set(1_000)
    set(2_000)
    vi.advanceTimersByTime(1_999)
    expect(rung).toBe(0)
    stop()
    set(0)
    vi.advanceTimersByTime(HOUR)
    expect(rung).toBe(0)
  })
})
