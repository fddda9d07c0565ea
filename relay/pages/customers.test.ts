import { describe, expect, it } from 'vitest'
import { Subscriptions, type Subscription } from './subscriptions.ts'
import { Hub } from './hub.ts'
import { memoryStore } from '../store/memory.ts'
import { MESSAGE, signed, until } from '../testing/client.ts'
import { subscribe, subscribeTo, type Frame, type Page } from '../testing/page.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'

const MINE = { amount: 5000, currency: 'EUR', customers: ['42'] }

const known = ({ id, epoch, version }: Frame['order']) => ({ id, epoch, version })

const error = (code: string, about: object = {}) => ({
  type: 'error',
  code,
  message: expect.any(String),
  ...about,
})

const idsOf = ({ orders }: Frame): string[] => orders.map(({ id }: { id: string }) => id)

/** A page that follows customer 42, and what it was answered. */
async function following(relay: TestRelay, more: object = {}) {
  const token = await relay.token({ customer: '42' })
  const page = await relay.connect()
  const subscribed = await page.ask(subscribeTo('42', token, more))
  return { page, token, subscribed }
}

/** Nothing was told that the test has not seen. */
async function expectSilence(page: Page): Promise<void> {
  expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
}

describe('a page that follows a customer', () => {
  it('is told of all that is theirs, newest first, and of nobody else’s', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    await relay.register('B-1', { ...MINE, customers: ['43'] })
    await relay.register('A-2', { ...MINE, customers: ['43', '42'] })
    await relay.register('C-1')
    const { subscribed } = await following(relay)
    expect(subscribed).toEqual({
      type: 'subscribed',
      customer: '42',
      orders: [
        expect.objectContaining({ id: 'A-2', version: 1, status: 'pending' }),
        expect.objectContaining({ id: 'A-1', version: 1, amount: 5000 }),
      ],
      notifications: [],
    })
    for (const order of subscribed.orders) {
      expect(order).not.toHaveProperty('customers')
      expect(order).not.toHaveProperty('payments')
    }
  })

  it('is told of what is open however old it is, and of what is closed for a day', async () => {
    const relay = await startRelay()
    await relay.register('open', MINE)
    await relay.register('closed', MINE)
    await relay.update('closed', { status: 'succeeded' })
    expect(idsOf((await following(relay)).subscribed)).toHaveLength(2)
    relay.advance(86_400_000 + 60_000)
    expect(idsOf((await following(relay)).subscribed)).toEqual(['open'])
  })

  it('is told of the newest 100', async () => {
    const relay = await startRelay({}, atRest())
    for (let order = 0; order < 101; order++) {
      await relay.register(`A-${order}`, MINE)
      relay.advance(1_000)
    }
    const ids = idsOf((await following(relay)).subscribed)
    expect(ids).toHaveLength(100)
    expect([ids[0], ids[99]]).toEqual(['A-100', 'A-1'])
  })

  it('hears each change of theirs, also of what is registered later', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page } = await following(relay)
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })

    await relay.register('B-1', { customers: ['43'] })
    await relay.register('A-2', MINE)
    await relay.update('A-2', { status: 'succeeded' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-2', version: 1 } })
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-2', version: 2, status: 'succeeded' },
    })
    await expectSilence(page)
  })

  it('hears at once of an order that becomes theirs', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { ...MINE, customers: ['43'] })
    const { page, subscribed } = await following(relay)
    expect(subscribed.orders).toEqual([])
    await relay.register('A-1', { customers: ['43', '42'] })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 1 } })
    await relay.register('A-1', { customers: ['42', '43'] })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })
  })

  it('hears no more of an order that is taken away from them', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    await relay.register('A-2', MINE)
    const { page } = await following(relay)
    await relay.register('A-1', { customers: ['43'] })
    await relay.update('A-1', { status: 'processing' })
    await relay.update('A-2', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-2' } })
    await expectSilence(page)
  })

  it('is not told by heartbeats how an order goes on that was taken away', async () => {
    const relay = await startRelay({}, atRest())
    const { token, order } = await relay.register('A-1', MINE)
    const { page } = await following(relay)
    const other = await relay.connect()
    await other.ask(subscribe(token, known(order)))
    await relay.register('A-1', { customers: ['43'] })
    await relay.update('A-1', { status: 'processing' })
    await other.next()
    relay.advance(25_000)
    expect((await page.next()).versions).toEqual({ 'A-1': 1 })
    expect((await other.next()).versions).toEqual({ 'A-1': 2 })
  })

  it('hears a change once, although it follows the order by id, too', async () => {
    const relay = await startRelay()
    const { token: orderToken } = await relay.register('A-1', { customers: ['42', '43'] })
    const { page } = await following(relay)
    await page.ask(subscribe(orderToken, 'A-1'))
    await page.ask(subscribeTo('43', await relay.token({ customer: '43' })))
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 2 } })
    await expectSilence(page)

    // And hears it still when it leaves one of the three.
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    await relay.update('A-1', { status: 'authorized' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 3 } })
    await page.ask({ type: 'unsubscribe', customer: '42' })
    await relay.update('A-1', { status: 'succeeded' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 4 } })
    await expectSilence(page)
  })

  it('hears nothing more once it has left', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page } = await following(relay)
    expect(await page.ask({ type: 'unsubscribe', customer: '42' })).toEqual({
      type: 'unsubscribed',
      customer: '42',
    })
    await relay.update('A-1', { status: 'processing' })
    await relay.register('A-2', MINE)
    await relay.notify('/customers/42')
    await expectSilence(page)
    expect(await relay.audience('A-1')).toMatchObject({ connections: 0, delivered: 1 })
  })

  it('says what it has, and is sent what is newer', async () => {
    const relay = await startRelay()
    const [one, two] = [await relay.register('A-1', MINE), await relay.register('A-2', MINE)]
    await relay.update('A-2', { status: 'processing' })
    const { subscribed } = await following(relay, {
      orders: [known(one.order), known(two.order), { id: 'A-3', epoch: 'x', version: 9 }],
    })
    expect(subscribed.orders).toEqual([
      expect.objectContaining({ id: 'A-2', version: 2, status: 'processing' }),
      known(one.order),
    ])
    // Two on one page may follow the customer: who knows less is told.
    const twice = await following(relay, { orders: [{ id: 'A-1' }, known(one.order)] })
    expect(twice.subscribed.orders[1]).toMatchObject({ id: 'A-1', status: 'pending' })
  })

  it('finds their orders in heartbeats, so that a loss shows', async () => {
    const relay = await startRelay({}, atRest())
    const { order } = await relay.register('A-1', MINE)
    await relay.register('A-2', MINE)
    const { page } = await following(relay)
    await relay.update('A-1', { status: 'processing' })
    await page.next()
    await relay.register('A-3', MINE)
    await page.next()
    relay.advance(25_000)
    expect(await page.next()).toEqual({
      type: 'heartbeat',
      now: expect.stringMatching(/Z$/),
      epoch: order.epoch,
      versions: { 'A-1': 2, 'A-2': 1, 'A-3': 1 },
    })
    await page.ask({ type: 'unsubscribe', customer: '42' })
    await page.ask(subscribe(await relay.token({ orders: ['A-2'] }), 'A-2'))
    relay.advance(25_000)
    expect((await page.next()).versions).toEqual({ 'A-2': 1 })
  })
})

