import { describe, expect, it } from 'vitest'
import { Holds, MAX_WAIT } from '../pages/holds.ts'
import { memoryStore } from '../store/memory.ts'
import { stripePaid } from '../testing/callbacks.ts'
import { ask, bearer, until, type Answer } from '../testing/client.ts'
import { subscribe, subscribeTo, type Page } from '../testing/page.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

const known = ({ id, epoch, version }: Answer['body']) => ({ id, epoch, version })

/** A page that shows the order, of which it knows nothing yet. */
async function pageOf(relay: TestRelay, ...orders: string[]): Promise<Page> {
  const page = await relay.connect()
  await page.ask(subscribe(await relay.token({ orders }), ...orders))
  return page
}

const heard = (page: Page) => page.ask({ type: 'ping' })

describe('GET /orders/:id/audience', () => {
  it('tells the merchant, and nobody else', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { customers: ['42'] })
    const url = `${relay.url}/orders/A-1/audience`
    const others = [
      token,
      await relay.token({ customer: '42' }),
      await relay.token({ orders: ['*'] }),
    ]
    for (const headers of [{}, ...others.map(bearer)]) {
      const { status, body } = await ask(url, { headers })
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthorized' })
    }
    expect(await relay.merchant('GET', '/orders/A-1/audience')).toMatchObject({
      status: 200,
      body: { connections: 0, delivered: 0, acknowledged: 0 },
    })
    expect((await relay.merchant('GET', '/orders/-1/audience')).status).toBe(400)
  })

  it('tells of an order that nobody has told the relay of, for pages may wait for it', async () => {
    const relay = await startRelay()
    const nobody = { connections: 0, delivered: 0, acknowledged: 0 }
    expect(await relay.audience('A-9')).toEqual(nobody)
    const page = await pageOf(relay, 'A-9')
    page.say({ type: 'ack', orders: { 'A-9': 7 } })
    await heard(page)
    expect(await relay.audience('A-9')).toEqual({ ...nobody, connections: 1 })
    await relay.callback('stripe', stripePaid('A-9'))
    expect(await relay.audience('A-9')).toEqual({ ...nobody, connections: 1, delivered: 1 })
  })

  it('keeps nothing of an order that nobody has told the relay of', async () => {
    const store = memoryStore()
    const written: string[] = []
    const saw: typeof store.saw = (orders, notices) => {
      written.push(...orders.keys())
      return store.saw(orders, notices)
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, saw } })
    await relay.register('A-1')
    await pageOf(relay, 'A-1', 'A-9')
    await relay.relay.close()
    expect(written).toEqual(['A-1'])
  })
})

