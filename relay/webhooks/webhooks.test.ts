import { once } from 'node:events'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLog } from '../log.ts'
import { WEBHOOK } from '../store/outgoing.ts'
import { memoryStore } from '../store/memory.ts'
import { DAY, intake } from '../store/conformance/telling.ts'
import { stripePaid, stripeSays, type Callback } from '../testing/callbacks.ts'
import { startRelay } from '../testing/relay.ts'

const SECRETS = [1, 2].map((byte) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`)

interface Received {
  request: IncomingMessage
  body: Buffer
  response: ServerResponse
}

/** The merchant's backend: what it was sent, one after the other. Who asks has to answer. */
class Backend {
  readonly url: string
  readonly #received: Received[] = []
  #wake = () => {}

  static async start(port = 0): Promise<Backend> {
    const server = createServer()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const backend = new Backend((server.address() as AddressInfo).port)
    server.on('request', async (request, response) => {
      backend.#received.push({ request, response, body: await buffer(request) })
      backend.#wake()
    })
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return backend
  }

  constructor(port: number) {
    this.url = `http://127.0.0.1:${port}/hooks`
  }

  get waiting(): number {
    return this.#received.length
  }

  /** Takes the next request, and leaves it open. */
  async take(): Promise<Received> {
    for (;;) {
      const next = this.#received.shift()
      if (next) return next
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Answers the next request. */
  async answer(status = 204, headers: Record<string, string> = {}): Promise<Received> {
    const received = await this.take()
    received.response.writeHead(status, headers).end()
    return received
  }

  /** The next webhook, verified by the official library. */
  async hear(status?: number, headers?: Record<string, string>): Promise<any> {
    const { request, body } = await this.answer(status, headers)
    return { id: request.headers['webhook-id'], ...verified(request, body, SECRETS[0]) }
  }
}

const verified = ({ headers }: IncomingMessage, body: Buffer, secret = ''): any =>
  new Webhook(secret).verify(body.toString(), headers as Record<string, string>)

const announcing = { now: Date.now(), retention: 30 * DAY, announces: true }

const settings = ({ url }: Backend) => ({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRETS.join() })

const processing = (order: string): Callback =>
  stripeSays('payment_intent.processing', {
    ...{ id: `pi_${order}`, object: 'payment_intent', status: 'processing', amount: 5000 },
    ...{ amount_received: 0, currency: 'eur', metadata: { order_id: order } },
  })

describe('the merchant’s backend', () => {
  it('hears of what changed, as the merchant sees it, signed with each secret', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.register('A-1', { amount: 5000, currency: 'EUR', references: ['r-1'] })
    await relay.callback('stripe', stripePaid('A-1'))

    const { request, body } = await backend.answer()
    const { body: order } = await relay.merchant('GET', '/orders/A-1')
    for (const secret of SECRETS) {
      expect(verified(request, body, secret)).toEqual({
        type: 'order.updated',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        data: order,
        previous: null,
      })
    }
    expect(order).toMatchObject({ status: 'succeeded', references: ['r-1'] })
    expect(request.headers['webhook-id']).toBe(`${order.epoch}.A-1.${order.version}`)
    expect(request.headers['content-type']).toBe('application/json')
  })

  it('hears of status, amounts and overpayment; not of what it has said itself', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.register('A-1', { description: '2 towels' })
    await relay.update('A-1', { status: 'succeeded' })
    expect((await backend.hear()).data).toMatchObject({ status: 'succeeded', version: 3 })
    await relay.update('A-1', { status: 'refunded', amount: 2000 })
    expect((await backend.hear()).data).toMatchObject({ amountRefunded: 2000 })
  })

  it('hears how it stood when it last heard, over restarts, and not of what never arrived', async () => {
    const backend = await Backend.start()
    const store = memoryStore()
    const start = () => startRelay(settings(backend), { store })
    const stood = (status: string, amountReceived: number, amountRefunded = 0) => ({
      ...{ status, amountReceived, amountRefunded, overpaid: false },
    })
    const first = await start()
    await first.register('A-1', { amount: 5000, currency: 'EUR' })
    await first.callback('stripe', processing('A-1'))
    expect(await backend.hear()).toMatchObject({ data: { status: 'processing' }, previous: null })

    // Of this its receiver does not want to know; and before it is tried again, there is something newer.
    await first.callback('stripe', stripePaid('A-1'))
    const { request, body, response } = await backend.take()
    expect(verified(request, body, SECRETS[0]).previous).toEqual(stood('processing', 0))
    await first.update('A-1', { status: 'refunded', amount: 2000 })
    response.writeHead(500).end()
    await first.relay.close()
    const relay = await start()
    expect(await backend.hear()).toMatchObject({
      data: { status: 'partially_refunded', amountRefunded: 2000 },
      previous: stood('processing', 0),
    })
    await relay.update('A-1', { status: 'refunded', amount: 5000 })
    expect((await backend.hear()).previous).toEqual(stood('partially_refunded', 5000, 2000))
  })

  it('is sent the same as often as it is tried, whatever was learned of the order meanwhile', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.callback('stripe', stripePaid('A-1'))
    const first = await backend.answer(500)
    await relay.register('A-1', { description: '2 towels', references: ['r-2'] })
    relay.advance(5_000)
    const again = await backend.answer()
    expect(again.request.headers['webhook-id']).toBe(first.request.headers['webhook-id'])
    expect(again.body.toString()).toBe(first.body.toString())
    expect(verified(again.request, again.body, SECRETS[0]).previous).toBeNull()
  })

  it('hears of an order that it has not registered', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.callback('stripe', stripePaid('A-9'))
    expect((await backend.hear()).data).toMatchObject({ id: 'A-9', registered: false })
  })

  it('hears one at a time of an order, and of the newest only', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.callback('stripe', processing('A-1'))
    const first = await backend.take()
    await relay.callback('stripe', stripePaid('A-1'))
    await relay.update('A-1', { status: 'refunded' })
    // Another order's is not held up by it.
    await relay.callback('stripe', stripePaid('B-1'))
    expect((await backend.hear()).data.id).toBe('B-1')

    first.response.writeHead(200).end()
    expect(verified(first.request, first.body, SECRETS[0]).data.status).toBe('processing')
    expect((await backend.hear()).data).toMatchObject({ id: 'A-1', status: 'refunded', version: 4 })
  })

  it.each([
    ['is broken', 500, {}],
    ['redirects', 302, { Location: 'http://127.0.0.1:9/' }],
    ['is busy', 429, { 'Retry-After': '1' }],
  ])('hears in the end, where it %s at first', async (_, status, headers) => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.callback('stripe', stripePaid('A-1'))
    const { id } = await backend.hear(status, headers)
    expect((await backend.hear()).id).toBe(id)
  })

  it('is let alone once it says that it wants no more', async () => {
    const backend = await Backend.start()
    const relay = await startRelay(settings(backend))
    await relay.callback('stripe', processing('A-1'))
    await backend.hear(410)
    await relay.callback('stripe', stripePaid('A-1'))
    expect((await backend.hear()).data.status).toBe('succeeded')
  })

  it('hears of what happened while it was down, from the next process', async () => {
    const store = memoryStore()
    const down = await Backend.start()
    const first = await startRelay(settings(down), { store: { ...store, close: async () => {} } })
    await first.callback('stripe', stripePaid('A-1'))
    ;(await down.take()).response.destroy()
    await first.relay.close()

    const backend = await Backend.start()
    // A try in vain put it off; the next process asks again when that time has come.
    await startRelay(settings(backend), { store, now: () => Date.now() + 60_000 })
    expect((await backend.hear()).data).toMatchObject({ id: 'A-1', status: 'succeeded' })
  })

  it('hears of what falls due while the outbox is being looked at', async () => {
    const start = Date.now()
    const hears = async (dueIn: number) => {
      const store = memoryStore()
      await store.apply(intake({ orderId: 'A-1' }), { ...announcing, now: start + dueIn })
      const backend = await Backend.start()
      let passed = 0
      // Time passes with each look at the clock.
      await startRelay(settings(backend), { store, now: () => start + passed++ })
      return (await backend.hear()).data.id
    }
    const times = Array.from({ length: 9 }, (_, dueIn) => dueIn)
    expect(await Promise.all(times.map(hears))).toEqual(times.map(() => 'A-1'))
  })

  it('hears even where the clock was days ahead when it was last tried', async () => {
    const store = memoryStore()
    await store.apply(intake({ orderId: 'A-1' }), announcing)
    await store.postponeOutgoing(1, Date.now() + 3 * DAY)
    const backend = await Backend.start()
    await startRelay(settings(backend), { store })
    expect((await backend.hear()).data.id).toBe('A-1')
  })

  it('is not kept waiting by a handler that hangs', async () => {
    const [backend, hanging] = [await Backend.start(), await Backend.start()]
    const relay = await startRelay({ ...settings(backend), FORWARD_URL_STRIPE: hanging.url })
    for (let n = 0; n < 20; n += 1) {
      await relay.callback('stripe', stripeSays('invoice.created', { id: `in_${n}` }))
    }
    await relay.callback('stripe', stripePaid('A-1'))
    expect((await backend.hear()).data.id).toBe('A-1')
    // So many at once, and no more.
    await expect.poll(() => hanging.waiting).toBe(8)
  })

  it('hears nothing where no WEBHOOK_URL is set, and nothing waits for it', async () => {
    const store = memoryStore()
    const relay = await startRelay({}, { store })
    await relay.callback('stripe', stripePaid('A-1'))
    expect(await store.lanes()).toEqual(new Map())
  })

  it('hears nothing of an order that is no more', async () => {
    const store = memoryStore()
    await store.apply(intake({ orderId: 'A-1' }), announcing)
    const announced = () => Promise.resolve(undefined)
    const backend = await Backend.start()
    await startRelay(settings(backend), { store: { ...store, epoch: store.epoch, announced } })
    await expect.poll(() => store.lanes()).toEqual(new Map())
    expect(backend.waiting).toBe(0)
  })
})

