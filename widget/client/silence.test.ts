import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchSilence } from './silence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const HEARTBEAT = 25_000

function watched() {
  const silence = watchSilence()
  const told: boolean[] = []
  silence.changed = () => told.push(silence.isSilent)
  const after = (ms: number) => {
    vi.advanceTimersByTime(ms)
    silence.look()
    return silence.isSilent
  }
  return { silence, told, after }
}

it('begins where nothing was heard for 10 s, and is told once', () => {
  const { told, after } = watched()
  expect(after(9_999)).toBe(false)
  expect(after(1)).toBe(true)
  for (const _ of Array(60)) after(1_000)
  expect(told).toEqual([true])
})

it('begins where a heartbeat is 10 s overdue, and ends with what confirms what is known', () => {
  const { silence, told, after } = watched()
  silence.heard(HEARTBEAT)
  expect(after(34_999)).toBe(false)
  expect(after(1)).toBe(true)
  silence.heard(HEARTBEAT)
  expect(told).toEqual([true, false])
})

it('begins 10 s after something was asked for in vain, however often it is asked again', () => {
  const { silence, after } = watched()
  silence.heard(HEARTBEAT)
  silence.look(10_000)
  after(6_000)
  silence.look(10_000)
  expect(after(3_999)).toBe(false)
  expect(after(1)).toBe(true)
})

it('begins at once where who is back knows what is older than 10 s', () => {
  const { silence } = watched()
  silence.heard(HEARTBEAT)
  vi.advanceTimersByTime(10_001)
  expect(silence.doubt()).toBe(true)
  expect(silence.isSilent).toBe(true)
})

it('begins at once where a machine slept, though its timers and its one clock stood still', () => {
  const { silence } = watched()
  silence.heard(HEARTBEAT)
  vi.setSystemTime(Date.now() + 60_000)
  expect(silence.doubt()).toBe(true)
  expect(silence.isSilent).toBe(true)
})

it('is a question for 10 s where who is back knows what is old, however often they come back', () => {
  const { silence, told, after } = watched()
  silence.heard(HEARTBEAT)
  vi.advanceTimersByTime(60_000)
  silence.look()
  silence.doubt()
  expect(silence).toMatchObject({ isSilent: true, isReturning: true })
  after(6_000)
  silence.doubt()
  after(3_999)
  expect(silence.isReturning).toBe(true)
  after(1)
  expect(silence).toMatchObject({ isSilent: true, isReturning: false })
  silence.doubt()
  expect(silence.isReturning).toBe(false)
  expect(told).toEqual([true, true])
})

it('is a question no more once it is answered', () => {
  const { silence, told } = watched()
  silence.heard(HEARTBEAT)
  vi.advanceTimersByTime(20_000)
  silence.look()
  silence.doubt()
  expect(silence.isReturning).toBe(true)
  silence.heard(HEARTBEAT)
  expect(silence).toMatchObject({ isSilent: false, isReturning: false })
  expect(told).toEqual([true, false])
})

it('is none of a question where nothing was heard for 10 s by somebody who looks', () => {
  const { silence, after } = watched()
  for (const _ of Array(10)) after(1_000)
  expect(silence).toMatchObject({ isSilent: true, isReturning: false })
  silence.doubt()
  expect(silence.isReturning).toBe(false)
})

it('has 10 s where who is back was away for a moment only, or knows nothing yet', () => {
  const { silence, after } = watched()
  vi.advanceTimersByTime(5_000)
  expect(silence.doubt()).toBe(false)
  silence.heard(HEARTBEAT)
  vi.advanceTimersByTime(5_000)
  expect(silence.doubt()).toBe(false)
  expect(after(9_999)).toBe(false)
  expect(after(1)).toBe(true)
})