describe('a customer’s token', () => {
  it('opens their orders by id', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    await relay.register('B-1', { customers: ['43'] })
    const token = await relay.token({ customer: '42' })
    const page = await relay.connect()
    page.say(subscribe(token, 'A-1', 'B-1', 'C-1'))
    expect(await page.next()).toEqual(error('forbidden', { orders: ['B-1', 'C-1'] }))
    expect(idsOf(await page.next())).toEqual(['A-1'])
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })
  })

  it('opens an order by id for as long as it is theirs', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const token = await relay.token({ customer: '42' })
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    await relay.register('A-1', { customers: ['43'] })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toEqual(error('forbidden', { orders: ['A-1'] }))
    await relay.update('A-1', { status: 'succeeded' })
    await expectSilence(page)
    expect(await page.ask(subscribe(token, 'A-1'))).toEqual(error('forbidden', { orders: ['A-1'] }))
    expect((await relay.order('A-1', token)).status).toBe(403)
    expect((await relay.audience('A-1')).connections).toBe(0)
  })

  it('that is longer takes nothing from the order’s own', async () => {
    const relay = await startRelay()
    const { token: own } = await relay.register('A-1', MINE)
    const theirs = await signed({ customer: '42' }, relay.inSeconds(7 * 86_400))
    const page = await relay.connect()
    await page.ask(subscribe(own, 'A-1'))
    await page.ask(subscribe(theirs, 'A-1'))
    page.say({ type: 'token', token: theirs })
    await relay.register('A-1', { customers: ['43'] })
    for (const [status, version] of [
      ['processing', 2],
      ['succeeded', 3],
    ] as const) {
      await relay.update('A-1', { status })
      expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version } })
    }
    expect((await relay.audience('A-1')).connections).toBe(1)
  })

  it('that is shorter takes nothing either, and opens the order when its own has run out', async () => {
    const relay = await startRelay({}, atRest())
    await relay.register('A-1', MINE)
    const page = await relay.connect()
    for (const [claims, seconds] of [
      [{ orders: ['A-1'] }, 15],
      [{ customer: '42' }, 22],
    ] as const) {
      await page.ask(subscribe(await signed(claims, relay.inSeconds(seconds)), 'A-1'))
    }
    relay.advance(16_000)
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 2 } })
    relay.advance(7_000)
    expect(await page.next()).toEqual(error('token_expired', { orders: ['A-1'] }))
  })

  it('keeps no order beyond its own token’s end that was taken away', async () => {
    const relay = await startRelay({}, atRest())
    await relay.register('A-1', MINE)
    const page = await relay.connect()
    await page.ask(subscribe(await relay.token({ customer: '42' }), 'A-1'))
    await page.ask(subscribe(await signed({ orders: ['A-1'] }, relay.inSeconds(15)), 'A-1'))
    await relay.register('A-1', { customers: ['43'] })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { version: 2 } })
    relay.advance(16_000)
    expect(await page.next()).toEqual(error('token_expired', { orders: ['A-1'] }))
  })

  it('that names orders as well opens both', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    await relay.register('B-1', { customers: ['43'] })
    const token = await relay.token({ customer: '42', orders: ['B-1'] })
    const page = await relay.connect()
    expect(idsOf(await page.ask(subscribe(token, 'B-1', 'A-1')))).toEqual(['B-1', 'A-1'])
    expect(idsOf(await page.ask(subscribeTo('42', token)))).toEqual(['A-1'])
  })

  it('follows no other customer; nor does a token of nobody, or none at all', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', MINE)
    const page = await relay.connect()
    const refused = async (used: string) => page.ask(subscribeTo('42', used))
    const forbidden = error('forbidden', { customer: '42' })
    expect(await refused(await relay.token({ customer: '43' }))).toEqual(forbidden)
    expect(await refused(token)).toEqual(forbidden)
    expect(await refused('nonsense')).toEqual(error('token_invalid', { customer: '42' }))
    expect(await refused(await signed({ customer: '42' }, relay.inSeconds(-120)))).toEqual(
      error('token_expired', { customer: '42' }),
    )
    await relay.update('A-1', { status: 'processing' })
    await expectSilence(page)
  })

  it('ends what it opened when it runs out, and nothing else', async () => {
    const relay = await startRelay({}, atRest())
    for (const customer of ['42', '43']) {
      await relay.register(`of-${customer}`, { customers: [customer] })
    }
    const page = await relay.connect()
    const soon = await signed({ customer: '42' }, relay.inSeconds(15))
    await page.ask(subscribeTo('42', soon))
    await page.ask(subscribe(soon, 'of-42'))
    await page.ask(subscribeTo('43', await signed({ customer: '43' }, relay.inSeconds(600))))
    relay.advance(16_000)
    expect(await page.next()).toEqual(error('token_expired', { orders: ['of-42'] }))
    expect(await page.next()).toEqual(error('token_expired', { customer: '42' }))
    await relay.update('of-42', { status: 'processing' })
    await relay.update('of-43', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'of-43' } })
    await expectSilence(page)
  })

  it('can be renewed before, and renews all that it opens', async () => {
    const relay = await startRelay({}, atRest())
    await relay.register('A-1', MINE)
    const page = await relay.connect()
    const soon = await signed({ customer: '42' }, relay.inSeconds(20))
    await page.ask(subscribeTo('42', soon))
    await page.ask(subscribe(soon, 'A-1'))
    page.say({ type: 'token', token: await signed({ customer: '43' }, relay.inSeconds(600)) })
    page.say({ type: 'token', token: await signed({ customer: '42' }, relay.inSeconds(600)) })
    await expectSilence(page)
    relay.advance(26_000)
    expect(await page.next()).toMatchObject({ type: 'heartbeat', versions: { 'A-1': 1 } })
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    await relay.update('A-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1' } })
  })

  it('is not renewed by another’s', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    await page.ask(subscribeTo('42', await signed({ customer: '42' }, relay.inSeconds(15))))
    page.say({ type: 'token', token: await signed({ customer: '43' }, relay.inSeconds(600)) })
    await expectSilence(page)
    relay.advance(16_000)
    expect(await page.next()).toEqual(error('token_expired', { customer: '42' }))
  })

  it('of staff follows any customer', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const token = await relay.token({ orders: ['*'] })
    const page = await relay.connect()
    expect(idsOf(await page.ask(subscribeTo('42', token)))).toEqual(['A-1'])
    await page.ask({ type: 'subscribe', orders: '*', token })
    await relay.update('A-1', { status: 'processing' })
    await relay.register('B-1')
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'A-1', version: 2 } })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id: 'B-1', version: 1 } })
    await expectSilence(page)
  })
})

