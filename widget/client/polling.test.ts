import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startPolling } from './polling.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** After a first refusal: how often a page has asked by so many ms later. */
async function askedBy(
  moments: readonly number[],
  refuse: (response: ServerResponse) => void,
): Promise<number[]> {
  const server = createServer((_, response) => refuse(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { promise: refused, resolve } = Promise.withResolvers<boolean>()

  let asked = 0
  const stop = startPolling({
    url: `http://127.0.0.1:${port}/poll`,
    frames() {
      asked++
      return []
    },
    hear: () => false,
    answered: resolve,
    drain: () => {},
  })
  vi.advanceTimersByTime(0)
  expect(await refused).toBe(false)

  let passed = 0
  const counts = moments.map((moment) => {
    vi.advanceTimersByTime(moment - passed)
    passed = moment
    return asked
  })
  stop()
  server.close()
  server.closeAllConnections()
  return counts
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
  // Two seconds, a fifth more or less: in no case sooner, and in no case later.
  expect(await askedBy([1_599, 2_400], refuse)).toEqual([1, 2])
})
