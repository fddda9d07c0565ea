import { EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { PageSocket } from './socket.ts'
import { Conversation } from './conversation.ts'
import { Feed } from './feed.ts'
import { unknownOrder } from '../order/snapshot.ts'
import { Hub } from './hub.ts'
import { createLog } from '../log.ts'
import { Sightings } from './sightings.ts'
import { Seals } from '../access/seals.ts'
import { Sockets } from './sockets.ts'
import { memoryStore } from '../store/memory.ts'
import { tokens, type Tokens } from '../access/token.ts'
import { intent, stripePaid, stripeSays } from '../testing/callbacks.ts'
import { bearer, until } from '../testing/client.ts'
import { CLOSE_REASONS } from './closing.ts'
import { subscribe, subscribeTo, type Frame, type Page } from '../testing/page.ts'
import { atRest, ENVIRONMENT, startRelay, type TestRelay } from '../testing/relay.ts'

const seals = new Seals([ENVIRONMENT.TOKEN_SECRETS ?? ''])

/** No listener fails here. */
/** No provider is asked. */
const nobody = { ask: () => [], watched() {} }

const failed = (error: unknown) => {
  throw error
}

const known = ({ id, epoch, version }: Frame['order']) => ({ id, epoch, version })

/** What carries a page's frames: for bytes that no client would send. */
const rawOf = ({ socket }: Page) => (socket as unknown as { _socket: Duplex })._socket

const error = (code: string, orders?: string[]) => ({
  type: 'error',
  code,
  message: expect.any(String),
  ...(orders && { orders }),
})

const tokenUntil = (orders: string[], expires: Date) =>
  new SignJWT({ orders })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('payment-status')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(ENVIRONMENT.TOKEN_SECRETS))

describe('a page on a socket', () => {
  it('is greeted with the relay’s clock and heartbeat', async () => {
    const relay = await startRelay()
    const { greeting } = await relay.connect()
    expect(greeting).toEqual({
      type: 'connected',
      connection: expect.stringMatching(/./),
      now: expect.stringMatching(/^\d{4}-.*Z$/),
      heartbeat: 25_000,
    })
  })

  it('gets a snapshot, and each change after that', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await relay.connect()
    const subscribed = await page.ask(subscribe(token, 'A-1'))
    expect(subscribed).toEqual({
      type: 'subscribed',
      orders: [expect.objectContaining({ id: 'A-1', version: 1, status: 'pending' })],
    })
    expect(subscribed.orders[0]).not.toHaveProperty('payments')

    await relay.callback(
      'stripe',
      stripeSays('payment_intent.processing', intent('A-1', 'processing')),
    )
    await relay.callback('stripe', stripePaid('A-1'))
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-1', version: 2, status: 'processing' },
    })
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-1', version: 3, status: 'succeeded', amountReceived: 5000 },
    })
  })

  it('that is up to date is sent no more than that', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const page = await relay.connect()
    expect(await page.ask(subscribe(token, known(order)))).toEqual({
      type: 'subscribed',
      orders: [known(order)],
    })
    expect(await page.ask(subscribe(token, { ...known(order), epoch: 'other' }))).toMatchObject({
      type: 'subscribed',
      orders: [{ status: 'pending' }],
    })
  })

  it('hears nothing of what did not change', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await relay.connect()
    await page.ask(subscribe(token, known(order)))
    const paid = stripePaid('A-1')
    for (let times = 0; times < 3; times++) await relay.callback('stripe', paid)
    await relay.callback(
      'stripe',
      stripeSays('payment_intent.created', intent('A-1', 'requires_payment_method')),
    )
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 2 } })
    expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
  })

  it('is answered when it asks for a sign of life', async () => {
    const relay = await startRelay()
    const page = await relay.connect()
    expect(await page.ask({ type: 'ping' })).toEqual({
      type: 'pong',
      now: expect.stringMatching(/Z$/),
    })
  })

  it('hears no more of what it left', async () => {
    const relay = await startRelay()
    const [one, two] = [await relay.register('A-1'), await relay.register('A-2')]
    const page = await relay.connect()
    await page.ask(subscribe(one.token, known(one.order)))
    await page.ask(subscribe(two.token, known(two.order)))
    expect(await page.ask({ type: 'unsubscribe', orders: ['A-1'] })).toEqual({
      type: 'unsubscribed',
      orders: ['A-1'],
    })
    await relay.update('A-1', { status: 'processing' })
    await relay.update('A-2', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-2' } })
  })

  it('hears of a change once, however often it subscribed', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const page = await relay.connect()
    for (let times = 0; times < 3; times++) await page.ask(subscribe(token, known(order)))
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })
    expect((await page.ask({ type: 'ping' })).type).toBe('pong')
  })

  it('may leave, renew and acknowledge what it does not follow: nothing comes of it', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const page = await relay.connect()
    expect(await page.ask({ type: 'unsubscribe', orders: ['A-1', 'A-1'] })).toEqual({
      type: 'unsubscribed',
      orders: [],
    })
    expect(await page.ask({ type: 'unsubscribe', customer: '42' })).toEqual({
      type: 'unsubscribed',
      customer: '42',
    })
    page.say({ type: 'token', token })
    page.say({ type: 'ack', orders: { 'A-1': 1 }, notifications: ['no-such'] })
    expect((await page.ask({ type: 'ping' })).type).toBe('pong')
    await relay.update('A-1', { status: 'processing' })
    expect((await page.ask({ type: 'ping' })).type).toBe('pong')
    expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 0, acknowledged: 0 })
  })

  it('waits for an order that nobody has told the relay of', async () => {
    const relay = await startRelay()
    const page = await relay.connect()
    const subscribed = await page.ask(
      subscribe(await tokenUntil(['A-9'], relay.inSeconds(60)), 'A-9'),
    )
    expect(subscribed.orders[0]).toMatchObject({ version: 0, status: 'pending', registered: false })
    await relay.callback('stripe', stripePaid('A-9'))
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-9', version: 1, status: 'succeeded', registered: false },
    })
  })

  it('may acknowledge what it was told', async () => {
    const relay = await startRelay()
    const page = await relay.connect()
    page.say({ type: 'ack', orders: { 'A-1': 4 }, notifications: ['n1'] })
    page.say({ type: 'ack', orders: { 'A-1': 4 } })
    expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
  })
})