describe('an order that several tokens opened', () => {
  const failed = (error: unknown) => {
    throw error
  }
  const listener = { isPage: true, update: () => {}, notify: () => {} }
  const opened = (...by: Subscription[]) => {
    const subscriptions = new Subscriptions(new Hub((order) => order, failed), listener)
    for (const each of by) subscriptions.follow('A-1', each)
    return subscriptions
  }

  it('is open until the last of them ends', () => {
    for (const by of [
      [{ expiresAt: 5 }, { expiresAt: 9, customer: '42' }, { expiresAt: 7 }],
      [{ expiresAt: 9 }, { expiresAt: 5, customer: '42' }],
    ]) {
      expect(opened(...by).orders.get('A-1')).toMatchObject({ expiresAt: 9 })
    }
  })

  it('is taken away once none of them holds: what has run out does not', () => {
    const subscriptions = opened({ expiresAt: 5 }, { expiresAt: 9, customer: '42' })
    expect(subscriptions.isTakenAway('A-1', ['42'], 6)).toBe(false)
    expect(subscriptions.isTakenAway('A-1', ['43'], 4)).toBe(false)
    expect(subscriptions.isTakenAway('A-1', ['43'], 5)).toBe(true)
    const two = opened({ expiresAt: 9, customer: '42' }, { expiresAt: 9, customer: '43' })
    expect(two.isTakenAway('A-1', ['43'], 6)).toBe(false)
    expect(two.isTakenAway('A-1', [], 6)).toBe(true)
  })
})