describe('what waits for a receiver whose setting was lost', () => {
  it('waits until the setting is there again; the relay says which it is', async () => {
    const store = memoryStore()
    const forward = { provider: 'stripe', headers: [], body: Buffer.from('as it came') }
    await store.apply(intake({ orderId: 'A-1' }), announcing, forward)
    await store.apply([], announcing, forward)

    const keeping = { ...store, epoch: store.epoch, close: async () => {} }
    const log = createLog('silent', false)
    const warned = vi.spyOn(log, 'warn')
    const forgetful = await startRelay({}, { store: keeping, log })
    await expect
      .poll(() => warned.mock.calls)
      .toEqual([
        [{ waiting: 2, setting: 'FORWARD_URL_STRIPE' }, expect.stringContaining('waits until')],
        [{ waiting: 1, setting: 'WEBHOOK_URL' }, expect.stringContaining('waits until')],
      ])
    await forgetful.callback('stripe', stripePaid('A-2'))
    await forgetful.relay.close()
    expect(await store.lanes()).toEqual(
      new Map([
        ['stripe', 2],
        [WEBHOOK, 1],
      ]),
    )

    const [backend, handler] = [await Backend.start(), await Backend.start()]
    await startRelay({ ...settings(backend), FORWARD_URL_STRIPE: handler.url }, { store })
    expect((await backend.hear()).data.id).toBe('A-1')
    expect((await handler.answer()).body.toString()).toBe('as it came')
    expect((await handler.answer()).body.toString()).toBe('as it came')
  })
})