describe('who asks the relay to check with the provider', () => {
  const checked = { at: expect.stringMatching(/Z$/), outcome: 'cannot' }

  it('is answered for what the page follows, and for nothing else', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { customers: ['42'] })
    await relay.register('A-2', { customers: ['42'] })
    await relay.register('A-3')
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    page.say({ type: 'ask', orders: ['A-2', 'A-3', 'no-such'] })
    expect(await page.ask({ type: 'ask', orders: ['A-1', 'A-3', 'A-1'] })).toEqual({
      type: 'checked',
      orders: { 'A-1': checked },
    })
    await page.ask(subscribeTo('42', await relay.token({ customer: '42' })))
    expect(await page.ask({ type: 'ask', orders: ['A-2'] })).toEqual({
      type: 'checked',
      orders: { 'A-2': checked },
    })
  })

  it('names 100 orders in a frame, and is told which were too many', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-0')
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-0'))
    const orders = Array.from({ length: 102 }, (_, each) => `A-${each}`)
    expect(await page.ask({ type: 'ask', orders })).toMatchObject({
      type: 'error',
      code: 'too_many_subscriptions',
      orders: ['A-100', 'A-101'],
    })
    expect(await page.next()).toEqual({ type: 'checked', orders: { 'A-0': checked } })
  })

  it('is counted, frame by frame', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    for (let said = 0; said < 200; said++) page.say({ type: 'ask', orders: ['A-1'] })
    expect(await page.closed).toBe(4429)
  })
})

