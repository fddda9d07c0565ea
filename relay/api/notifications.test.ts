import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { API_KEY, ask, bearer, MESSAGE, type Answer } from '../testing/client.ts'
import { subscribe, subscribeTo, type Frame, type Page } from '../testing/page.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

const MINE = { customers: ['42'] }

const known = ({ id, epoch, version }: Answer['body']) => ({ id, epoch, version })

const notified = (id: string, about: object = {}) => ({
  type: 'notification',
  ...about,
  notification: { id, ...MESSAGE, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) },
})

const notificationsIn = (frames: Frame[]): string[] =>
  frames.flatMap(({ notification, notifications = [] }) =>
    [...(notification ? [notification] : []), ...notifications].map(({ id }) => id),
  )

async function expectSilence(page: Page): Promise<void> {
  expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
}

/** A page that follows the customer; what it was told of. */
async function customerPage(relay: TestRelay, customer = '42', more: object = {}) {
  const page = await relay.connect()
  const token = await relay.token({ customer })
  const { notifications } = await page.ask(subscribeTo(customer, token, more))
  return { page, notifications: notifications as { id: string }[] }
}

/** A page that follows the order. */
async function orderPage(relay: TestRelay, order: string, more: object = {}): Promise<Page> {
  const page = await relay.connect()
  const token = await relay.token({ orders: [order] })
  expect(await page.ask({ ...subscribe(token, order), ...more })).toMatchObject({
    type: 'subscribed',
  })
  return page
}

/** What a poll is told that is not held. */
async function polled(relay: TestRelay, ...frames: Frame[]): Promise<string[]> {
  return notificationsIn((await relay.poll({ frames })).body.frames)
}

describe('a notification', () => {
  it('to a customer reaches all their pages, and nobody else’s', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page: one } = await customerPage(relay)
    const { page: two } = await customerPage(relay)
    const { page: other } = await customerPage(relay, '43')
    const order = await orderPage(relay, 'A-1')
    const id = await relay.notify('/customers/42')
    for (const page of [one, two]) {
      expect(await page.next()).toEqual(notified(id, { customer: '42' }))
    }
    for (const page of [one, two, other, order]) await expectSilence(page)
  })

  it('to an order reaches its pages, and its customers’', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const order = await orderPage(relay, 'A-1')
    const other = await orderPage(relay, 'A-2')
    const { page: customer } = await customerPage(relay)
    const { page: stranger } = await customerPage(relay, '43')
    const id = await relay.notify('/orders/A-1')
    for (const page of [order, customer]) {
      expect(await page.next()).toEqual(notified(id, { order: 'A-1' }))
    }
    for (const page of [order, other, customer, stranger]) await expectSilence(page)
  })

  it('to everybody reaches each page once that follows something', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const order = await orderPage(relay, 'A-1')
    await order.ask(subscribe(await relay.token({ orders: ['A-2'] }), 'A-2'))
    const { page: customer } = await customerPage(relay)
    await customer.ask(subscribe(await relay.token({ orders: ['A-1'] }), 'A-1'))
    const staff = await relay.connect()
    await staff.ask({ type: 'subscribe', orders: '*', token: await relay.token({ orders: ['*'] }) })
    const nobody = await relay.connect()
    const id = await relay.notify('')
    for (const page of [order, customer, staff]) {
      expect(await page.next()).toEqual(notified(id))
    }
    for (const page of [order, customer, staff, nobody]) await expectSilence(page)
  })

  it('is told once to a page that follows both the order and its customers', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42', '43'] })
    const early = await relay.notify('/orders/A-1')
    const { page } = await customerPage(relay)
    expect(await page.next()).toEqual(notified(early, { order: 'A-1' }))
    await page.ask(subscribeTo('43', await relay.token({ customer: '43' })))
    await page.ask(subscribe(await relay.token({ orders: ['A-1'] }), 'A-1'))
    await expectSilence(page)
    const late = await relay.notify('/orders/A-1')
    expect(await page.next()).toEqual(notified(late, { order: 'A-1' }))
    await expectSilence(page)
  })

  it('that comes while a page subscribes is told once', async () => {
    const store = memoryStore()
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const notices: typeof store.notices = async (...args) => {
      begun.resolve()
      await held.promise
      return store.notices(...args)
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, notices } })
    const page = await relay.connect()
    page.say(subscribeTo('42', await relay.token({ customer: '42' })))
    await begun.promise
    const id = await relay.notify('/customers/42')
    held.resolve()
    const frames = [await page.next(), await page.ask({ type: 'ping' })]
    expect(notificationsIn(frames)).toEqual([id])
    await expectSilence(page)
  })

  it('carries what the merchant says with it, and nothing else', async () => {
    const relay = await startRelay()
    const { page } = await customerPage(relay)
    const message = {
      ...MESSAGE,
      tone: 'success',
      url: 'https://shop.example.com/orders/1',
      data: { items: [1, null, 'two'] },
    }
    const answer = await relay.merchant('POST', '/customers/42/notifications', message)
    expect({ ...answer, headers: 0 }).toEqual({
      status: 202,
      headers: 0,
      body: { id: expect.stringMatching(/./) },
    })
    const { notification } = await page.next()
    const createdAt = expect.stringMatching(/Z$/)
    expect(notification).toEqual({ id: answer.body.id, ...message, createdAt })
  })

  it('may be addressed to a customer with any name', async () => {
    const relay = await startRelay()
    const name = 'Zoë/42 ?&%'
    const { page } = await customerPage(relay, name)
    const id = await relay.notify(`/customers/${encodeURIComponent(name)}`)
    expect(await page.next()).toEqual(notified(id, { customer: name }))
  })
})