describe('connections', () => {
  it('are pages: two tabs are two, and gone when they are', async () => {
    const relay = await startRelay()
    await relay.register('A-1')
    const [one, two] = [await pageOf(relay, 'A-1'), await pageOf(relay, 'A-1', 'A-2')]
    await relay.connect()
    expect((await relay.audience('A-1')).connections).toBe(2)
    expect((await relay.audience('A-2')).connections).toBe(1)
    await one.ask({ type: 'unsubscribe', orders: ['A-1'] })
    expect((await relay.audience('A-1')).connections).toBe(1)
    two.socket.terminate()
    await relay.watchedBy(0, 'A-1')
    expect((await relay.audience('A-2')).connections).toBe(0)
  })

  it('count a page once that follows the order, and its customers, too', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42', '43'] })
    const page = await pageOf(relay, 'A-1')
    await page.ask(subscribeTo('42', await relay.token({ customer: '42' })))
    await page.ask(subscribeTo('43', await relay.token({ customer: '43' })))
    expect((await relay.audience('A-1')).connections).toBe(1)
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    await page.ask({ type: 'unsubscribe', customer: '42' })
    expect((await relay.audience('A-1')).connections).toBe(1)
    await relay.register('A-1', { customers: ['42'] })
    expect((await relay.audience('A-1')).connections).toBe(0)
  })

  it('count those who are held by GET', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const tag = (await relay.order('A-1', token)).headers.get('ETag') ?? ''
    const answers = [1, 2].map(() =>
      relay.order('A-1', token, { 'If-None-Match': tag }, '?wait=25'),
    )
    await relay.watchedBy(2, 'A-1')
    await relay.update('A-1', { status: 'processing' })
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 2, acknowledged: 0 })
  })

  it('count those who are held by POST, each page once', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', { customers: ['42'] })
    const frames = [
      subscribe(token, known(order)),
      subscribeTo('42', await relay.token({ customer: '42' }), { orders: [known(order)] }),
    ]
    const answers = [1, 2].map(() => relay.poll({ wait: 25, frames }))
    await relay.watchedBy(2, 'A-1')
    expect((await relay.audience('A-1')).delivered).toBe(0)
    await relay.update('A-1', { status: 'processing' })
    await Promise.all(answers)
    expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 2, acknowledged: 0 })
  })

  it('leave nothing behind: not when it was not held, not at the end of the wait, not on errors', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', { customers: ['42'] })
    const customer = await relay.token({ customer: '42' })
    const { body } = await relay.order('A-1', token, {}, '?wait=0.01')
    expect(body).toMatchObject({ id: 'A-1' })
    await relay.poll({ frames: [subscribe(token, 'A-1'), subscribeTo('42', customer)] })
    await relay.poll({ wait: 0.01, frames: [subscribe(token, known(order))] })
    await relay.poll({ wait: 25, frames: [subscribe(token, known(order), 'A-2')] })
    await relay.poll({ frames: [subscribe(token, 'A-1'), 'nonsense'] })
    expect((await relay.audience('A-1')).connections).toBe(0)
  })

  it('leave nothing behind when the store fails while a page subscribes', async () => {
    const store = memoryStore()
    let isBroken = false
    const notices: typeof store.notices = (...args) =>
      isBroken ? Promise.reject(new Error('disk')) : store.notices(...args)
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, notices } })
    const { token } = await relay.register('A-1')
    isBroken = true
    const answer = await relay.poll({ wait: 25, frames: [subscribe(token, 'A-1')] })
    expect(answer.status).toBe(503)
    expect((await relay.audience('A-1')).connections).toBe(0)
    const page = await relay.connect()
    page.say(subscribe(token, 'A-1'))
    expect(await page.closed).toBe(1013)
    expect((await relay.audience('A-1')).connections).toBe(0)
  })

  it.each<
    [
      how: string,
      held: (
        relay: TestRelay,
        order: object,
        token: string,
        signal: AbortSignal,
      ) => Promise<Answer>,
    ]
  >([
    [
      'GET',
      (relay, order, token, signal) => {
        const { epoch, version } = known(order)
        const headers = { ...bearer(token), 'If-None-Match': `"${epoch}.${version}"` }
        return ask(`${relay.url}/orders/A-1?wait=25`, { headers, signal })
      },
    ],
    [
      'POST',
      (relay, order, token, signal) =>
        ask(`${relay.url}/poll`, {
          body: { wait: 25, frames: [subscribe(token, known(order))] },
          signal,
        }),
    ],
  ])(
    'end when a page goes that is held by %s, and nothing counts as delivered to it',
    async (_, held) => {
      const relay = await startRelay()
      const { order, token } = await relay.register('A-1')
      const page = new AbortController()
      const answer = held(relay, order, token, page.signal).catch(() => 'gone')
      await relay.watchedBy(1, 'A-1')
      page.abort()
      expect(await answer).toBe('gone')
      await relay.watchedBy(0, 'A-1')
      await relay.update('A-1', { status: 'processing' })
      expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 0, acknowledged: 0 })
    },
  )

  it('count neither staff nor the merchant’s own server', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', { customers: ['42'] })
    const token = await relay.token({ orders: ['*'] })
    for (const frame of [
      { type: 'subscribe', orders: '*', token },
      subscribe(token, 'A-1'),
      subscribeTo('42', token),
    ]) {
      const page = await relay.connect()
      expect((await page.ask(frame)).type).toBe('subscribed')
      page.say({ type: 'ack', orders: { 'A-1': 1 } })
      await heard(page)
    }
    await relay.poll({ wait: 0.01, frames: [subscribe(token, known(order))] })
    const tag = `"${order.epoch}.${order.version}"`
    const read = relay.isRead('A-1')
    const answer = relay.merchant('GET', '/orders/A-1')
    await read
    expect((await answer).headers.get('ETag')).toBe(tag)
    await relay.update('A-1', { status: 'processing' })
    expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 0, acknowledged: 0 })
  })
})

describe('what is held', () => {
  it('ends where there is something to tell before it began, and is stopped', async () => {
    let isStopped = false
    await new Holds().hold(MAX_WAIT * 1000, new AbortController().signal, (end) => {
      end()
      return () => (isStopped = true)
    })
    expect(isStopped).toBe(true)
  })
})