describe('a handler that the shop has already', () => {
  it('gets each verified callback byte for byte, signature and all', async () => {
    const backend = await Backend.start()
    const relay = await startRelay({ FORWARD_URL_STRIPE: backend.url })
    const callback = stripePaid('A-1')
    await relay.callback('stripe', callback)
    const { request, body } = await backend.answer()
    expect(body.toString()).toBe(callback.body)
    expect(request.headers['stripe-signature']).toBe(
      new Headers(callback.headers).get('stripe-signature'),
    )
    expect(request.headers.host).toBe(new URL(backend.url).host)
  })

  it('may be told by the query of its address, as those of WordPress are', async () => {
    const backend = await Backend.start()
    const relay = await startRelay({
      FORWARD_URL_STRIPE: `${backend.url}?wc-api=wc_stripe&key=a%2Fb`,
    })
    await relay.callback('stripe', stripePaid('A-1'))
    const { request } = await backend.answer()
    expect(request.url).toMatch(/\?wc-api=wc_stripe&key=a%2Fb$/)
  })

  it('gets its headers in their order and case, and those twice that came twice', async () => {
    const backend = await Backend.start()
    const relay = await startRelay({ FORWARD_URL_STRIPE: backend.url })
    const { headers, body } = stripePaid('A-1')
    const sent = [
      ...['Host', new URL(relay.url).host, 'X-Twice', 'b', 'x-twice', 'a', 'Accept', '*/*'],
      ...Object.entries(headers).flat(),
      ...['Content-Length', String(Buffer.byteLength(body))],
    ]
    const asked = httpRequest(`${relay.url}/callbacks/stripe`, { method: 'POST', headers: sent })
    const [response] = (await once(asked.end(body), 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(204)
    response.resume()

    const { request } = await backend.answer()
    const names = request.rawHeaders.filter((_, at) => at % 2 === 0)
    expect(names.slice(1, 4)).toEqual(['X-Twice', 'x-twice', 'Accept'])
    expect(request.headersDistinct['x-twice']).toEqual(['b', 'a'])
  })

  it('gets it again until it takes it, and what it got is forgotten', async () => {
    const store = memoryStore()
    const backend = await Backend.start()
    const relay = await startRelay({ FORWARD_URL_STRIPE: backend.url }, { store })
    const callback = stripePaid('A-1')
    await relay.callback('stripe', callback)
    await backend.answer(503)
    expect((await backend.answer(200)).body.toString()).toBe(callback.body)
    await expect.poll(() => store.lanes()).toEqual(new Map())
  })

  it('gets what we do not understand ourselves, and nothing that is not verified', async () => {
    const backend = await Backend.start()
    const relay = await startRelay({ FORWARD_URL_STRIPE: backend.url })
    const forged = { ...stripePaid('A-1'), body: '{}' }
    expect((await relay.callback('stripe', forged)).status).toBe(401)
    await relay.callback('stripe', stripeSays('invoice.created', { id: 'in_1' }))
    expect((await backend.answer()).body.toString()).toContain('invoice.created')
    expect(backend.waiting).toBe(0)
  })
})
