import { beforeEach, expect, it, vi } from 'vitest'
import { lazily } from './lazily.ts'

const page = new EventTarget()

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

const failing = () =>
  vi
    .fn<(again: string) => Promise<string>>()
    .mockRejectedValue(new TypeError('error loading module: https://pay.example/later.abc.js'))

it('loads until it is there, ever more rarely, and never at the address of a failure', async () => {
  const load = failing()
  const loaded = lazily(load)
  await vi.advanceTimersByTimeAsync(600_000)
  // Half a minute apart at the most, and not less than half of that.
  expect(load.mock.calls.length).toBeGreaterThan(15)
  expect(load.mock.calls.length).toBeLessThan(60)
  const addresses = load.mock.calls.map(([again]) => again)
  expect(addresses.slice(0, 3)).toEqual([
    '',
    'https://pay.example/later.abc.js?0',
    'https://pay.example/later.abc.js?1',
  ])

  load.mockResolvedValue('part')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await loaded).toBe('part')
  expect(vi.getTimerCount()).toBe(0)
})

it('loads at once when there is a network again', async () => {
  const load = failing()
  const loaded = lazily(load)
  await vi.advanceTimersByTimeAsync(600_000)
  load.mockResolvedValue('part')
  page.dispatchEvent(new Event('online'))
  expect(await loaded).toBe('part')
  expect(vi.getTimerCount()).toBe(0)
})