describe('a connection', () => {
  it('follows at most 100 customers', async () => {
    const relay = await startRelay()
    const token = await relay.token({ orders: ['*'] })
    const page = await relay.connect()
    for (let customer = 0; customer < 100; customer++) {
      expect((await page.ask(subscribeTo(`c-${customer}`, token))).type).toBe('subscribed')
    }
    expect(await page.ask(subscribeTo('c-100', token))).toEqual(
      error('too_many_subscriptions', { customer: 'c-100' }),
    )
    expect((await page.ask(subscribeTo('c-7', token))).type).toBe('subscribed')
    await page.ask({ type: 'unsubscribe', customer: 'c-7' })
    expect((await page.ask(subscribeTo('c-100', token))).type).toBe('subscribed')
  })

  it('is not idle while it follows a customer who has no order', async () => {
    const relay = await startRelay({}, atRest())
    const { page } = await following(relay)
    const idle = await relay.connect()
    relay.advance(10_000)
    expect(await idle.closed).toBe(4408)
    await expectSilence(page)
  })

  it('whose page does not read is told the newest later, and only what is theirs still', async () => {
    const relay = await startRelay({}, atRest())
    const ids = Array.from({ length: 99 }, (_, index) => `A-${index}`)
    const description = 'x'.repeat(500)
    await Promise.all(ids.map((id) => relay.register(id, { ...MINE, description })))
    const idle = await relay.connect()
    relay.advance(9_999)
    const { page, token } = await following(relay)
    const socket = relay.newestSocket()
    socket.cork()
    for (let times = 0; times < 10; times++) page.say(subscribeTo('42', token))
    page.say({ type: 'ping' })
    // Its frames were taken in, as far as there is room, and the wheel has turned since.
    await until(() => socket.isPaused())
    relay.advance(1)
    expect(await idle.closed).toBe(4408)

    for (const status of ['requires_action', 'processing', 'authorized']) {
      await relay.update('A-7', { status })
    }
    await relay.update('A-8', { status: 'processing' })
    await relay.register('A-8', { customers: ['43'] })
    const first = await relay.notify('/customers/42')
    await relay.notify('/customers/42', { ...MESSAGE, title: 'Second' })
    socket.uncork()

    const told: Frame[] = []
    for (let frame = await page.next(); frame.type !== 'pong'; frame = await page.next()) {
      if (frame.type !== 'subscribed') told.push(frame)
    }
    expect(told).toEqual([
      {
        type: 'update',
        customer: '42',
        order: expect.objectContaining({ id: 'A-7', status: 'authorized' }),
      },
      {
        type: 'notification',
        customer: '42',
        notification: expect.objectContaining({ ...MESSAGE, id: first }),
      },
      expect.objectContaining({ type: 'notification' }),
    ])
  })
})