describe('delivered and acknowledged', () => {
  it('are the highest version that any page was sent, and has shown', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1')
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 0, acknowledged: 0 })
    const [one, two] = [await pageOf(relay, 'A-1'), await pageOf(relay, 'A-1')]
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1, acknowledged: 0 })

    one.say({ type: 'ack', orders: { 'A-1': 1 } })
    await heard(one)
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1, acknowledged: 1 })
    await relay.update('A-1', { status: 'processing' })
    await relay.update('A-1', { status: 'succeeded' })
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 3, acknowledged: 1 })
    two.say({ type: 'ack', orders: { 'A-1': 2 } })
    await two.next()
    await two.next()
    await heard(two)
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 3, acknowledged: 2 })
    // Nothing is lowered by a page that is behind.
    one.say({ type: 'ack', orders: { 'A-1': 1 } })
    await one.next()
    await one.next()
    await heard(one)
    await relay.poll({ frames: [subscribe(await relay.token({ orders: ['A-1'] }), known(order))] })
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 3, acknowledged: 2 })
  })

  it('do not rise by what the page had already, and was not sent', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', { customers: ['42'] })
    const page = await relay.connect()
    await page.ask(subscribe(token, known(order)))
    await page.ask(
      subscribeTo('42', await relay.token({ customer: '42' }), { orders: [known(order)] }),
    )
    await relay.poll({ wait: 0.01, frames: [subscribe(token, known(order))] })
    await relay.order('A-1', token, { 'If-None-Match': `"${order.epoch}.${order.version}"` })
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 0, acknowledged: 0 })
  })

  it('rise by what is sent to a page that follows a customer', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42'] })
    const page = await relay.connect()
    await page.ask(subscribeTo('42', await relay.token({ customer: '42' })))
    await relay.update('A-1', { status: 'processing' })
    await page.next()
    page.say({ type: 'ack', orders: { 'A-1': 2 } })
    await heard(page)
    expect(await relay.audience('A-1')).toEqual({ connections: 1, delivered: 2, acknowledged: 2 })
  })

  it('rise by the word of a page that left the order, and follows its customer still', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42'] })
    const page = await pageOf(relay, 'A-1')
    await page.ask(subscribeTo('42', await relay.token({ customer: '42' })))
    await page.ask({ type: 'unsubscribe', orders: ['A-1'] })
    page.say({ type: 'ack', orders: { 'A-1': 1 } })
    await heard(page)
    expect(await relay.audience('A-1')).toEqual({ connections: 1, delivered: 1, acknowledged: 1 })
  })

  it('rise no higher than what the page was told', async () => {
    const relay = await startRelay()
    await relay.register('A-1')
    const page = await pageOf(relay, 'A-1')
    page.say({ type: 'ack', orders: { 'A-1': 999 } })
    await heard(page)
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1, acknowledged: 1 })
  })

  it('do not rise by the word of a page that does not follow the order', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42'] })
    await relay.register('A-2', { customers: ['43'] })
    await pageOf(relay, 'A-1')
    const stranger = await pageOf(relay, 'A-2')
    const former = await relay.connect()
    for (const customer of ['42', '43']) {
      await former.ask(subscribeTo(customer, await relay.token({ customer })))
    }
    await former.ask({ type: 'unsubscribe', customer: '42' })
    const left = await pageOf(relay, 'A-1')
    await left.ask({ type: 'unsubscribe', orders: ['A-1'] })
    for (const page of [stranger, former, left]) {
      page.say({ type: 'ack', orders: { 'A-1': 1, constructor: 1 } })
      await heard(page)
    }
    const token = await relay.token({ orders: ['A-2'] })
    await relay.poll({ frames: [subscribe(token, 'A-2'), { type: 'ack', orders: { 'A-1': 1 } }] })
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1, acknowledged: 0 })
  })

  it('rise by acknowledgements that come by post', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    await relay.poll({ frames: [subscribe(token, 'A-1')] })
    const ack = { type: 'ack', orders: { 'A-1': 5 } }
    await relay.poll({ frames: [ack, subscribe(token, known(order))] })
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1, acknowledged: 1 })
  })

  it('outlive the relay', async () => {
    const store = memoryStore()
    const before = await startRelay({}, { store })
    await before.register('A-1')
    const page = await pageOf(before, 'A-1')
    await before.update('A-1', { status: 'processing' })
    await page.next()
    page.say({ type: 'ack', orders: { 'A-1': 1 } })
    await heard(page)
    await before.relay.close()
    const relay = await startRelay({}, { store })
    expect(await relay.audience('A-1')).toEqual({ connections: 0, delivered: 2, acknowledged: 1 })
    expect(await relay.relay.audience('A-1')).toEqual(await relay.audience('A-1'))
  })

  it('do not fall while they are written down', async () => {
    const store = memoryStore()
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const saw: typeof store.saw = async (...args) => {
      begun.resolve()
      await held.promise
      return store.saw(...args)
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, saw } })
    await relay.register('A-1')
    await pageOf(relay, 'A-1')
    await begun.promise
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1 })
    held.resolve()
    await until(async () => (await store.sighting('A-1')).delivered === 1)
    expect(await relay.audience('A-1')).toMatchObject({ delivered: 1 })
  })
})