describe('what is wrong with one subscription', () => {
  it('leaves the connection, and the others, alone', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    await relay.register('A-2')
    const page = await relay.connect()

    expect(await page.ask(subscribe('nonsense', 'A-1'))).toEqual(error('token_invalid', ['A-1']))
    expect(
      await page.ask(subscribe(await tokenUntil(['A-1'], relay.inSeconds(-120)), 'A-1')),
    ).toEqual(error('token_expired', ['A-1']))
    expect(await page.ask({ type: 'dance', orders: ['A-1'] })).toEqual(error('unknown_type'))
    expect(await page.ask({ type: 'token', token: 'nonsense' })).toEqual(error('token_invalid'))
    expect(await page.ask({ type: 'subscribe', orders: '*', token })).toEqual(
      error('forbidden', ['*']),
    )
    // The same whether it exists or not.
    expect(await page.ask(subscribe(token, 'A-2', 'A-3'))).toEqual(
      error('forbidden', ['A-2', 'A-3']),
    )

    page.say(subscribe(token, 'A-2', known(order)))
    expect(await page.next()).toEqual(error('forbidden', ['A-2']))
    expect(await page.next()).toEqual({ type: 'subscribed', orders: [known(order)] })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1' } })
  })

  it('is that a frame names more than 100', async () => {
    const relay = await startRelay()
    const ids = Array.from({ length: 101 }, (_, index) => `A-${index}`)
    const token = await tokenUntil(ids, relay.inSeconds(60))
    const page = await relay.connect()
    // Two elements of a page may show the same order.
    page.say(subscribe(token, 'A-0', ...ids))
    expect(await page.next()).toEqual(error('too_many_subscriptions', ['A-100']))
    expect((await page.next()).orders).toHaveLength(100)
    expect(await page.ask({ type: 'unsubscribe', orders: ['A-0'] })).toMatchObject({
      orders: ['A-0'],
    })
    expect((await page.ask(subscribe(token, 'A-100'))).type).toBe('subscribed')
  })

  it('is that a connection follows 1,000 orders already', async () => {
    const relay = await startRelay()
    const token = await relay.token({ orders: ['*'] })
    const page = await relay.connect()
    for (let frame = 0; frame < 10; frame++) {
      const ids = Array.from({ length: 100 }, (_, index) => `A-${frame}-${index}`)
      expect((await page.ask(subscribe(token, ...ids))).orders).toHaveLength(100)
    }
    expect(await page.ask(subscribe(token, 'B-1'))).toEqual(
      error('too_many_subscriptions', ['B-1']),
    )
    await page.ask({ type: 'unsubscribe', orders: ['A-0-0'] })
    expect((await page.ask(subscribe(token, 'B-1'))).type).toBe('subscribed')
  })

  it('is that it is served by polling: an order, a customer, and staff', async () => {
    const relay = await startRelay({ REALTIME_ROLLOUT: '0' })
    const { token } = await relay.register('A-1', { customers: ['42'] })
    const page = await relay.connect()
    expect(await page.ask(subscribe(token, 'A-1'))).toEqual(error('poll_instead', ['A-1']))
    const customer = await relay.token({ customer: '42' })
    expect(await page.ask(subscribeTo('42', customer))).toEqual({
      ...error('poll_instead'),
      customer: '42',
    })
    const staff = await relay.token({ orders: ['*'] })
    expect(await page.ask({ type: 'subscribe', orders: '*', token: staff })).toEqual(
      error('poll_instead', ['*']),
    )
    await relay.update('A-1', { status: 'processing' })
    expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    expect(await relay.audience('A-1')).toMatchObject({ connections: 0 })
  })
})

describe('a token that runs out on a live socket', () => {
  it('ends what it opened, and nothing else', async () => {
    const relay = await startRelay({}, atRest())
    const [soon, later] = [
      await tokenUntil(['A-1'], relay.inSeconds(15)),
      await tokenUntil(['A-2'], relay.inSeconds(600)),
    ]
    const page = await relay.connect()
    await page.ask(subscribe(soon, 'A-1'))
    await page.ask(subscribe(later, 'A-2'))
    relay.advance(16_000)
    expect(await page.next()).toEqual(error('token_expired', ['A-1']))
    await relay.update('A-1', { status: 'processing' })
    await relay.update('A-2', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-2' } })
  })

  it('can be renewed before', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    await page.ask(subscribe(await tokenUntil(['A-1'], relay.inSeconds(20)), 'A-1'))
    page.say({ type: 'token', token: await tokenUntil(['A-1'], relay.inSeconds(600)) })
    await page.ask({ type: 'ping' })
    relay.advance(26_000)
    expect(await page.next()).toMatchObject({ type: 'heartbeat' })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1' } })
  })
})

