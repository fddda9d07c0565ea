/** What strangers hold of the process, and for how long: by its own clock, and in its own log. */

import { describe, expect, inject, it } from 'vitest'
import { stripePaid } from '../testing/callbacks.ts'
import { Client } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { said, UPGRADE, Wire } from '../testing/wire.ts'
import { folder, serve } from './process.ts'

const settings = (more: object = {}) => ({ ...ENVIRONMENT, PORT: '0', STORE: 'memory:', ...more })

const HALF_A_BODY = said('POST /callbacks/stripe', { 'Content-Length': 100 }, 'half')

describe('a relay', () => {
  it.runIf(inject('isLong'))(
    'waits 15 s for headers, 30 s for a request, and 2 s for a page that is told to go',
    { tags: 'long' },
    async () => {
      const { port, url } = await serve([], folder(), settings())
      const begun = performance.now()
      const wires = {
        nothing: await Wire.to(port),
        'half a header': await Wire.to(port, 'POST /callbacks/stripe HTTP/1.1\r\nHost: x'),
        'half a body': await Wire.to(port, HALF_A_BODY),
        'a foreign page': await Wire.to(
          port,
          said('GET /ws', { ...UPGRADE, Origin: 'http://evil' }),
        ),
      }
      const seconds = Object.entries(wires).map(async ([what, { closed }]) => {
        await closed
        return [what, (performance.now() - begun) / 1_000] as const
      })
      const took = new Map(await Promise.all(seconds))
      // Never sooner. How much later, the machine has a say in; Node's own are 60 s and 300 s.
      expect(took.get('nothing')).toBeGreaterThan(14)
      expect(took.get('half a header')).toBeGreaterThan(14)
      expect(took.get('half a body')).toBeGreaterThan(29)
      expect(took.get('a foreign page')).toBeGreaterThan(1.9)
      expect([...took].toSorted(([, one], [, other]) => one - other)[0]?.[0]).toBe('a foreign page')
      expect([...took].toSorted(([, one], [, other]) => one - other)[3]?.[0]).toBe('half a body')
      expect((await new Client(url).merchant('GET', '/healthz')).status).toBe(200)
    },
  )

  it('says nothing of requests and polls that break off', async () => {
    const relay = await serve([], folder(), settings({ LOG_LEVEL: 'info' }))
    const client = new Client(relay.url)
    const { token, order } = await client.register('A-1', { amount: 5000, currency: 'EUR' })
    const known = subscribe(token, { id: 'A-1', epoch: order.epoch, version: order.version })
    const poll = JSON.stringify({ wait: 25, frames: [known] })
    const { length } = poll
    const broken = [
      HALF_A_BODY,
      said('POST /poll', { 'Content-Length': 100 }, '{"frames":'),
      said('PUT /orders/A-2', { Authorization: 'Bearer x', 'Content-Length': 9 }, '{'),
      said('POST /callbacks/stripe', { 'Transfer-Encoding': 'chunked' }, '5\r\nhal'),
      said('POST /callbacks/stripe?x', { 'Content-Length': 100_000 }, 'half'),
      said('POST /poll', { 'Content-Type': 'text/plain', 'Content-Length': length }, poll),
      said('GET /orders/A-1?wait=25', {
        Authorization: `Bearer ${token}`,
        'If-None-Match': `"${order.epoch}.${order.version}"`,
      }),
    ]
    const before = relay.said().length
    for (const bytes of broken) {
      const [reset, ended] = [await Wire.to(relay.port, bytes), await Wire.to(relay.port, bytes)]
      // Asked after them, answered after them.
      await client.merchant('GET', '/orders/A-1')
      reset.socket.resetAndDestroy()
      ended.socket.destroy()
    }
    await client.update('A-1', { status: 'processing' })
    expect((await client.callback('stripe', stripePaid('A-1'))).status).toBe(204)
    expect(await relay.stop('SIGTERM')).toBe(0)
    const lines = relay.said().slice(before).trim().split('\n')
    expect(lines.filter((line) => /"level":[456]0/.test(line) || line.includes('    at '))).toEqual(
      [],
    )
  })

  it.skipIf(process.platform !== 'linux')(
    'that may open few files says so, and takes in callbacks when strangers have them all',
    async () => {
      const few = ['prlimit', '--nofile=256:256']
      const {
        port,
        url,
        said: told,
      } = await serve([], folder(), settings({ LOG_LEVEL: 'warn' }), few)
      await expect
        .poll(told)
        .toMatch(/MAX_CONNECTIONS is 60000, and 256 files may be open here: 128 it is/)
      for (let wire = 0; wire < 400; wire++) await Wire.to(port)
      for (let order = 0; order < 5; order++) {
        const { status } = await new Client(url).callback('stripe', stripePaid(`A-${order}`))
        expect(status).toBe(204)
      }
    },
  )

  it('is stopped, whoever is silent, half said, or does not close', async () => {
    const { port, stop } = await serve([], folder(), settings())
    const wires = [
      await Wire.to(port),
      await Wire.to(port, 'POST / HT'),
      await Wire.to(port, HALF_A_BODY),
      await Wire.to(port, said('GET /healthz')),
      await Wire.to(port, said('GET /ws', { ...UPGRADE })),
      await Wire.to(port, said('GET /ws', { ...UPGRADE, Origin: 'http://evil' })),
    ]
    await wires[3]?.hears('alive')
    await wires[5]?.hears('origin_not_allowed')
    expect(await stop('SIGTERM')).toBe(0)
    await Promise.all(wires.map(({ closed }) => closed))
  })
})
