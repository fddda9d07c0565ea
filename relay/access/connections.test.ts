import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { createRelay } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import type { Happening } from '../telemetry/happening.ts'
import { stripePaid } from '../testing/callbacks.ts'
import { ask, bearer, Client, until } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { serveOn } from '../testing/serve-on.ts'
import { said, UPGRADE, Wire } from '../testing/wire.ts'
import { Connections } from './connections.ts'

/** A relay whose server is its own, as in `serve`. */
async function served(env: Environment = {}) {
  const read = readConfig({ ...ENVIRONMENT, ...env })
  if (!read.config) throw new Error(JSON.stringify(read.mistakes))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const relay = createRelay({
    config: { ...read.config, port },
    store: memoryStore(),
    assets: new Map(),
  })
  serveOn(server, relay)
  onTestFinished(async () => {
    await relay.close()
    server.closeAllConnections()
    server.close()
  })
  const client = new Client(`http://127.0.0.1:${port}`)
  return { client, port, open: () => openAt(server) }
}

/** How many connections a server has. */
const openAt = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))

/** A server that answers as it is told, and counts. */
async function counted(answer: RequestListener, trustProxy = 0, maxPerAddress = 5) {
  const told: Happening[] = []
  let now = 0
  const connections = new Connections({
    config: { trustProxy, maxConnections: 50, maxPerAddress },
    tell: (happening) => void told.push(happening),
    now: () => now,
  })
  const server = createServer((request, response) => {
    if (connections.admit(request, response)) answer(request, response)
  }).listen(0, '127.0.0.1')
  server.on('connection', connections.accept)
  onTestFinished(() => {
    connections.stop()
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return {
    told,
    connections,
    open: () => openAt(server),
    port: (server.address() as AddressInfo).port,
    advance(ms: number) {
      now += ms
      connections.turn()
    },
  }
}

/** A page that follows an order of its own. */
async function page(client: Client, id: string) {
  const { token } = await client.register(id)
  const page = await client.connect()
  await page.ask(subscribe(token, id))
  return page
}

const HEALTH = said('GET /healthz')

describe('a connection', () => {
  it('may have eight requests under way; the ninth ends it', async () => {
    const { client, port } = await served()
    const eight = await Wire.to(port, HEALTH.repeat(8))
    await until(() => eight.said.split('"alive"').length === 9)
    // One after the other there may be any number.
    eight.say(HEALTH)
    await until(() => eight.said.split('"alive"').length === 10)

    const nine = await Wire.to(port, HEALTH.repeat(9))
    await nine.closed
    expect(nine.said).toBe('')
    expect((await ask(`${client.url}/healthz`)).status).toBe(200)
  })

  it('may not have more of those that expect what there is not: one is answered 417', async () => {
    const { port } = await served()
    const odd = said('GET /healthz', { Expect: 'the-impossible' })
    const one = await Wire.to(port, odd)
    await until(() => one.said.startsWith('HTTP/1.1 417 '))
    const many = await Wire.to(port, odd.repeat(1_000))
    await many.closed
    expect(many.said.split('HTTP/1.1 417 ').length - 1).toBeLessThanOrEqual(8)
  })

  it('that has too many is read no further: of a thousand that came in one piece, nine are looked at', async () => {
    let asked = 0
    const { port, told, connections } = await counted(() => {})
    const { admit } = connections
    connections.admit = (...request) => {
      asked++
      return Reflect.apply(admit, connections, request)
    }
    const many = await Wire.to(port, HEALTH.repeat(1_000))
    await many.closed
    expect(asked).toBe(9)
    expect(told.map(({ type }) => type)).toEqual(['connection_ended'])
  })

  it('whose reader takes in nothing for 30 s ends; a slow reader is waited for', async () => {
    const long = Buffer.alloc(32 * 1024 * 1024)
    const { port, advance, told } = await counted((_, response) => response.end(long))
    const [slow, stuck] = [await Wire.to(port), await Wire.to(port)]
    for (const { socket } of [slow, stuck]) {
      socket.pause()
      socket.write(HEALTH)
    }
    let hasEnded = false
    void stuck.closed.then(() => (hasEnded = true))
    for (let turn = 0; turn < 8; turn++) {
      // What both have been sent by now, nobody takes in but the slow one: so much that it shows at the sender.
      const before = slow.said.length
      slow.socket.resume()
      await until(() => slow.said.length >= before + 2 ** 20)
      slow.socket.pause()
      advance(10_000)
    }
    stuck.socket.resume()
    await until(() => hasEnded)
    expect(stuck.said.length).toBeLessThan(long.length)
    expect(told).toMatchObject([{ type: 'connection_ended', why: 'unread', address: '127.0.0.1' }])
    slow.socket.resume()
    await until(() => slow.said.length > long.length)
  })
})

describe('what is to end with the relay', () => {
  it('is every connection on which nothing is under way, and no other', async () => {
    const { port, connections } = await counted((request, response) => {
      if (request.url === '/done') response.end('done')
    })
    const idle = [await Wire.to(port, said('GET /done')), await Wire.to(port, 'POST / HT')]
    const busy = await Wire.to(port, said('GET /held'))
    await idle[0]?.hears('done')
    const last = await Wire.to(port, said('GET /done'))
    await last.hears('done')
    connections.endQuiet()
    await Promise.all([...idle, last].map(({ closed }) => closed))
    expect(busy.socket.readyState).toBe('open')
  })
})

describe('MAX_PER_ADDRESS', () => {
  it('is for who has shown no valid token; a page that has, does not count', async () => {
    const { client } = await served({ MAX_PER_ADDRESS: '4' })
    const pages = []
    for (let id = 0; id < 10; id++) pages.push(await page(client, `A-${id}`))
    // The client that registers orders has shown its key.
    const strangers = await Promise.all([1, 2, 3, 4].map(() => client.connect()))
    const fifth = client.dial()
    const [code, reason] = (await once(fifth.socket, 'close')) as [number, Buffer]
    expect([code, String(reason)]).toEqual([1013, expect.stringMatching(/later/)])

    // Whoever leaves makes room.
    strangers[0]?.socket.terminate()
    await until(async () => {
      const next = client.dial()
      return (await Promise.race([next.closed, next.next().catch(() => 0)])) !== 1013
    })
    for (const each of pages) expect((await each.ask({ type: 'ping' })).type).toBe('pong')
  })

  it('answers who comes beyond it, callbacks as well, and does not keep the connection', async () => {
    const { client, port } = await served({ MAX_PER_ADDRESS: '3' })
    await Promise.all([1, 2, 3].map(() => client.connect()))
    const late = await Wire.to(port, HEALTH)
    await late.closed
    expect(late.said).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n[^]*alive/i)
    expect((await client.callback('stripe', stripePaid('A-1'))).status).toBe(204)
  })

  it('lets a page be, that shows its token by poll or in a header', async () => {
    const { client, port } = await served({ MAX_PER_ADDRESS: '2' })
    const { token } = await client.register('A-1')
    const headers = { 'Content-Type': 'text/plain' }
    const body = JSON.stringify({ frames: [subscribe(token, 'A-1')] })
    for (const request of [
      said('GET /orders/A-1', bearer(token)),
      said('POST /poll', { ...headers, 'Content-Length': body.length }, body),
    ]) {
      const wires = []
      for (let wire = 0; wire < 5; wire++) wires.push(await Wire.to(port, request))
      for (const wire of wires) await wire.hears('A-1')
      for (const wire of wires) expect(wire.said).toMatch(/Connection: keep-alive/i)
    }
  })

  it('sends one over the limit away that says nothing for 2 s, in words', async () => {
    const { port, advance, told } = await counted((_, response) => response.end())
    await Promise.all(Array.from({ length: 5 }, () => Wire.to(port)))
    const late = await Wire.to(port, 'POST / HT')
    await until(() => told.length > 0)
    expect(told).toEqual([{ type: 'limit_reached', limit: 'address', address: '127.0.0.1' }])
    advance(2_000)
    await late.closed
    expect(late.said).toMatch(/^HTTP\/1.1 503 [^]*Retry-After: \d+\r\n[^]*Come back later/)
  })

  it('counts who a proxy calls for, where proxies are trusted', async () => {
    const answers: (() => void)[] = []
    const { port, told } = await counted((_, response) => {
      answers.push(() => response.end('done'))
    }, 1)
    const from = (address: string) => said('GET /', { 'X-Forwarded-For': address })
    const wires = []
    for (let wire = 0; wire < 5; wire++) wires.push(await Wire.to(port, from('2001:db8::1')))
    for (let wire = 0; wire < 5; wire++) wires.push(await Wire.to(port, from('192.0.2.1')))
    await until(() => answers.length === 10)
    expect(told).toEqual([])

    // Of the same /64; and nobody else's fault.
    wires.push(await Wire.to(port, from('2001:db8::2')), await Wire.to(port, from('192.0.2.2')))
    await until(() => answers.length === 12)
    expect(told).toEqual([{ type: 'limit_reached', limit: 'address', address: '2001:db8::2' }])
    for (const answer of answers.splice(0)) answer()
    for (const wire of wires) await wire.hears('done')

    // What is over does not count: nor does what was pipelined, and nobody waits for.
    const [pipelined] = [await Wire.to(port, from('192.0.2.1').repeat(4))]
    await until(() => answers.length === 4)
    pipelined.socket.resetAndDestroy()
    for (const answer of answers.splice(0)) answer()
    for (let wire = 0; wire < 5; wire++) await Wire.to(port, from('192.0.2.1'))
    await until(() => answers.length === 5)
    expect(told).toHaveLength(1)
  })

  it('is for the pages’ sockets that a proxy passes on, each by its own address', async () => {
    const { client } = await served({ MAX_PER_ADDRESS: '2', TRUST_PROXY: '1' })
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
    const { token } = await client.register('A-1')
    const strangers = [
      await client.connect(from('192.0.2.1')),
      await client.connect(from('192.0.2.1')),
    ]
    expect(await client.dial(from('192.0.2.1')).closed).toBe(1013)
    await client.connect(from('192.0.2.2'))
    // Who wrote the header's beginning is no more believed than anybody.
    expect(await client.dial(from('203.0.113.9, 192.0.2.1')).closed).toBe(1013)

    for (const stranger of strangers) {
      expect((await stranger.ask(subscribe(token, 'A-1'))).type).toBe('subscribed')
    }
    expect((await client.connect(from('192.0.2.1'))).greeting?.type).toBe('connected')
  })

  it('is off for a proxy that nobody told us of, and a warning says so, once', async () => {
    const { port, told } = await counted((_, response) => response.end('done'))
    const forwarded = said('GET /', { 'X-Forwarded-For': '192.0.2.1' })
    const wires = []
    for (let wire = 0; wire < 20; wire++) {
      wires.push(await Wire.to(port, forwarded))
      await wires.at(-1)?.hears('done')
    }
    expect(told).toEqual([{ type: 'proxy_not_trusted', address: '127.0.0.1' }])
    for (const wire of wires) expect(wire.said).toMatch(/Connection: keep-alive/i)
  })
})

describe('MAX_CONNECTIONS', () => {
  it('is for pages: verified callbacks come in, and the merchant, when there are as many', async () => {
    const { client } = await served({ MAX_CONNECTIONS: '6' })
    // The merchant's own connection counts too.
    const pages = []
    for (let id = 0; id < 5; id++) pages.push(await page(client, `A-${id}`))
    const more = client.dial()
    expect(await more.closed).toBe(1013)
    for (let id = 0; id < 5; id++) {
      expect((await client.callback('stripe', stripePaid(`A-${id}`))).status).toBe(204)
    }
    for (const each of pages) expect(await each.next()).toMatchObject({ type: 'update' })
  })

  it('has half as many over the limit at most, and the first of them leaves for the next', async () => {
    const { port, open } = await counted((_, response) => response.end())
    const [limit, over, wires]: [number, number, Wire[]] = [5, 25, []]
    for (let wire = 0; wire < limit + over + 10; wire++) wires.push(await Wire.to(port))
    await Promise.all(wires.slice(limit, limit + 10).map(({ closed }) => closed))
    expect(await open()).toBe(limit + over)
    expect(wires[0]?.socket.readyState).toBe('open')
  })
})

describe('a closed WebSocket', () => {
  it.each([
    ['4403', { Origin: 'https://stranger.example.com' }, ''],
    ['4400', {}, Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61])],
    // A frame that no client may send: unmasked.
    ['1002', {}, Buffer.from([0x81, 0x01, 0x61])],
  ])('is gone soon, by %s, though its page never closes it', async (_, headers, frame) => {
    const { port, open } = await served()
    const wire = await Wire.to(port, said('GET /ws', { ...UPGRADE, ...headers }))
    await wire.hears('101 Switching Protocols')
    if (frame) wire.say(frame)
    // We say nothing more, and read all.
    await wire.closed
    expect(await open()).toBe(0)
  })
})