describe('a token that is longer', () => {
  it('renews by a subscription as well as by itself', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    await page.ask(subscribe(await tokenUntil(['A-1'], relay.inSeconds(20)), 'A-1'))
    await page.ask(subscribe(await tokenUntil(['A-1'], relay.inSeconds(600)), 'A-1'))
    relay.advance(26_000)
    expect(await page.next()).toMatchObject({ type: 'heartbeat', versions: { 'A-1': 0 } })
  })
})

describe('staff', () => {
  it('hear of everything that changes from now on', async () => {
    const relay = await startRelay()
    await relay.register('A-1')
    const { token } = (await relay.merchant('POST', '/tokens', { orders: ['*'] })).body
    const page = await relay.connect()
    expect(await page.ask({ type: 'subscribe', orders: '*', token })).toEqual({
      type: 'subscribed',
      orders: [],
    })
    await relay.update('A-1', { status: 'processing' })
    await relay.register('A-2')
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-2', version: 1 } })
  })
})

describe('the connection', () => {
  it('beats, with the newest version of each order, so that a loss shows', async () => {
    const relay = await startRelay({}, atRest())
    const { order, token } = await relay.register('A-1')
    const page = await relay.connect()
    await page.ask(subscribe(token, known(order)))
    await page.ask(subscribe(await tokenUntil(['A-9'], relay.inSeconds(600)), 'A-9'))
    await relay.update('A-1', { status: 'processing' })
    await page.next()
    relay.advance(25_000)
    expect(await page.next()).toEqual({
      type: 'heartbeat',
      now: expect.stringMatching(/Z$/),
      epoch: order.epoch,
      versions: { 'A-1': 2, 'A-9': 0 },
    })
  })

  it.each<[what: string, frame: string | Buffer | Frame]>([
    ['what is not JSON', 'hello'],
    ['JSON that is no frame', '[]'],
    ['a frame without a type', '{"orders":["A-1"]}'],
    ['a subscription to nothing', { type: 'subscribe', token: 'x' }],
    ['leaving nothing', { type: 'unsubscribe' }],
    ['binary', Buffer.from('{"type":"ping"}')],
  ])('is closed with 4400 on %s', async (_, frame) => {
    const relay = await startRelay()
    const page = await relay.connect()
    page.say(frame)
    expect(await page.closed).toBe(4400)
    expect(page.reason).toContain('"subscribe" names orders or a customer')
  })

  it('is closed on a frame above 16 KiB, and only that one', async () => {
    const relay = await startRelay()
    const [page, other] = [await relay.connect(), await relay.connect()]
    const frame = (size: number) => `{"type":"ping","x":"${'x'.repeat(size - 22)}"}`
    page.say(frame(16 * 1024))
    expect(await page.next()).toMatchObject({ type: 'pong' })
    page.say(frame(16 * 1024 + 1))
    expect(await page.closed).toBe(1009)
    expect(await other.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
  })

  it('is closed with 4429 after 200 frames at once; two a second are fine', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    for (let frame = 0; frame < 200; frame++) page.say({ type: 'ping' })
    for (let frame = 0; frame < 200; frame++) expect((await page.next()).type).toBe('pong')
    relay.advance(1_000)
    page.say({ type: 'ping' })
    page.say({ type: 'ping' })
    expect((await page.next()).type).toBe('pong')
    expect((await page.next()).type).toBe('pong')
    page.say({ type: 'ping' })
    expect(await page.closed).toBe(4429)
  })

  it('may follow 500 orders, each with a token of its own, a hundred frames at once; and no frame for nothing', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    const ids = Array.from({ length: 500 }, (_, index) => `A-${index}`)
    for (let from = 0; from < ids.length; from += 100) {
      const some = ids.slice(from, from + 100)
      for (const id of some) page.say(subscribe(await tokenUntil([id], relay.inSeconds(60)), id))
      for (const id of some) expect((await page.next()).orders).toMatchObject([{ id }])
    }
    // Of the bucket, only the first was taken. What it follows already, it pays for.
    const again = subscribe(await tokenUntil(['A-0'], relay.inSeconds(60)), 'A-0')
    for (let frame = 0; frame < 199; frame++) page.say(again)
    for (let frame = 0; frame < 199; frame++) expect((await page.next()).type).toBe('subscribed')
    page.say(again)
    expect(await page.closed).toBe(4429)
  })

  it('pays for each order that it leaves and follows again', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    const token = await tokenUntil(['A-1'], relay.inSeconds(60))
    for (let times = 0; times < 100; times++) {
      await page.ask(subscribe(token, 'A-1'))
      await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    }
    page.say({ type: 'ping' })
    expect(await page.closed).toBe(4429)
  })

  it.each(['ping', 'pong'] as const)(
    'counts each %s of the socket’s as a frame',
    async (control) => {
      const relay = await startRelay({}, atRest())
      const [page, other] = [await relay.connect(), await relay.connect()]
      const controls = (count: number) => {
        for (let frame = 0; frame < count; frame++) page.socket[control]()
      }
      for (let batch = 0; batch < 9; batch++) {
        controls(20)
        expect((await page.ask({ type: 'ping' })).type).toBe('pong')
      }
      controls(11)
      page.say({ type: 'ping' })
      expect(await page.closed).toBe(4429)
      expect(page.unseen).toEqual([])
      expect(await other.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    },
  )

  it('pays for large answers as for several frames', async () => {
    const relay = await startRelay({}, atRest())
    const ids = Array.from({ length: 99 }, (_, index) => `A-${index}`)
    const description = 'x'.repeat(500)
    await Promise.all(ids.map((id) => relay.register(id, { description })))
    const token = await tokenUntil(ids, relay.inSeconds(60))
    const page = await relay.connect()
    // Of some 100 KiB each.
    for (let frame = 0; frame < 100; frame++) {
      expect((await page.ask(subscribe(token, ...ids))).orders).toHaveLength(99)
    }
    page.say({ type: 'ping' })
    expect(await page.closed).toBe(4429)
  })

  it('is not read any further, where it goes on talking after it was too fast', async () => {
    const { socket, page } = pageOn(async () => 'signature')
    for (let frame = 0; frame < 200 + 999; frame++) socket.emit('pong')
    expect(socket).toMatchObject({ isPaused: false, closed: [4429] })
    socket.emit('ping')
    expect(socket).toMatchObject({ isPaused: true, closed: [4429] })
    page.turn(Date.now())
    await new Promise(setImmediate)
    expect(socket.isPaused).toBe(true)
  })

  it('is told in words why it is closed, whoever closes it', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: 'https://shop.example.com' }, atRest())
    const closed = async (act: (page: Page) => unknown, options = {}) => {
      const page = relay.dial(options)
      await page.next()
      act(page)
      return [await page.closed, page.reason] as const
    }
    const raw = (bytes: number[]) => (page: Page) => rawOf(page).write(Buffer.from(bytes))
    const told = [
      await closed((page) => page.say('hello')),
      await closed(() => {}, { origin: 'https://stranger.example.com' }),
      await closed(() => relay.advance(10_000)),
      await closed((page) => {
        for (let frame = 0; frame < 201; frame++) page.say({ type: 'ping' })
      }),
      await closed((page) => page.say(`{"type":"ping"}${' '.repeat(16 * 1024)}`)),
      // Of an opcode that there is not, and text that is not UTF-8.
      await closed(raw([0x83, 0x80, 0, 0, 0, 0])),
      await closed(raw([0x81, 0x81, 0, 0, 0, 0, 0xff])),
      await closed(() => void relay.relay.drain()),
    ]
    expect(told.map(([code]) => code)).toEqual([4400, 4403, 4408, 4429, 1009, 1002, 1007, 1012])
    for (const [code, reason] of told) expect(reason).toBe(CLOSE_REASONS[code])
    for (const reason of Object.values(CLOSE_REASONS)) {
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
      expect(reason).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('is closed with 4408 when nothing was subscribed for 10 s', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    relay.advance(10_000)
    expect(await page.closed).toBe(4408)
  })

  it('is closed with 4408 30 s after the last order left, not sooner', async () => {
    const relay = await startRelay({}, atRest())
    const { order, token } = await relay.register('A-1')
    const page = await relay.connect()
    await page.ask(subscribe(token, known(order)))
    // The heartbeat tells that the wheel has turned.
    relay.advance(25_000)
    expect((await page.next()).type).toBe('heartbeat')
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    relay.advance(29_000)
    expect((await page.next()).type).toBe('heartbeat')
    expect(page.socket.readyState).toBe(WebSocket.OPEN)
    relay.advance(1_000)
    expect(await page.closed).toBe(4408)
  })

  /** A page that asks for more than may wait for it, and does not read until `reads` is called. */
  async function glut(relay: TestRelay): Promise<{ page: Page; reads: () => void }> {
    const ids = Array.from({ length: 99 }, (_, index) => `A-${index}`)
    const description = 'x'.repeat(500)
    await Promise.all(ids.map((id) => relay.register(id, { description })))
    const token = await tokenUntil([...ids, 'last'], relay.inSeconds(600))
    const idle = await relay.connect()
    relay.advance(9_999)
    const page = await relay.connect()
    await page.ask(subscribe(token, ...ids))
    const socket = relay.newestSocket()
    socket.cork()
    for (let frame = 0; frame < 10; frame++) page.say(subscribe(token, ...ids))
    page.say(subscribe(token, 'last'))
    await until(() => socket.isPaused())
    // And the wheel has turned since.
    relay.advance(1)
    expect(await idle.closed).toBe(4408)
    return { page, reads: () => socket.uncork() }
  }

  /** Lets 10 s pass, and the wheel turn. */
  async function pass10Seconds(relay: TestRelay): Promise<void> {
    const idle = await relay.connect()
    relay.advance(10_000)
    expect(await idle.closed).toBe(4408)
  }

  it('is not asked further while its answers are not read', async () => {
    const relay = await startRelay({}, atRest())
    let isRead = false
    const read = relay.isRead('last').then(() => (isRead = true))
    const { reads } = await glut(relay)
    expect(isRead).toBe(false)
    reads()
    await read
  })

  it('is dropped when its reader has not read for 10 s', async () => {
    const relay = await startRelay({}, atRest())
    const { page } = await glut(relay)
    await pass10Seconds(relay)
    expect(await page.closed).toBe(1006)
  })

  it('tells a reader that reads again the newest of each order, and only that', async () => {
    const relay = await startRelay({}, atRest())
    const { page, reads } = await glut(relay)
    for (const status of ['requires_action', 'processing', 'authorized']) {
      await relay.update('A-7', { status })
    }
    reads()
    let frame = await page.next()
    while (frame.type === 'subscribed') frame = await page.next()
    expect(frame).toMatchObject({ type: 'update', order: { id: 'A-7', status: 'authorized' } })
  })

  it('tells a reader that reads again how a provider was asked the last time, and no other', async () => {
    const nobody = { ASK_STRIPE: 'rk_test_1', ASK_STRIPE_HOST: 'http://127.0.0.1:1' }
    const relay = await startRelay(nobody, atRest())
    const { page, reads } = await glut(relay)
    await relay.register('A-7', { asks: { stripe: ['pi_7'] } })
    const ask = async () => (await relay.merchant('POST', '/orders/A-7/ask')).body.asked[0].at
    await ask()
    relay.advance(5_000)
    const at = await ask()
    reads()
    let frame = await page.next()
    while (frame.type === 'subscribed') frame = await page.next()
    expect(frame).toEqual({ type: 'checked', orders: { 'A-7': { at, outcome: 'later' } } })
    page.say({ type: 'ping' })
    do frame = await page.next()
    while (frame.type === 'subscribed')
    expect(frame.type).toBe('pong')
  })

  it('was sent only what has gone out: not what waits for its reader', async () => {
    const relay = await startRelay({}, atRest())
    const { page, reads } = await glut(relay)
    await relay.update('A-7', { status: 'processing' })
    expect(await relay.audience('A-7')).toMatchObject({ delivered: 1 })
    reads()
    let frame = await page.next()
    while (frame.type === 'subscribed') frame = await page.next()
    expect(frame).toMatchObject({ type: 'update', order: { id: 'A-7', version: 2 } })
    expect(await relay.audience('A-7')).toMatchObject({ delivered: 2 })
  })

  it('hears of a new epoch, once, when it has seen more than the relay has', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const ask = async (claimed: object) => {
      const page = await relay.connect()
      const has = seals.sealed({ ...order, ...claimed })
      const { orders } = await page.ask(subscribe(token, { ...known(has), seal: has.seal }))
      return orders[0]
    }
    const first = await ask({ version: 9 })
    expect(first).toMatchObject({ id: 'A-1', version: 1, status: 'pending' })
    expect(first.epoch).not.toBe(order.epoch)
    const again = await ask({ epoch: first.epoch, version: 9 })
    expect(again.epoch).toBe(first.epoch)
  })

  it('is told when to come back and closed with 1012 when the relay stops', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const [page, idle] = [await relay.connect(), await relay.connect()]
    await page.ask(subscribe(token, known(order)))
    await relay.relay.drain()
    for (const each of [page, idle]) {
      expect(await each.next()).toEqual({ type: 'drain', after: 500, spread: expect.any(Number) })
      expect(await each.closed).toBe(1012)
    }
    const late = await relay.connect()
    expect((await late.next()).type).toBe('drain')
    expect(await late.closed).toBe(1012)
  })

  it('is told to come back within a time for all that there were: those who were held, too', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const page = await relay.connect()
    const headers = { ...bearer(token), 'If-None-Match': `"${order.epoch}.${order.version}"` }
    const { app } = relay.relay
    const held = Array.from({ length: 1_000 }, async (_, page) => {
      const own = await tokenUntil(['A-1'], relay.inSeconds(1_000 + page))
      return Promise.all([
        app.request('/orders/A-1?wait=25', { headers }),
        app.request('/poll', {
          method: 'POST',
          body: JSON.stringify({ wait: 25, frames: [subscribe(own, known(order))] }),
        }),
      ])
    })
    await relay.watchedBy(2 * held.length, 'A-1')
    await relay.relay.drain()
    expect(await page.next()).toEqual({ type: 'drain', after: 500, spread: 1_201 })
    const answers = (await Promise.all(held)).flat()
    const told = answers.map(({ status, headers }) => [status, headers.get('Retry-After')].join())
    // Two whole seconds hold those 1.2: as many are told the one as the other, but for chance.
    expect(new Set(told)).toEqual(new Set(['503,1', '503,2']))
  })

  /** A page's socket on one of ours, whose buffers we fill ourselves. */
  function pageOn(read: Tokens['read']) {
    const told: Frame[] = []
    const socket = Object.assign(new EventEmitter(), {
      ...{ OPEN: 1, readyState: 1, bufferedAmount: 0, isPaused: false },
      pause: () => void (socket.isPaused = true),
      resume() {
        socket.isPaused = false
        socket.emit('resumed')
      },
      send: (text: string) => void told.push(JSON.parse(text)),
      closed: [] as number[],
      close: (code: number) => void socket.closed.push(code),
      says: (frame: Frame) => void socket.emit('message', JSON.stringify(frame), false),
      told: () => told.splice(0).map(({ type }) => type),
    })
    const store = memoryStore()
    const page = new PageSocket(socket as never, socket as never, {
      ...{
        store,
        hub: new Hub((order) => order, failed),
        now: Date.now,
        lostHistory: async () => {},
        asker: nobody,
        seals,
      },
      tell: () => {},
      sightings: new Sightings(store, createLog('silent', false)),
      tokens: { ...tokens(['']), read },
    })
    return { socket, page }
  }

  it('writes once to open, and once a heartbeat: the ping and the frame together', async () => {
    const writes: string[] = []
    const socket = new Duplex({
      read() {},
      writev(chunks, done) {
        writes.push(chunks.map(({ chunk }) => Buffer.from(chunk).toString('latin1')).join(''))
        this.emit('written')
        done()
      },
    })
    let now = Date.now()
    const store = memoryStore()
    const sockets = new Sockets({
      ...{
        store,
        hub: new Hub((order) => order, failed),
        now: () => now,
        lostHistory: async () => {},
        asker: nobody,
        seals,
      },
      tell: () => {},
      sightings: new Sightings(store, createLog('silent', false)),
      tokens: { read: async () => ({ orders: ['A-1'], expiresAt: Infinity }) },
      config: {
        allowedOrigins: new Set<string>(),
        publicUrl: 'http://relay',
        realtimeRollout: 100,
        trustProxy: 0,
      },
      connections: { upgrade: () => ({ isOverLimit: false }) },
      draining: new AbortController().signal,
      comeBack: () => ({ after: 0, spread: 0 }),
    })
    const headers = {
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    const request = { method: 'GET', url: '/ws', headers } as unknown as IncomingMessage
    expect(sockets.upgrade(request, socket, Buffer.alloc(0))).toBe(true)
    expect(writes).toEqual([expect.stringMatching(/^HTTP\/1.1 101 [^]*"type":"connected"/)])

    const said = Buffer.from(JSON.stringify(subscribe('token', 'A-1')))
    // A frame of text, its mask all zeros.
    socket.push(Buffer.concat([Buffer.from([0x81, 0x80 + said.length, 0, 0, 0, 0]), said]))
    await once(socket, 'written')
    now += 25_000
    await once(socket, 'written')
    const [, subscribed, beat = ''] = writes
    expect(subscribed).toContain('"type":"subscribed"')
    expect(beat.slice(0, 2)).toBe('\x89\0')
    expect(beat).toContain('"type":"heartbeat"')
    socket.destroy()
  })

  it('reads no further while what the page said waits to be taken in', async () => {
    const { promise, resolve } = Promise.withResolvers<'signature'>()
    const { socket } = pageOn(() => promise)
    socket.says(subscribe('token', 'A-1'))
    expect(socket.isPaused).toBe(false)
    for (let frame = 0; frame < 10; frame++) socket.says({ type: 'ping' })
    expect(socket.isPaused).toBe(true)
    resolve('signature')
    await once(socket, 'resumed')
    const pongs = Array.from({ length: 10 }, () => 'pong')
    expect(socket.told()).toEqual(['connected', 'error', ...pongs])
  })

  it('answers no further, and reads no further, while answers wait to be read', async () => {
    const { socket, page } = pageOn(async () => 'signature')
    expect(socket.told()).toEqual(['connected'])
    socket.bufferedAmount = 64 * 1024 + 1
    for (let frame = 0; frame < 10; frame++) socket.says({ type: 'ping' })
    await new Promise(setImmediate)
    expect(socket.told()).toEqual([])
    expect(socket.isPaused).toBe(true)
    socket.bufferedAmount = 64 * 1024
    page.turn(Date.now())
    await once(socket, 'resumed')
    expect(socket.told()).toEqual(Array.from({ length: 10 }, () => 'pong'))
  })

  it('leaves nothing behind, not even when it ends while it subscribes', async () => {
    const [hub, store] = [new Hub((order) => order, failed), memoryStore()]
    const heard: unknown[] = []
    const parts = {
      ...{ hub, store, tokens: tokens([ENVIRONMENT.TOKEN_SECRETS ?? '']), now: Date.now },
      sightings: new Sightings(store, createLog('silent', false)),
      asker: nobody,
      lostHistory: async () => {},
      seals,
      tell: () => {},
    }
    const feed = new Feed(parts, {
      connection: 'c-1',
      room: () => Infinity,
      tell: (frame) => heard.push(frame),
      update: (publication) => heard.push(publication) > 0,
    })
    const conversation = new Conversation(parts, feed)
    const token = await tokenUntil(['A-1'], new Date(Date.now() + 60_000))
    const hearing = conversation.hear({
      frame: { type: 'subscribe', orders: [{ id: 'A-1' }], token },
      errors: [],
    })
    feed.leave()
    await hearing
    const order = { ...unknownOrder('A-1', store.epoch, Date.now()), version: 1 }
    hub.publish({ order, customers: [] })
    expect(heard).toEqual([])
    expect(feed.subscriptions.isEmpty).toBe(true)
  })
})

describe('a page of another origin', () => {
  const SHOP = 'https://shop.example.com'

  it('is told so before it is closed with 4403', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    for (const origin of ['https://stranger.example.com', 'null', 'http://shop.example.com']) {
      const page = relay.dial({ origin })
      expect(await page.next()).toEqual(error('origin_not_allowed'))
      expect(await page.closed).toBe(4403)
    }
  })

  it('is welcome where ALLOWED_ORIGINS says so; so are the relay’s own, and no page at all', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    for (const origin of [SHOP, relay.url, undefined]) {
      expect((await relay.connect(origin ? { origin } : {})).greeting?.type).toBe('connected')
    }
  })
})
