import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startPolling } from './polling.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => void vi.useRealTimers())

/** A page that polls a server that answers so. */
async function startAsking(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let asked = 0
  let tell: (isAnswered: boolean) => void
  const stop = startPolling({
    url: `http://127.0.0.1:${port}/poll`,
    frames() {
      asked++
      return { frames: [], turns: 1 }
    },
    hear: () => false,
    answered: (isAnswered) => tell(isAnswered),
    drain: () => {},
  })

  return {
    asked: () => asked,
    /** Once so many more ms have passed, and its poll is over: whether that was answered. */
    answeredAfter(ms: number): Promise<boolean> {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      tell = resolve
      vi.advanceTimersByTime(ms)
      return promise
    },
    stop() {
      stop()
      server.close()
      server.closeAllConnections()
    },
  }
}

const refusal =
  (headers: Record<string, string>, status = 503) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end('{}')

it.each<[string, (response: ServerResponse) => void]>([
  ['says no more', refusal({})],
  ['names a date', refusal({ 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' })],
  ['names no number', refusal({ 'Retry-After': 'soon' })],
  ['answers in another language', refusal({}, 200)],
  ['drops the connection', (response) => response.destroy()],
])('does not hammer a server that refuses and %s', async (_, refuse) => {
  const page = await startAsking(refuse)
  expect(await page.answeredAfter(0)).toBe(false)
  // Two seconds, a fifth more or less: in no case sooner, and in no case later.
  vi.advanceTimersByTime(1_599)
  expect(page.asked()).toBe(1)
  vi.advanceTimersByTime(2_400 - 1_599)
  expect(page.asked()).toBe(2)
  page.stop()
})

it('waits longer each time where no answer comes, for the network may be slow; and asks soon again', async () => {
  const page = await startAsking(() => {})
  vi.advanceTimersByTime(0)
  for (const [failed, ms] of [10_000, 20_000, 40_000, 60_000, 60_000].entries()) {
    const times = failed + 1
    expect(page.asked()).toBe(times)
    vi.advanceTimersByTime(ms - 1)
    expect(page.asked()).toBe(times)
    expect(await page.answeredAfter(1)).toBe(false)
    vi.advanceTimersByTime(1_599)
    expect(page.asked()).toBe(times)
    vi.advanceTimersByTime(2_400 - 1_599)
  }
  page.stop()
})