describe('POST /poll for a customer', () => {
  const polled = async (relay: TestRelay, more: object = {}, wait = 25) => {
    const token = await relay.token({ customer: '42' })
    return relay.poll({ wait, frames: [subscribeTo('42', token, more)] })
  }

  it('answers at once with what the page does not have', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    const { body } = await polled(relay)
    expect(body.frames).toEqual([
      {
        type: 'subscribed',
        customer: '42',
        orders: [expect.objectContaining({ id: 'A-1', version: 1, status: 'pending' })],
        notifications: [],
      },
    ])
    const later = await polled(relay, { orders: [known(order)] }, 0.05)
    expect(later.body.frames[0].orders).toEqual([known(order)])
  })

  it.each<[what: string, act: (relay: TestRelay) => Promise<unknown>, told: object]>([
    [
      'an order changes',
      (relay) => relay.update('A-1', { status: 'processing' }),
      { orders: [{ id: 'A-1', version: 2 }], notifications: [] },
    ],
    [
      'an order is added',
      (relay) => relay.register('A-2', MINE),
      { orders: [{ id: 'A-2', version: 1, amount: 5000 }, { id: 'A-1' }], notifications: [] },
    ],
    [
      'an order becomes theirs',
      (relay) => relay.register('B-1', { customers: ['42'] }),
      { orders: [{ id: 'B-1', version: 1, status: 'pending' }, { id: 'A-1' }] },
    ],
    [
      'they are notified',
      (relay) => relay.notify('/customers/42'),
      { orders: [{ id: 'A-1' }], notifications: [MESSAGE] },
    ],
    ['everybody is', (relay) => relay.notify(''), { notifications: [MESSAGE] }],
  ])('is held until %s', async (_, act, told) => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    relay.advance(10)
    await relay.register('B-1', { customers: ['43'] })
    relay.advance(10)
    const answer = polled(relay, { orders: [known(order)] })
    await relay.watchedBy(1, 'A-1')
    await relay.update('B-1', { status: 'pending' })
    await relay.notify('/customers/43')
    await act(relay)
    const { frames } = (await answer).body
    expect(frames).toEqual([expect.objectContaining({ type: 'subscribed', customer: '42' })])
    expect(frames[0]).toMatchObject(told)
    await relay.watchedBy(0, 'A-1')
  })

  it('is held until an order of theirs is notified', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    const answer = polled(relay, { orders: [known(order)] })
    await relay.watchedBy(1, 'A-1')
    const id = await relay.notify('/orders/A-1')
    expect((await answer).body.frames).toEqual([
      { type: 'subscribed', customer: '42', orders: [known(order)], notifications: [] },
      { type: 'notification', order: 'A-1', notification: expect.objectContaining({ id }) },
    ])
  })

  it('tells first of what changed last, however long ago it was registered', async () => {
    const relay = await startRelay()
    await relay.register('old', MINE)
    const orders = []
    for (let order = 0; order < 100; order++) {
      relay.advance(10)
      orders.push(known((await relay.register(`A-${order}`, MINE)).order))
    }
    const answer = polled(relay, { orders })
    await relay.watchedBy(1, 'old')
    await relay.update('old', { status: 'processing' })
    const { frames } = (await answer).body
    expect(frames).toHaveLength(1)
    expect(frames[0].more).toBe(true)
    expect(frames[0].orders[0]).toMatchObject({ id: 'old', version: 2 })
  })

  it('tells what changes while the page subscribes', async () => {
    const store = memoryStore()
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const notices: typeof store.notices = async (...args) => {
      begun.resolve()
      await held.promise
      return store.notices(...args)
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, notices } })
    const { order } = await relay.register('A-1', MINE)
    const answer = polled(relay, { orders: [known(order)] })
    await begun.promise
    await relay.update('A-1', { status: 'processing' })
    held.resolve()
    expect((await answer).body.frames).toMatchObject([{ orders: [{ id: 'A-1', version: 2 }] }])
  })

  it('tells what is wrong with it at once', async () => {
    const relay = await startRelay()
    const token = await relay.token({ customer: '43' })
    const { body } = await relay.poll({ wait: 25, frames: [subscribeTo('42', token)] })
    expect(body.frames).toEqual([error('forbidden', { customer: '42' })])
  })

  it('ends at once for an order that was taken away, when it changes', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    const token = await relay.token({ customer: '42' })
    const answer = relay.poll({ wait: 25, frames: [subscribe(token, known(order))] })
    await relay.watchedBy(1, 'A-1')
    await relay.register('A-1', { customers: ['43'] })
    await relay.update('A-1', { status: 'processing' })
    expect((await answer).body.frames).toEqual([error('forbidden', { orders: ['A-1'] })])
  })
})

