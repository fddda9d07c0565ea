import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { readConfig } from './config/read-config.ts'
import { createRelay } from './relay.ts'
import { refuseUpgrade } from './http/refuse-upgrade.ts'
import { RelayError } from './http/problem.ts'
import { memoryStore } from './store/memory.ts'
import { stripePaid } from './testing/callbacks.ts'
import { API_KEY, ask, bearer, Client } from './testing/client.ts'
import { subscribe } from './testing/page.ts'
import { ENVIRONMENT, startRelay } from './testing/relay.ts'

/** A shop's own server, with the relay in it. */
async function shop(env: Record<string, string> = {}) {
  const server = createServer((request, response) => response.end(`shop ${request.url}`))
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/chat') {
      sockets.handleUpgrade(request, socket, head, (ws) => ws.send('{"type":"chat"}'))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const read = readConfig({ ...ENVIRONMENT, PORT: String(port), ...env })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const relay = createRelay({ config: read.config, store: memoryStore(), assets: new Map() })
  relay.attach(server, env.PUBLIC_URL ? {} : { path: '/pay' })
  onTestFinished(async () => {
    await relay.close()
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${port}`
  return { relay, url, client: new Client(`${url}/pay`), server }
}

it('lives in a server of the merchant’s, and leaves it what is not its own', async () => {
  const { url, client: relay } = await shop()
  for (const path of ['/', '/orders', '/orders/A-1', '/orders-of-mine', '/pay', '/payments']) {
    expect((await ask(url + path)).body).toBe(`shop ${path}`)
  }
  expect((await ask(`${url}/pay/anything`)).body).toMatchObject({ code: 'not_found' })

  const { token } = await relay.register('A-1', { amount: 5000, currency: 'EUR' })
  const page = await relay.connect()
  await page.ask(subscribe(token, 'A-1'))
  expect((await relay.callback('stripe', stripePaid('A-1'))).status).toBe(204)
  expect(await page.next()).toMatchObject({ order: { status: 'succeeded' } })
})

it('takes what is said to customers and to everybody', async () => {
  const { url, client: relay } = await shop()
  for (const path of ['/customers/42', '/orders/A-1', '']) {
    expect(await relay.notify(path)).toEqual(expect.any(String))
  }
  for (const path of ['/customers-of-mine', '/notifications']) {
    expect((await ask(url + path)).body).toBe(`shop ${path}`)
  }
})

it('leaves other sockets to the merchant’s server', async () => {
  const { url } = await shop()
  const chat = new WebSocket(`${url.replace('http', 'ws')}/chat`)
  const [{ data }] = (await once(chat as never, 'message')) as [{ data: string }]
  expect(data).toBe('{"type":"chat"}')
  chat.close()
})

it('keeps below the path of PUBLIC_URL', async () => {
  const { url, client } = await shop({ PUBLIC_URL: 'https://shop.example.com/pay' })
  expect((await ask(`${url}/orders/A-1`)).body).toBe('shop /orders/A-1')
  const { token } = await client.register('A-1')
  expect((await ask(`${url}/pay/orders/A-1`, { headers: bearer(token) })).status).toBe(200)
  expect((await client.connect()).greeting?.type).toBe('connected')
})

it('leaves nothing open when it is closed: not what never says goodbye, nor what comes late', async () => {
  const { relay, client, server } = await shop()
  const { order, token } = await client.register('A-1')
  const held = client.poll({ wait: 25, frames: [subscribe(token, order)] })
  const silent = await client.connect()
  await silent.ask(subscribe(token, 'A-1'))
  silent.socket.pause()
  await client.watchedBy(2, 'A-1')

  await relay.drain()
  expect((await held).status).toBe(503)
  const late = client.dial()
  late.socket.on('open', () => late.socket.pause())
  await once(late.socket, 'open')
  await relay.close()
  server.closeIdleConnections()
  server.close()
  await once(server, 'close')
})

it('leaves no upgrade open that nobody takes, not even half', async () => {
  const server = createTcpServer({ allowHalfOpen: true }, refuseUpgrade).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void client.destroy())
  expect(await text(client)).toMatch(/^HTTP\/1\.1 400 /)
  server.close()
  await once(server, 'close')
})

it('hands out tokens, and tells the merchant’s code of each change, as the merchant sees it', async () => {
  const relay = await startRelay()
  const heard: object[] = []
  const stop = relay.relay.onChange((order) => heard.push(order))
  await relay.register('A-1', { amount: 5000, currency: 'EUR', customers: ['42'] })
  await relay.callback('stripe', stripePaid('A-1'))
  stop()
  await relay.update('A-1', { status: 'disputed' })
  expect(heard).toMatchObject([
    { id: 'A-1', version: 1, customers: ['42'] },
    { id: 'A-1', version: 2, status: 'succeeded', payments: [{ id: 'pi_A-1' }] },
  ])

  for (const grant of [{ orders: ['A-1'] }, { customer: '42' }]) {
    const { token } = await relay.relay.token(grant)
    expect((await relay.order('A-1', token)).status).toBe(200)
  }
})

it('tells the merchant’s code what each order was before, also after a restart', async () => {
  const store = memoryStore()
  const heard: [version: number, previous: unknown][] = []
  const listening = async () => {
    const relay = await startRelay({}, { store })
    relay.relay.onChange(({ version }, previous) => heard.push([version, previous]))
    return relay
  }
  const stood = (status: string, amountReceived = 0) => ({
    ...{ status, amountReceived, amountRefunded: 0, overpaid: false },
  })
  const first = await listening()
  await first.register('A-1', { amount: 5000, currency: 'EUR' })
  await first.update('A-1', { status: 'processing' })
  await first.relay.close()
  const relay = await listening()
  await relay.register('A-1', { description: '2 towels' })
  await relay.callback('stripe', stripePaid('A-1'))
  await relay.update('A-1', { status: 'disputed', payment: 'pi_A-1' })
  expect(heard).toEqual([
    [1, null],
    [2, stood('pending')],
    [3, stood('processing')],
    [4, stood('processing')],
    [5, stood('succeeded', 5000)],
  ])
})

it.each<[what: string, grant: { orders?: string[]; customer?: string }, ttl?: number]>([
  ['for nobody', {}],
  ['for no order', { orders: [] }],
  ['for what names no order', { orders: ['-1'] }],
  ['for a customer without a name', { customer: '' }],
  ['for half a character', { customer: '\ud83d' }],
  ['that has ended', { orders: ['A-1'] }, -5],
  ['that ends at once', { orders: ['A-1'] }, 0],
  ['that ends between two seconds', { orders: ['A-1'] }, 1.5],
  ['for longer than a shopper’s may be', { orders: ['A-1'] }, 30 * 86_400 + 1],
  ['for longer than staff’s may be', { orders: ['A-1', '*'] }, 12 * 3600 + 1],
])('hands out no token %s, and says why as POST /tokens does', async (_, grant, ttl) => {
  const relay = await startRelay()
  const { status, body } = await relay.merchant('POST', '/tokens', { ...grant, ttl })
  expect(status).toBe(400)
  await expect(relay.relay.token(grant, ttl)).rejects.toThrow(
    new RelayError('invalid_request', body.detail),
  )
})

it('hands out a token for staff that it lets in', async () => {
  const relay = await startRelay()
  const { token, expiresAt } = await relay.relay.token({ orders: ['*'] })
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(12 * 3_600_000)
  expect((await relay.order('A-1', token)).status).toBe(200)
})

it('takes a body of unknown length in a server of the merchant’s', async () => {
  const { url } = await shop()
  const body = new Blob([JSON.stringify({ orders: ['A-1'] })]).stream()
  const sent = { method: 'POST', headers: bearer(API_KEY), body, duplex: 'half' as const }
  expect((await fetch(`${url}/pay/tokens`, sent)).status).toBe(201)
})

describe('what holds for a whole host', () => {
  const HEADERS = [
    'origin-agent-cluster',
    'strict-transport-security',
    'x-permitted-cross-domain-policies',
  ]
  const toldBy = async ({ url }: { url: string }) => {
    const callback = { method: 'POST', headers: { 'Content-Length': '0' } }
    const answers = [await ask(`${url}/healthz`), await ask(`${url}/callbacks/stripe`, callback)]
    return answers.map(({ headers }) => HEADERS.filter((name) => headers.has(name)))
  }

  it('is said by a relay that has it to itself, and by none that is inside another server', async () => {
    expect(await toldBy(await startRelay())).toEqual([HEADERS, HEADERS])
    const { client } = await shop()
    expect(await toldBy(client)).toEqual([[], []])
    expect((await ask(`${client.url}/healthz`)).headers.get('X-Content-Type-Options')).toBe(
      'nosniff',
    )
  })
})

it('leaves the shop its own /ws, and takes it only where it has the host to itself', async () => {
  const upgrade = { url: '/ws', headers: { upgrade: 'websocket' } } as IncomingMessage
  const { relay } = await shop({ PUBLIC_URL: 'https://shop.example.com/pay' })
  expect(relay.upgrade(upgrade, new PassThrough(), Buffer.alloc(0))).toBe(false)
  // A proxy in front has cut the path off.
  const alone = await startRelay({ PUBLIC_URL: 'https://shop.example.com/pay' })
  expect((await alone.connect()).greeting?.type).toBe('connected')
})

describe('what a shop’s own code says', () => {
  it('registers an order as PUT /orders does, with an address that leads to it', async () => {
    const { relay, client } = await shop()
    const change = { amount: 5000, currency: 'KES', customers: ['42'] }
    const { order, token, callbackUrls } = await relay.register('A-1', change)
    expect(order).toMatchObject({ id: 'A-1', amount: 5000, version: 1, customers: ['42'] })
    expect((await client.order('A-1', token)).status).toBe(200)

    const other = await client.register('A-1')
    expect(callbackUrls).toEqual(other.callbackUrls)
    expect(callbackUrls.daraja).toMatch(
      `${client.url.replace('127.0.0.1', 'localhost')}/callbacks/daraja/`,
    )
    const body = JSON.stringify({ Body: { stkCallback: {} } })
    expect((await ask(String(callbackUrls.daraja), { body })).status).not.toBe(401)

    expect(await relay.order('A-1')).toEqual(other.order)
    expect(await relay.order('A-2')).toBeUndefined()
  })

  it('is refused in the words of PUT /orders', async () => {
    const { relay, client } = await shop()
    await relay.register('A-1', { amount: 5000, currency: 'KES', references: ['cs_1'] })
    await relay.update('A-1', { status: 'succeeded' })
    for (const [id, change] of [
      ['A-1', { amount: 6000 }],
      ['A-1', { currency: 'EUR' }],
      ['A-2', { references: ['cs_1'] }],
      ['A-2', { amount: -1 }],
    ] satisfies [string, object][]) {
      const { status, body } = await client.merchant('PUT', `/orders/${id}`, change)
      expect(status).toBeGreaterThanOrEqual(400)
      await expect(relay.register(id, change)).rejects.toThrow(body.detail)
    }
  })
})
