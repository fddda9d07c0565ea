/** Who asks the relay to check with the provider, and what comes of it: the callback never came. */

import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { Bank } from '../bank/bank.ts'
import { memoryStore } from '../store/memory.ts'
import { API_KEY } from '../testing/client.ts'
import { subscribe, subscribeTo, type Frame, type Page } from '../testing/page.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const ANSWERED = { at: expect.stringMatching(RFC_3339), outcome: 'answered' }

/** What Stripe calls the order's payment. */
const nameOf = (id: string): string => `pi_${id.replace('-', '')}`

interface City {
  relay: TestRelay
  bank: Bank
  /** How often the bank was asked. */
  asked(): number
  /** The order is registered, and its payment begun at the bank. */
  begins(id: string, more?: object): Promise<{ token: string }>
  /** The shopper has paid, and no callback tells. */
  pays(id: string): void
  /** From now on the bank answers nothing, until it is told to. */
  holds(): void
  releases(): void
  /** Resolves when the bank has been asked so often. */
  isAsked(times: number): Promise<void>
}

/** A relay that asks, and a bank that can be made to wait with its answers. No gap between two questions ever passes. */
async function city(parts: Parameters<typeof startRelay>[1] = {}): Promise<City> {
  const bank = new Bank()
  const events = new EventEmitter().setMaxListeners(0)
  let asked = 0
  let isHolding = false
  const { base } = await standIn(({ method, path, headers, body }, response) => {
    asked++
    const answer = () => {
      const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
      const said = { method, path, headers: new Headers(pairs.map(([...pair]) => pair)), body }
      const reply = bank.answer(said, Date.now())
      if (typeof reply === 'string') return response.destroy()
      response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body))
      return response
    }
    if (isHolding) events.once('released', answer)
    else answer()
    return undefined
  })
  const relay = await startRelay(
    { ASK_STRIPE: bank.credentials('stripe'), ASK_STRIPE_HOST: `${base}/stripe` },
    { ...atRest(), ...parts },
  )
  return {
    ...{ relay, bank, asked: () => asked },
    async begins(id, more = {}) {
      const payment = { orderId: id, payment: nameOf(id) }
      const money = { amount: 5000, currency: 'EUR' }
      const timeline = [{ at: Date.now() - 60_000, state: 'requires_action' }] as const
      bank.open({
        ...{ provider: 'stripe', ...payment, ...money },
        ...{ begunAt: Date.now() - 60_000, timeline },
      })
      return relay.register(id, { ...money, asks: { stripe: [nameOf(id)] }, ...more })
    },
    pays: (id) => bank.says('stripe', id, { at: Date.now() - 1_000, state: 'succeeded' }),
    holds: () => (isHolding = true),
    releases() {
      isHolding = false
      events.emit('released')
    },
    async isAsked(times) {
      await expect.poll(() => asked).toBe(times)
    },
  }
}

/** A page that follows the order. */
async function pageOf(relay: TestRelay, token: string, id: string): Promise<Page> {
  const page = await relay.connect()
  await page.ask(subscribe(token, id))
  return page
}

/** What it is told next, but that the relay is there. */
async function newsOf(page: Page): Promise<Frame> {
  for (;;) {
    const frame = await page.next()
    if (frame.type !== 'heartbeat') return frame
  }
}

const ask = (...orders: string[]) => ({ type: 'ask', orders })

const answeredAbout = (id: string) => ({ type: 'checked', orders: { [id]: ANSWERED } })