describe('POST /poll for staff', () => {
  it('is held until any order changes, and tells of it', async () => {
    const relay = await startRelay()
    const token = await relay.token({ orders: ['*'] })
    let isAnswered = false
    const answer = relay.poll({ wait: 25, frames: [{ type: 'subscribe', orders: '*', token }] })
    void answer.finally(() => (isAnswered = true))
    await until(async () => {
      await relay.update('A-1', { status: 'pending', amount: 5 })
      await relay.update('A-1', { status: 'processing', amount: 5 })
      return isAnswered
    })
    const { frames } = (await answer).body
    expect(frames).toEqual([
      { type: 'subscribed', orders: [] },
      { type: 'update', order: expect.objectContaining({ id: 'A-1' }) },
    ])
  })
})

describe('a customer who has much', () => {
  it('is told that there is more than the 100 orders that changed last', async () => {
    const relay = await startRelay({}, atRest())
    for (let order = 0; order < 101; order++) await relay.register(`A-${order}`, MINE)
    const many = await following(relay)
    expect(many.subscribed).toMatchObject({ more: true })
    for (const id of ['A-0', 'A-1']) await relay.register(id, { customers: ['43'] })
    expect((await following(relay)).subscribed).not.toHaveProperty('more')
  })

  it('hears of a change as theirs, whether or not the page knew the order', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const own = await relay.register('B-1')
    const { page } = await following(relay)
    await page.ask(subscribe(own.token, 'B-1'))
    await relay.update('A-1', { status: 'processing' })
    await relay.update('B-1', { status: 'processing' })
    expect(await page.next()).toMatchObject({ customer: '42', order: { id: 'A-1', version: 2 } })
    const other = await page.next()
    expect(other).toMatchObject({ type: 'update', order: { id: 'B-1', version: 2 } })
    expect(other).not.toHaveProperty('customer')
  })

  it('is told the newest 100 notifications once, how many were older, and never those', async () => {
    const relay = await startRelay()
    for (let each = 0; each < 130; each++) {
      await relay.notify('/customers/42', { ...MESSAGE, title: `${each}` })
    }
    const { subscribed, page } = await following(relay)
    const titles = ({ notifications }: Frame) => notifications.map(({ title }: Frame) => title)
    const newest = Array.from({ length: 100 }, (_, each) => `${each + 30}`)
    expect({ ...subscribed, notifications: titles(subscribed) }).toMatchObject({
      notifications: newest,
      dropped: 30,
    })
    // What was not acknowledged comes again; what was dropped does not.
    const again = (await following(relay)).subscribed
    expect(titles(again)).toEqual(newest)
    expect(again).not.toHaveProperty('dropped')
    const ids = subscribed.notifications.map(({ id }: Frame) => id)
    page.say({ type: 'ack', orders: {}, notifications: ids })
    await expectSilence(page)
    expect(titles((await following(relay)).subscribed)).toEqual([])
  })
})