describe('a notification for a page that is not there', () => {
  it('waits for it: those to a customer in the answer, oldest first', async () => {
    const relay = await startRelay()
    const [one, two] = [await relay.notify('/customers/42'), await relay.notify('/customers/42')]
    await relay.notify('/customers/43')
    const { page, notifications } = await customerPage(relay)
    expect(notifications).toEqual([notified(one).notification, notified(two).notification])
    await expectSilence(page)
    // Not acknowledged: the next page gets them, too.
    expect((await customerPage(relay)).notifications).toHaveLength(2)
  })

  it('waits for it: those to an order after the answer', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const [one, two] = [await relay.notify('/orders/A-1'), await relay.notify('/orders/A-1')]
    await relay.notify('/orders/A-2')
    const { page, notifications } = await customerPage(relay)
    expect(notifications).toEqual([])
    for (const waiting of [await orderPage(relay, 'A-1'), page]) {
      expect(await waiting.next()).toEqual(notified(one, { order: 'A-1' }))
      expect(await waiting.next()).toEqual(notified(two, { order: 'A-1' }))
      await expectSilence(waiting)
    }
  })

  it('waits over a restart, and for an order that is not known yet', async () => {
    const store = memoryStore()
    const before = await startRelay({}, { store })
    const ids = [await before.notify('/customers/42'), await before.notify('/orders/A-9')]
    await before.relay.close()
    const relay = await startRelay({}, { store })
    expect((await customerPage(relay)).notifications).toMatchObject([{ id: ids[0] }])
    expect(await (await orderPage(relay, 'A-9')).next()).toEqual(
      notified(ids[1] ?? '', { order: 'A-9' }),
    )
  })

  it('is not told to one who says that they had it', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const ids = []
    for (const path of ['/customers/42', '/orders/A-1', '/customers/42', '/orders/A-1', '']) {
      ids.push(await relay.notify(path))
    }
    const { page, notifications } = await customerPage(relay, '42', { after: ids[1] })
    expect(notifications.map(({ id }) => id)).toEqual([ids[2], ids[4]])
    expect(await page.next()).toEqual(notified(ids[3] ?? '', { order: 'A-1' }))
    await expectSilence(page)

    const order = await orderPage(relay, 'A-1', { after: ids[1] })
    expect(notificationsIn([await order.next(), await order.next()])).toEqual([ids[3], ids[4]])
    await expectSilence(order)
    await expectSilence(await orderPage(relay, 'A-1', { after: ids[4] }))
    // Of another history, or no id at all: nothing may be lost.
    for (const after of ['other-1', 'nonsense', '']) {
      expect((await customerPage(relay, '42', { after })).notifications).toHaveLength(3)
    }
  })

  it('to everybody waits a minute for who comes late, and longer for who was there', async () => {
    const relay = await startRelay()
    const first = await relay.notify('')
    const { notifications } = await customerPage(relay)
    expect(notifications).toEqual([notified(first).notification])
    expect(await (await orderPage(relay, 'A-1')).next()).toEqual(notified(first))

    const second = await relay.notify('')
    relay.advance(61_000)
    expect((await customerPage(relay)).notifications).toEqual([])
    expect((await customerPage(relay, '42', { after: first })).notifications).toMatchObject([
      { id: second },
    ])
  })
})

