import { beforeEach, expect, it, vi } from 'vitest'
import { ring } from './alarm.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

it('wakes a hundred elements with one timer, in one task', () => {
  const wakes = Array.from({ length: 100 }, () => vi.fn<() => void>())
  for (const wake of wakes) ring(wake, 1_000)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersToNextTimer()
  for (const wake of wakes) expect(wake).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

it('sets one timer for a hundred elements, each second anew', () => {
  const set = vi.spyOn(globalThis, 'setTimeout')
  const stops = new Set<() => void>()
  const tick = () => {
    for (let element = 0; element < 100; element++) stops.add(ring(() => {}, 1_000))
  }
  ring(tick, 1_000)
  expect(set).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(set).toHaveBeenCalledTimes(2)
  for (const stop of stops) stop()
})

it('wakes the others where one fails', () => {
  const wake = vi.fn<() => void>()
  const fail = () => {
    throw new Error('in a page')
  }
  ring(fail, 1_000)
  ring(wake, 1_000)
  expect(() => vi.advanceTimersByTime(1_000)).toThrow('in a page')
  vi.advanceTimersByTime(1)
  expect(wake).toHaveBeenCalledOnce()
})

it('does not wake who was stopped by another in the same task', () => {
  const wake = vi.fn<() => void>()
  let stop = () => {}
  ring(() => stop(), 1_000)
  stop = ring(wake, 1_000)
  vi.advanceTimersByTime(2_000)
  expect(wake).not.toHaveBeenCalled()
})

it('has no timer while nothing is due', () => {
  ring(vi.fn<() => void>(), Infinity)
  const stop = ring(vi.fn<() => void>(), 1_000)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('keeps to its time whatever is done to the clock', () => {
  const wake = vi.fn<() => void>()
  ring(wake, 1_000)
  vi.setSystemTime(Date.now() + 86_400_000)
  vi.advanceTimersByTime(998)
  expect(wake).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2)
  expect(wake).toHaveBeenCalledOnce()
})

it('waits longer than a browser’s timer can', () => {
  const wake = vi.fn<() => void>()
  const month = 30 * 86_400_000
  ring(wake, month)
  vi.advanceTimersByTime(month - 1_000)
  expect(wake).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(wake).toHaveBeenCalledOnce()
})