describe('a shopper who presses "check now"', () => {
  it('sees that it is paid, where the callback was lost', async () => {
    const { relay, begins, pays } = await city()
    const { token } = await begins('A-1')
    const page = await pageOf(relay, token, 'A-1')
    pays('A-1')
    expect(await page.ask(ask('A-1'))).toMatchObject({
      type: 'update',
      order: { id: 'A-1', status: 'succeeded', amountReceived: 5000, provider: 'stripe' },
    })
    expect(await page.next()).toEqual(answeredAbout('A-1'))
    expect(page.unseen).toEqual([])
  })

  it('is told what came of it a moment ago, and the provider is left alone', async () => {
    const { relay, begins, asked } = await city()
    const { token } = await begins('A-1')
    const page = await pageOf(relay, token, 'A-1')
    page.say(ask('A-1'))
    expect(await page.next()).toMatchObject({ type: 'update' })
    const first = await page.next()
    expect(first).toEqual(answeredAbout('A-1'))
    expect(await page.ask(ask('A-1'))).toEqual(first)
    expect(asked()).toBe(1)
  })

  it('shares the question with whoever else asks, and each is answered once', async () => {
    const { relay, begins, holds, releases, isAsked, asked } = await city()
    const { token } = await begins('A-1')
    const pages = [await pageOf(relay, token, 'A-1'), await pageOf(relay, token, 'A-1')] as const
    const onlooker = await pageOf(relay, token, 'A-1')
    holds()
    // Pressed again, for nothing seems to happen.
    for (const page of [...pages, ...pages]) page.say(ask('A-1'))
    await isAsked(1)
    // Nothing else of the page's waits for the provider.
    for (const page of pages)
      expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    releases()
    for (const page of [...pages, onlooker]) {
      expect(await page.next()).toMatchObject({ type: 'update' })
      expect(await page.next()).toEqual(answeredAbout('A-1'))
    }
    for (const page of [...pages, onlooker]) {
      expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
      expect(page.unseen).toEqual([])
    }
    expect(asked()).toBe(1)
  })

  it('is told that an answer comes later, whatever is wrong there', async () => {
    const { relay, bank, begins } = await city()
    for (const [each, faults] of [
      ['A-1', { unreachable: 1 }],
      ['A-2', { badGateway: 1 }],
      ['A-3', { absentFor: 3_600_000 }],
    ] as const) {
      const { token } = await begins(each)
      bank.fails(faults)
      const page = await pageOf(relay, token, each)
      expect(await page.ask(ask(each))).toEqual({
        type: 'checked',
        orders: { [each]: { at: expect.stringMatching(RFC_3339), outcome: 'later' } },
      })
    }
  })

  it('is told at once where nothing is open, and where nobody can be asked', async () => {
    const { relay, begins, asked } = await city()
    const { token } = await begins('A-1', { customers: ['42'] })
    await relay.update('A-1', { status: 'succeeded', final: true })
    await relay.register('A-2', { customers: ['42'] })
    const page = await pageOf(relay, token, 'A-1')
    await page.ask(subscribeTo('42', await relay.token({ customer: '42' })))
    const cannot = { at: expect.stringMatching(RFC_3339), outcome: 'cannot' }
    expect(await page.ask(ask('A-1', 'A-2'))).toEqual({
      type: 'checked',
      orders: { 'A-1': cannot, 'A-2': cannot },
    })
    expect(asked()).toBe(0)
  })

  it('learns nothing of orders that the page does not follow', async () => {
    const { relay, begins, asked } = await city()
    const { token } = await begins('A-1')
    await begins('A-2')
    const page = await pageOf(relay, token, 'A-1')
    page.say(ask('A-2'))
    expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })
    expect(asked()).toBe(0)
  })

  it('costs the provider one question, however often it is pressed until the relay has enough', async () => {
    const { relay, begins, isAsked, asked } = await city()
    const { token } = await begins('A-1')
    const page = await pageOf(relay, token, 'A-1')
    page.say(ask('A-1'))
    await isAsked(1)
    for (let said = 0; said < 200; said++) page.say(ask('A-1'))
    expect(await page.closed).toBe(4429)
    expect(asked()).toBe(1)
  })

  it('costs us no more than the provider: what was asked a moment ago is in memory', async () => {
    const store = memoryStore()
    const asks = vi.spyOn(store, 'asks')
    const { relay, begins, asked } = await city({ store })
    const ids = Array.from({ length: 60 }, (_, each) => `A-${each}`)
    for (const id of ids) await begins(id, { customers: ['42'] })
    const page = await relay.connect()
    await page.ask(subscribe(await relay.token({ customer: '42' }), ...ids))
    const checked = new Map<string, unknown>()
    page.say(ask(...ids))
    while (checked.size < ids.length) {
      const { type, orders } = await page.next()
      if (type === 'checked') for (const id of Object.keys(orders)) checked.set(id, orders[id])
    }
    // As many at once as Stripe is asked.
    expect(asked()).toBe(20)

    const [before] = [asks.mock.calls.length]
    for (let said = 0; said < 100; said++) {
      expect(await page.ask(ask(...ids))).toEqual({
        type: 'checked',
        orders: Object.fromEntries(checked),
      })
    }
    expect(asked()).toBe(20)
    expect(asks.mock.calls.length - before).toBeLessThan(ids.length)
  })

  it('costs nothing more once the page has gone', async () => {
    const { relay, begins, pays, holds, releases, isAsked, asked } = await city()
    const { token } = await begins('A-1')
    const page = await pageOf(relay, token, 'A-1')
    holds()
    page.say(ask('A-1'))
    await isAsked(1)
    page.socket.terminate()
    await relay.watchedBy(0, 'A-1')
    pays('A-1')
    releases()
    // What was asked is heard all the same.
    await expect.poll(async () => (await relay.seen('A-1')).status).toBe('succeeded')
    expect(asked()).toBe(1)
  })
})