describe('an acknowledgement', () => {
  it('spares every other page the notification, at once and for ever', async () => {
    const store = memoryStore()
    const relay = await startRelay({}, { store })
    await relay.register('A-1', MINE)
    const ids = [
      await relay.notify('/customers/42'),
      await relay.notify('/orders/A-1'),
      await relay.notify('/customers/42'),
    ]
    const { page } = await customerPage(relay)
    await page.next()
    page.say({ type: 'ack', notifications: ids.slice(0, 2) })
    await expectSilence(page)

    const { page: other, notifications } = await customerPage(relay)
    expect(notifications).toMatchObject([{ id: ids[2] }])
    await expectSilence(other)
    await expectSilence(await orderPage(relay, 'A-1'))
    await relay.relay.close()

    const later = await startRelay({}, { store })
    expect((await customerPage(later)).notifications).toMatchObject([{ id: ids[2] }])
    await expectSilence(await orderPage(later, 'A-1'))
  })

  it('of more than anybody shows at once leaves none out', async () => {
    const relay = await startRelay()
    for (let times = 0; times < 150; times++) await relay.notify('/customers/42')
    const { page, notifications } = await customerPage(relay)
    page.say({ type: 'ack', notifications: notifications.map(({ id }) => id) })
    await expectSilence(page)
    expect((await customerPage(relay)).notifications).toEqual([])
  })

  it('has no effect for what the page does not follow', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    await relay.register('A-2', { customers: ['42', '43'] })
    const ids = [
      await relay.notify('/customers/42'),
      await relay.notify('/orders/A-1'),
      await relay.notify(''),
    ]
    const ack = { type: 'ack', notifications: [...ids, 'x', '', `${ids[0]}0`] }
    const { page: stranger } = await customerPage(relay, '43')
    const nobody = await relay.connect()
    const left = await orderPage(relay, 'A-1')
    await left.next()
    await left.next()
    await left.ask({ type: 'unsubscribe', orders: ['A-1'] })
    const { page: former } = await customerPage(relay)
    await former.next()
    await former.ask(subscribeTo('43', await relay.token({ customer: '43' })))
    await former.ask({ type: 'unsubscribe', customer: '42' })
    for (const page of [stranger, nobody, left, former]) {
      page.say(ack)
      await expectSilence(page)
    }
    const { page, notifications } = await customerPage(relay)
    expect(notifications.map(({ id }) => id)).toEqual([ids[0], ids[2]])
    expect(await page.next()).toEqual(notified(ids[1] ?? '', { order: 'A-1' }))
  })

  it('has none for an order that was taken away', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page } = await customerPage(relay)
    await relay.register('A-1', { customers: ['43'] })
    const id = await relay.notify('/orders/A-1')
    page.say({ type: 'ack', notifications: [id] })
    await expectSilence(page)
    expect(await (await orderPage(relay, 'A-1')).next()).toEqual(notified(id, { order: 'A-1' }))
  })

  it('of staff’s, who only look on, has none either', async () => {
    const relay = await startRelay()
    const id = await relay.notify('/customers/42')
    const staff = await relay.connect()
    const token = await relay.token({ orders: ['*'] })
    expect((await staff.ask(subscribeTo('42', token))).notifications).toMatchObject([{ id }])
    staff.say({ type: 'ack', notifications: [id] })
    await expectSilence(staff)
    expect((await customerPage(relay)).notifications).toMatchObject([{ id }])
  })

  it('counts for an order’s notification to whoever follows its customer', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page } = await customerPage(relay)
    // It leaves the order, and follows its customer still.
    await page.ask(subscribe(await relay.token({ orders: ['A-1'] }), 'A-1'))
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    const id = await relay.notify('/orders/A-1')
    expect(await page.next()).toEqual(notified(id, { order: 'A-1' }))
    page.say({ type: 'ack', notifications: [id] })
    await expectSilence(page)
    await expectSilence(await orderPage(relay, 'A-1'))
  })

  it('is tried again when the store failed', async () => {
    const store = memoryStore()
    let isBroken = true
    const saw: typeof store.saw = (...args) =>
      isBroken ? Promise.reject(new Error('disk full')) : store.saw(...args)
    const failed = Promise.withResolvers<void>()
    const before = await startRelay(
      {},
      {
        store: {
          ...store,
          epoch: store.epoch,
          saw: (...args) => saw(...args).finally(() => failed.resolve()),
        },
      },
    )
    const id = await before.notify('/customers/42')
    const { page } = await customerPage(before)
    page.say({ type: 'ack', notifications: [id] })
    await failed.promise
    expect((await customerPage(before)).notifications).toEqual([])
    isBroken = false
    await before.relay.close()
    expect((await customerPage(await startRelay({}, { store }))).notifications).toEqual([])
  })
})

