/** What was acknowledged is on disk: whatever becomes of the process, or of the disk. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { howOften } from '../testing/how-often.ts'
import { stripePaid, type Callback } from '../testing/callbacks.ts'
import { Client } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, serve } from './process.ts'

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

const settings = (more: object = {}) => ({
  ...ENVIRONMENT,
  PORT: '0',
  STORE: 'sqlite:orders.db',
  LOG_LEVEL: 'fatal',
  ...more,
})

/** The merchant's backend: the last status that it was told of each order. */
async function backend(): Promise<{ url: string; heard: Map<string, string> }> {
  const heard = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const headers = request.headers as Record<string, string>
    const { data } = new Webhook(WEBHOOK_SECRET).verify(body, headers) as { data: any }
    heard.set(data.id, data.status)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard }
}

describe('a relay that is killed', () => {
  const KILLS = howOften({ usually: 5, long: 100 })
  const ORDERS = 12

  it(
    `at random moments under load, ${KILLS} times, has every callback that it acknowledged, once`,
    { tags: 'long' },
    async () => {
      const [cwd, { url, heard }] = [folder(), await backend()]
      const env = settings({ WEBHOOK_URL: url, WEBHOOK_SECRET })
      const sent = new Map<string, Callback>()
      const acknowledged = new Set<string>()
      let died = 0

      let relay = await serve([], cwd, env)
      for (let kill = 0; kill < KILLS; kill++) {
        const client = new Client(relay.url)
        const ids = Array.from({ length: ORDERS }, (_, at) => `K-${kill}-${at}`)
        const tokens = await Promise.all(
          ids.map(
            async (id) => (await client.register(id, { amount: 5000, currency: 'EUR' })).token,
          ),
        )
        const page = await client.connect()
        for (const [at, id] of ids.entries()) await page.ask(subscribe(tokens[at] ?? '', id))

        const asked = ids.map((id) => {
          const callback = stripePaid(id)
          sent.set(id, callback)
          return client.callback('stripe', callback).then(
            ({ status }) => status === 204 && acknowledged.add(id),
            () => died++,
          )
        })
        // At the answer of one of them, or while all are under way: as many kills the one as the other.
        await asked[Math.floor(((kill + Math.random()) / KILLS) * 2 * ORDERS)]
        await relay.stop('SIGKILL')
        await Promise.all(asked)

        // Every page that comes back is shown what had been acknowledged.
        relay = await serve([], cwd, env)
        const again = await new Client(relay.url).connect()
        for (const [at, id] of ids.entries()) {
          const { orders } = await again.ask(
            subscribe(tokens[at] ?? '', { id, epoch: 'another', version: 1 }),
          )
          if (acknowledged.has(id)) expect(orders).toMatchObject([{ id, status: 'succeeded' }])
        }
        again.socket.terminate()
      }

      const client = new Client(relay.url)
      const orderOf = async (id: string) => (await client.merchant('GET', `/orders/${id}`)).body
      const before = new Map<string, object>()
      for (const id of acknowledged) {
        const order = await orderOf(id)
        expect(order).toMatchObject({ status: 'succeeded', amountReceived: 5000, version: 2 })
        before.set(id, order)
      }
      // What the provider has no 2xx for, it sends again; and now and then what it has.
      for (const callback of sent.values()) await client.callback('stripe', callback)
      for (const id of sent.keys()) {
        const order = await orderOf(id)
        expect(order).toMatchObject({ status: 'succeeded', amountReceived: 5000, version: 2 })
        if (before.has(id)) expect(order).toEqual(before.get(id))
      }
      await expect
        .poll(() => [...sent.keys()].filter((id) => heard.get(id) !== 'succeeded'))
        .toEqual([])

      // Else the kills came when nothing was under way, and the test has shown nothing.
      expect(died).toBeGreaterThan(KILLS / 2)
      expect(acknowledged.size).toBeGreaterThan(KILLS)
    },
  )
})

const isLinux = process.platform === 'linux'

describe.skipIf(!isLinux)('the disk', () => {
  it('has a callback before its 2xx: a sync lies between reading each and answering it', async () => {
    const cwd = folder()
    const calls = ['read', 'readv', 'recvfrom', 'recvmsg', 'write', 'writev', 'sendto', 'sendmsg']
    const trace = `trace=fsync,fdatasync,${calls.join()}`
    const relay = await serve([], cwd, settings(), [
      // As a grandchild: what we start and stop is the relay.
      ...['strace', '-D', '-f', '-s', '24', '-o', 'calls', '-e', trace],
    ])
    const client = new Client(relay.url)
    for (let at = 0; at < 20; at++) {
      expect((await client.callback('stripe', stripePaid(`S-${at}`))).status).toBe(204)
    }
    await relay.stop('SIGTERM')
    const told = () => readFileSync(join(cwd, 'calls'), 'utf8')
    await expect.poll(told).toMatch(new RegExp(`^${relay.pid} +\\+{3} exited`, 'm'))

    const story = told()
      .split('\n')
      .flatMap((call) =>
        /"POST \/callbacks/.test(call)
          ? 'read'
          : /\bf(?:data)?sync(?:\(| resumed).*= 0$/.test(call)
            ? 'sync'
            : /"HTTP\/1\.1 204/.test(call)
              ? 'answer'
              : [],
      )
    expect(story.filter((step) => step === 'read')).toHaveLength(20)
    expect(story.filter((step) => step === 'answer')).toHaveLength(20)
    // One after the other, so that no request's sync is taken for another's.
    expect(story.join(' ')).toMatch(/^(?:sync )*(?:read (?:sync )+answer ?(?:sync ?)*){20}$/)
  })

  it('full: 503 to the provider, a line that nobody misses, not ready; and all goes on once there is room', async () => {
    const relay = await serve([], folder(), settings())
    const client = new Client(relay.url)
    const { token } = await client.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await client.connect()
    await page.ask(subscribe(token, 'A-1'))
    const room = (bytes: string) =>
      spawnSync('prlimit', ['--pid', String(relay.pid), `--fsize=${bytes}:`])

    expect(room('4096').status).toBe(0)
    const { status, headers } = await client.callback('stripe', stripePaid('A-1'))
    expect([status, headers.get('Retry-After')]).toEqual([503, '10'])
    expect((await client.merchant('GET', '/readyz')).status).toBe(503)
    expect((await client.merchant('GET', '/healthz')).status).toBe(200)
    expect((await client.merchant('PUT', '/orders/A-2', {})).status).toBe(503)
    await expect.poll(() => relay.said()).toContain('NOT STORED')
    expect((await client.merchant('GET', '/orders/A-1')).body.status).toBe('pending')

    expect(room('unlimited').status).toBe(0)
    expect((await client.callback('stripe', stripePaid('A-1'))).status).toBe(204)
    expect(await page.next()).toMatchObject({ type: 'update', order: { status: 'succeeded' } })
    await expect.poll(async () => (await client.merchant('GET', '/readyz')).status).toBe(200)
  })
})