describe('by post', () => {
  const poll = async (relay: TestRelay, token: string, more: object, wait: number) => {
    const frames = [subscribe(token, { id: 'A-1', ...more }), ask('A-1')]
    return (await relay.poll({ wait, frames })).body.frames
  }

  it('a poll that asks waits for what comes of it', async () => {
    const { relay, begins, pays, asked } = await city()
    const { token } = await begins('A-1')
    const { epoch, version } = await relay.seen('A-1')
    pays('A-1')
    expect(await poll(relay, token, { epoch, version }, 25)).toEqual([
      { type: 'subscribed', orders: [expect.objectContaining({ status: 'succeeded' })] },
      answeredAbout('A-1'),
    ])
    expect(asked()).toBe(1)
  })

  it('also where the page has nothing yet', async () => {
    const { relay, begins, asked } = await city()
    const { token } = await begins('A-1')
    await expect.poll(() => poll(relay, token, {}, 25)).toContainEqual(answeredAbout('A-1'))
    expect(asked()).toBe(1)
  })

  it('for a moment, also where it waits for nothing', async () => {
    const { relay, begins, asked } = await city()
    const { token } = await begins('A-1')
    const { epoch, version } = await relay.seen('A-1')
    expect(await poll(relay, token, { epoch, version }, 0)).toContainEqual(answeredAbout('A-1'))
    expect(asked()).toBe(1)
  })

  it('and no longer than it wants to', async () => {
    const { relay, begins, holds, releases, isAsked, asked } = await city()
    const { token } = await begins('A-1')
    holds()
    const frames = await poll(relay, token, {}, 0)
    expect(frames).toEqual([
      { type: 'subscribed', orders: [expect.objectContaining({ version: 1 })] },
    ])
    await isAsked(1)
    // The next shares the question.
    const { epoch, version } = await relay.seen('A-1')
    const next = poll(relay, token, { epoch, version }, 25)
    await relay.watchedBy(1, 'A-1')
    releases()
    expect(await next).toContainEqual(answeredAbout('A-1'))
    expect(asked()).toBe(1)
  })

  it('what else happens meanwhile is not held up by the provider', async () => {
    const { relay, begins, holds, isAsked } = await city()
    const { token } = await begins('A-1')
    const { epoch, version } = await relay.seen('A-1')
    holds()
    const polled = poll(relay, token, { epoch, version }, 25)
    await isAsked(1)
    await relay.update('A-1', { status: 'processing' })
    expect(await polled).toEqual([
      { type: 'subscribed', orders: [expect.objectContaining({ status: 'processing' })] },
    ])
  })
})