describe('a page that polls', () => {
  it('gets what waits, until it is acknowledged', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const order = subscribe(await relay.token({ orders: ['A-1'] }), 'A-1')
    const customer = subscribeTo('42', await relay.token({ customer: '42' }))
    const ids = [await relay.notify('/orders/A-1'), await relay.notify('/customers/42')]
    expect(await polled(relay, order)).toEqual([ids[0]])
    expect(await polled(relay, order, customer)).toEqual(ids)
    // Whatever comes first in the request.
    expect(await polled(relay, { type: 'ack', notifications: ids }, order, customer)).toEqual([])
    expect(await polled(relay, order, customer)).toEqual([])
    expect((await customerPage(relay)).notifications).toEqual([])
  })

  it('acknowledges only what it follows', async () => {
    const relay = await startRelay()
    const id = await relay.notify('/customers/42')
    const stranger = subscribeTo('43', await relay.token({ customer: '43' }))
    await polled(relay, stranger, { type: 'ack', notifications: [id] })
    await polled(relay, { type: 'ack', notifications: [id] })
    expect((await customerPage(relay)).notifications).toMatchObject([{ id }])
  })

  it('is not told again what it acknowledges, not even when something else ends the wait', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    const ids = [await relay.notify(''), await relay.notify('/customers/42')]
    const token = await relay.token({ customer: '42' })
    const answer = relay.poll({
      wait: 25,
      frames: [
        subscribeTo('42', token, { orders: [known(order)] }),
        { type: 'ack', notifications: ids },
      ],
    })
    await relay.watchedBy(1, 'A-1')
    await relay.update('A-1', { status: 'processing' })
    const { frames } = (await answer).body
    expect(frames).toMatchObject([{ orders: [{ version: 2 }], notifications: [] }])
  })

  it.each(['/orders/A-1', '/customers/42', ''])('and is held hears at once: %s', async (path) => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', MINE)
    const token = await relay.token({ customer: '42', orders: ['A-1'] })
    const answer = relay.poll({
      wait: 25,
      frames: [
        subscribe(token, known(order)),
        subscribeTo('42', token, { orders: [known(order)] }),
      ],
    })
    await relay.watchedBy(1, 'A-1')
    const id = await relay.notify(path)
    const { frames } = (await answer).body
    expect(notificationsIn(frames)).toEqual([id])
    await relay.watchedBy(0, 'A-1')
  })

  it('hears what everybody was told in the last minute, or since it was there', async () => {
    const relay = await startRelay()
    const frame = subscribe(await relay.token({ orders: ['A-1'] }), 'A-1')
    const ids = [await relay.notify(''), await relay.notify('')]
    expect(await polled(relay, frame)).toEqual(ids)
    expect(await polled(relay, { ...frame, after: ids[0] })).toEqual([ids[1]])
    expect(await polled(relay, { ...frame, after: ids[1] })).toEqual([])
    relay.advance(61_000)
    expect(await polled(relay, frame)).toEqual([])
    expect(await polled(relay, { ...frame, after: ids[0] })).toEqual([ids[1]])
  })

  it('hears nothing when it follows nothing', async () => {
    const relay = await startRelay()
    await relay.notify('')
    expect(await polled(relay, { type: 'ping' })).toEqual([])
    expect(await polled(relay, subscribe('nonsense', 'A-1'))).toEqual([])
  })
})

