import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startPolling } from './polling.ts'

/** How long after the first refusal a page asks again, in ms. */
async function patienceWith(refuse: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_, response) => refuse(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const first = once(server, 'request').then(() => performance.now())
  const stop = startPolling({
    url: `http://127.0.0.1:${port}/poll`,
    frames: () => [],
    hear: () => false,
    answered: () => {},
    drain: () => {},
  })
  const asked = await first
  await once(server, 'request')
  const patience = performance.now() - asked
  stop()
  server.close()
  server.closeAllConnections()
  return patience
}

const refusal =
  (headers: Record<string, string>, status = 503) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end('{}')

// At the least, two seconds less a fifth for the jitter; and a little, for clocks are not exact.
it.concurrent.each<[string, (response: ServerResponse) => void]>([
  ['says no more', refusal({})],
  ['names a date', refusal({ 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' })],
  ['names no number', refusal({ 'Retry-After': 'soon' })],
  ['answers in another language', refusal({}, 200)],
  ['drops the connection', (response) => response.destroy()],
])('does not hammer a server that refuses and %s', async (_, refuse) => {
  expect(await patienceWith(refuse)).toBeGreaterThanOrEqual(1_500)
})