describe('the merchant who asks', () => {
  it('reads that it is paid, where the callback was lost', async () => {
    const { relay, begins, pays } = await city()
    await begins('A-1')
    pays('A-1')
    const { status, body } = await relay.merchant('POST', '/orders/A-1/ask')
    expect(status).toBe(200)
    expect(body).toEqual({
      order: expect.objectContaining({
        id: 'A-1',
        status: 'succeeded',
        references: [nameOf('A-1')],
      }),
      changed: true,
      asked: [{ provider: 'stripe', ...ANSWERED }],
    })
  })

  it('reads what is wrong, and that it was asked too soon', async () => {
    const { relay, bank, begins, asked } = await city()
    await begins('A-1')
    bank.fails({ unreachable: 1 })
    const about = async () => (await relay.merchant('POST', '/orders/A-1/ask')).body
    const first = await about()
    expect(first).toMatchObject({
      changed: false,
      order: { status: 'pending' },
      asked: [{ provider: 'stripe', outcome: 'unreachable' }],
    })
    const [{ at }] = first.asked
    expect((await about()).asked).toEqual([{ provider: 'stripe', outcome: 'throttled', at }])
    expect(asked()).toBe(1)
  })

  it('is told of nothing that is not there', async () => {
    const { relay } = await city()
    const { status, body } = await relay.merchant('POST', '/orders/A-9/ask')
    expect([status, body.code]).toEqual([404, 'order_unknown'])
  })

  it('is told by whom it cannot be known: nobody asks them, or nothing says by which id', async () => {
    const { relay } = await city()
    const cannot = (provider: string) => ({
      ...{ provider, outcome: 'cannot' },
      at: expect.stringMatching(RFC_3339),
    })
    const about = async (id: string) =>
      (await relay.merchant('POST', `/orders/${id}/ask`)).body.asked
    await relay.update('A-1', { status: 'processing', payment: 'ws_CO_1', provider: 'daraja' })
    expect(await about('A-1')).toEqual([cannot('daraja')])
    await relay.register('A-2')
    expect(await about('A-2')).toEqual([cannot('stripe')])
  })

  it('gets the same answer again for the same key', async () => {
    const { relay, begins, pays, asked } = await city()
    await begins('A-1')
    pays('A-1')
    const about = async () => {
      const answer = await fetch(`${relay.url}/orders/A-1/ask`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${API_KEY}`, 'Idempotency-Key': 'k-1' },
      })
      return [answer.headers.get('Idempotent-Replayed'), await answer.json()] as const
    }
    const [, first] = await about()
    expect(await about()).toEqual(['true', first])
    expect(asked()).toBe(1)
  })

  it('may do so from a server of their own', async () => {
    const { relay, begins, pays } = await city()
    await begins('A-1')
    pays('A-1')
    const { order, changed, asked } = await relay.relay.ask('A-1')
    expect([order.status, changed, asked]).toEqual([
      'succeeded',
      true,
      [{ provider: 'stripe', ...ANSWERED }],
    ])
    await expect(relay.relay.ask('A-9')).rejects.toMatchObject({ code: 'order_unknown' })
  })

  it('waits for 10 s at most, and hears what was said later', { tags: 'long' }, async () => {
    const { relay, begins, pays, holds, releases } = await city()
    await begins('A-1')
    pays('A-1')
    holds()
    const { body } = await relay.merchant('POST', '/orders/A-1/ask')
    expect(body).toMatchObject({ changed: false, asked: [{ outcome: 'later' }] })
    releases()
  })
})

describe('what nobody pressed for', () => {
  it('a page hears of each asking, for as long as it follows the order', async () => {
    const { relay, begins } = await city()
    const { token } = await begins('A-1', { customers: ['42'] })
    const pages = [await pageOf(relay, token, 'A-1'), await relay.connect()] as const
    await pages[1].ask(subscribeTo('42', await relay.token({ customer: '42' })))
    const staff = await relay.connect()
    await staff.ask(subscribe(await relay.token({ orders: ['*'], ttl: 60 }), '*'))
    const left = await pageOf(relay, token, 'A-1')
    await left.ask({ type: 'unsubscribe', orders: ['A-1'] })

    await relay.merchant('POST', '/orders/A-1/ask')
    for (const page of pages) {
      expect(await page.next()).toMatchObject({ type: 'update' })
      expect(await page.next()).toEqual(answeredAbout('A-1'))
    }
    expect(left.unseen).toEqual([])
    expect(staff.unseen.map(({ type }) => type)).not.toContain('checked')
  })

  it('also where the relay asks by itself, for nobody had told it anything', async () => {
    const { relay, begins, pays, asked } = await city()
    const { token } = await begins('A-1')
    const page = await pageOf(relay, token, 'A-1')
    pays('A-1')
    relay.advance(70_000)
    // Whatever happens, it looks what is due.
    await relay.register('A-2')
    expect(await newsOf(page)).toMatchObject({ type: 'update', order: { status: 'succeeded' } })
    expect(await newsOf(page)).toEqual(answeredAbout('A-1'))
    expect(asked()).toBe(1)
  })

  it('an order is asked about sooner from when a page follows it', async () => {
    const store = memoryStore()
    const { relay, begins } = await city({ store })
    const { token } = await begins('A-1')
    const due = () => store.asks((rows) => rows.asksOf('A-1').map(({ dueAt }) => dueAt))
    await relay.merchant('POST', '/orders/A-1/ask')
    const [unwatched = NaN] = await due()
    await pageOf(relay, token, 'A-1')
    await expect.poll(async () => (await due())[0]).toBeLessThan(unwatched)
  })

  it('and from when it is polled for', async () => {
    const store = memoryStore()
    const { relay, begins } = await city({ store })
    const { token } = await begins('A-1')
    const due = () => store.asks((rows) => rows.asksOf('A-1').map(({ dueAt }) => dueAt))
    await relay.merchant('POST', '/orders/A-1/ask')
    const [unwatched = NaN] = await due()
    const { epoch, version } = await relay.seen('A-1')
    const frames = [subscribe(token, { id: 'A-1', epoch, version })]
    const polled = relay.poll({ wait: 25, frames })
    await expect.poll(async () => (await due())[0]).toBeLessThan(unwatched)
    await relay.update('A-1', { status: 'processing' })
    await polled
  })
})