describe('POST …/notifications', () => {
  const PATHS = ['/orders/A-1/notifications', '/customers/42/notifications', '/notifications']
  const told = ({ status, body }: Answer) => ({ status, code: body.code })

  it.each(PATHS)('%s is the merchant’s alone', async (path) => {
    const relay = await startRelay()
    const post = (headers: Record<string, string>) =>
      ask(relay.url + path, { headers, body: MESSAGE })
    const staff = await relay.token({ orders: ['*'], customer: '42' })
    for (const headers of [{}, bearer('nonsense'), bearer(staff)]) {
      expect(told(await post(headers))).toEqual({ status: 401, code: 'unauthorized' })
    }
    expect((await post(bearer(API_KEY))).status).toBe(202)
    expect((await relay.merchant('GET', path)).status).toBe(404)
  })

  it.each<[field: string, wrong: object]>([
    ['type', { type: '' }],
    ['type', { type: 7 }],
    ['title', { title: 'x'.repeat(201) }],
    ['message', { message: undefined }],
    ['message', { message: 'x'.repeat(2_001) }],
    ['tone', { tone: '' }],
    ['url', { url: 'javascript:alert(1)' }],
    ['url', { url: ' javascript:alert(1)' }],
    ['url', { url: 'JavaScript:alert(1)//https://shop.example.com' }],
    ['url', { url: 'data:text/html,x' }],
    ['url', { url: '//evil.example.com' }],
    ['url', { url: String.raw`/\evil.example.com` }],
    ['url', { url: '/\t/evil.example.com' }],
    ['url', { url: 'shop.example.com' }],
    ['url', { url: 'https://x/'.padEnd(2_049, 'x') }],
    ['data', { data: 'x'.repeat(4_095) }],
    ['body', { body: 'x' }],
    ['id', { id: '1' }],
  ])('names what does not fit: %s in %o', async (field, wrong) => {
    const relay = await startRelay()
    for (const path of PATHS) {
      const answer = await relay.merchant('POST', path, { ...MESSAGE, ...wrong })
      expect(told(answer)).toEqual({ status: 400, code: 'invalid_request' })
      expect(answer.body.detail).toMatch(new RegExp(`(^|\\. )${field}: `))
    }
    expect((await customerPage(relay)).notifications).toEqual([])
  })

  it.each(['https://shop.example.com/x?y#z', 'HTTP://localhost:3000', '/orders/1', '/'])(
    'takes the link %s',
    async (url) => {
      const relay = await startRelay()
      await relay.notify('/customers/42', { ...MESSAGE, url, data: 'x'.repeat(4_094) })
      expect((await customerPage(relay)).notifications).toMatchObject([{ url }])
    },
  )

  it('names all that does not fit, and what no order or customer is called', async () => {
    const relay = await startRelay()
    const { body } = await relay.merchant('POST', '/notifications', {})
    for (const field of ['type', 'title', 'message']) expect(body.detail).toContain(`${field}: `)
    for (const body of ['{', '[]', '"x"', 'null', '']) {
      expect((await relay.merchant('POST', '/notifications', body)).status).toBe(400)
    }
    const order = await relay.merchant('POST', '/orders/-1/notifications', MESSAGE)
    expect(told(order)).toEqual({ status: 400, code: 'invalid_order_id' })
    const path = `/customers/${'x'.repeat(256)}/notifications`
    const customer = await relay.merchant('POST', path, MESSAGE)
    expect(told(customer)).toEqual({ status: 400, code: 'invalid_request' })
  })

  it.each(['payment_success', 'payment_failed', 'bill_generated'])(
    'may go without words where the page has its own: %s',
    async (type) => {
      const relay = await startRelay()
      const { page } = await customerPage(relay)
      const data = { amount: '5000.00', currency: 'KES' }
      const id = await relay.notify('/customers/42', { type, data })
      const createdAt = expect.stringMatching(/Z$/)
      expect((await page.next()).notification).toEqual({ id, type, data, createdAt })
      await relay.relay.notify({ customer: 42 }, { type, title: 'Your bill' })
      expect((await page.next()).notification).toMatchObject({ type, title: 'Your bill' })
    },
  )

  it('sent again with its Idempotency-Key is told once', async () => {
    const relay = await startRelay()
    const { page } = await customerPage(relay)
    for (const path of PATHS) {
      const headers = { ...bearer(API_KEY), 'Idempotency-Key': 'k-1' }
      const first = await ask(relay.url + path, { headers, body: MESSAGE })
      const again = await ask(relay.url + path, { headers, body: MESSAGE })
      expect([first.status, again.status]).toEqual([202, 202])
      expect(again.body).toEqual(first.body)
      if (path !== PATHS[0]) expect(notificationsIn([await page.next()])).toEqual([first.body.id])
    }
    await expectSilence(page)
    expect((await customerPage(relay)).notifications).toHaveLength(2)
  })

  it('is nobody’s news when it could not be kept', async () => {
    const store = { ...memoryStore(), notify: () => Promise.reject(new Error('disk full')) }
    const relay = await startRelay({}, { store })
    const { page } = await customerPage(relay)
    const answer = await relay.merchant('POST', '/customers/42/notifications', MESSAGE)
    expect(answer.status).toBe(500)
    await expectSilence(page)
  })
})

describe('relay.notify', () => {
  it('tells a customer, an order, or everybody, from the merchant’s own process', async () => {
    const relay = await startRelay()
    await relay.register('A-1', MINE)
    const { page } = await customerPage(relay)
    const customer = await relay.relay.notify({ customer: '42' }, MESSAGE)
    expect(await page.next()).toEqual(notified(customer, { customer: '42' }))
    const order = await relay.relay.notify({ order: 'A-1' }, MESSAGE)
    expect(await page.next()).toEqual(notified(order, { order: 'A-1' }))
    const everybody = await relay.relay.notify({ everybody: true }, MESSAGE)
    expect(await page.next()).toEqual(notified(everybody))
    expect(new Set([customer, order, everybody]).size).toBe(3)
  })

  it('takes no more than the route does', async () => {
    const relay = await startRelay()
    const url = 'javascript:alert(1)'
    await expect(relay.relay.notify({ everybody: true }, { ...MESSAGE, url })).rejects.toThrow(
      'must begin with https://',
    )
    await relay.relay.notify({ customer: '42' }, { ...MESSAGE, data: undefined })
    expect((await customerPage(relay)).notifications).toMatchObject([MESSAGE])
  })
})
