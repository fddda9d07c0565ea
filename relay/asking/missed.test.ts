import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Environment } from '../config/config.ts'
import { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { intent, stripeSigned } from '../testing/callbacks.ts'
import { until } from '../testing/client.ts'
import { readableLog } from '../testing/log.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Beyond the relay's own time, which begins when the test does. */
const BEGAN = Date.now()

interface Event {
  id: string
  type: string
  created: number
  data: { object: object }
}

const event = (id: string, type: string, object: object, minutes: number): Event => ({
  ...{ id, object: 'event', type, livemode: true },
  created: Math.floor((BEGAN + minutes * MINUTE) / 1000),
  data: { object },
})

const paid = (order: string, minutes = 3, more: object = {}): Event =>
  event(`evt_paid_${order}`, 'payment_intent.succeeded', intent(order, 'succeeded', more), minutes)

const canceled = (order: string, minutes = 3): Event =>
  event(`evt_off_${order}`, 'payment_intent.canceled', intent(order, 'canceled'), minutes)

const signed = (said: Event) => {
  const body = JSON.stringify(said)
  return { body, headers: stripeSigned(body, { at: BEGAN + 10 * MINUTE }) }
}

/** Stripe's API, with these events in its list, two a page. `mood`: an answer in place of the page's. */
async function stripeWith(
  events: readonly Event[],
  mood: (request: number) => { status: number; body: object } | 'hang' | undefined = () =>
    undefined,
) {
  let requests = 0
  const api = await standIn(({ path }, response) => {
    const { pathname, searchParams: query } = new URL(path, 'http://stripe')
    if (pathname !== '/v1/events') {
      response.statusCode = 404
      return { error: { code: 'resource_missing' } }
    }
    const instead = mood((requests += 1))
    if (instead === 'hang') return undefined
    if (instead) {
      response.statusCode = instead.status
      return instead.body
    }
    const [from, to] = ['gte', 'lte'].map((end) => Number(query.get(`created[${end}]`)))
    const all = events
      .filter(({ created }) => created >= from! && created <= to!)
      .toSorted((a, b) => b.created - a.created)
    const rest = all.slice(all.findIndex(({ id }) => id === query.get('starting_after')) + 1)
    return { object: 'list', data: rest.slice(0, 2), has_more: rest.length > 2 }
  })
  const env: Environment = { ASK_STRIPE: 'rk_live_readsEvents', ASK_STRIPE_HOST: api.base }
  return {
    env,
    /** The queries for pages of its list. */
    pages: () =>
      api.seen
        .map(({ path }) => new URL(path, api.base))
        .filter(({ pathname }) => pathname === '/v1/events')
        .map(({ searchParams }) => searchParams),
    /** What was asked about single payments. */
    single: () => api.seen.filter(({ path }) => !path.startsWith('/v1/events')),
  }
}

/** Relays on one store, one after the other. */
function relaysOn(open: () => Store, env: Environment) {
  const heard = readableLog('info')
  return {
    ...heard,
    /** `later`: than the test began, in ms. */
    start: (later: number) =>
      startRelay(env, {
        store: open(),
        log: heard.log,
        now: () => BEGAN + later,
      }),
  }
}

/** The same file, opened again and again. */
function file(): () => Store {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return () => sqliteStore(join(folder, 'relay.db'))
}

/** A relay that knows these orders, and is gone for so many minutes. */
async function away(
  env: Environment,
  orders: readonly string[],
  { minutes = 10, open = file() } = {},
) {
  const { start, ...heard } = relaysOn(open, env)
  const before = await start(0)
  for (const id of orders) {
    await before.register(id, { amount: 5000, currency: 'EUR', asks: { stripe: [`pi_${id}`] } })
  }
  await before.relay.close()
  return { back: () => start(minutes * MINUTE), start, ...heard }
}

const statusOf = async (relay: TestRelay, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await relay.seen(id)).status))

const CAUGHT_UP = 'what the provider told while nobody was here is looked up'
const AGAIN = 'what the provider told while nobody was here cannot be looked up just now'
const NOT_ALL = 'what the provider told while nobody was here is not all looked up'

describe('a relay that was down while callbacks were lost', () => {
  it('finds what they told, each event once, also when they come after all', async () => {
    const orders = ['A1', 'A2', 'A3', 'A4']
    const events = [paid('A1', 1), canceled('A2', 4), paid('A3', 6), paid('A5', 8)]
    const { env, pages, single } = await stripeWith(events)
    const { back, lines } = await away(env, orders)

    const relay = await back()
    await until(() => lines(CAUGHT_UP).length > 0)
    expect(lines(CAUGHT_UP)).toMatchObject([
      { level: 'info', provider: 'stripe', events: 4, changed: 4 },
    ])
    expect(await statusOf(relay, orders)).toEqual([
      ...['succeeded', 'canceled', 'succeeded', 'pending'],
    ])
    // What nobody registered is kept under the id that the shop gave Stripe, as of a callback.
    expect(await relay.seen('A5')).toMatchObject({ registered: false, status: 'succeeded' })
    expect(pages()).toHaveLength(2)
    expect(single()).toEqual([])

    const before = await Promise.all(orders.map((id) => relay.seen(id)))
    for (const each of events)
      expect((await relay.callback('stripe', signed(each))).status).toBe(204)
    expect(await Promise.all(orders.map((id) => relay.seen(id)))).toEqual(before)
    expect(await relay.seen('A1')).toMatchObject({ amountReceived: 5000, version: 2 })
  })

  it('looks a little further back than it was away', async () => {
    const { env } = await stripeWith([paid('A1', -5)])
    const { back, lines } = await away(env, ['A1'])
    const relay = await back()
    await until(() => lines(CAUGHT_UP).length > 0)
    expect(await statusOf(relay, ['A1'])).toEqual(['succeeded'])
  })

  it('asks for a page that failed again, and for none before it', async () => {
    const fails = (request: number) => (request === 2 ? { status: 503, body: {} } : undefined)
    const { env, pages } = await stripeWith([paid('A1', 1), paid('A2', 2), paid('A3', 3)], fails)
    // What commits to a file waits for a timer.
    const store = memoryStore()
    const { back, lines } = await away(env, ['A1', 'A2', 'A3'], { open: () => store })

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const relay = await back()
    onTestFinished(() => void vi.useRealTimers())
    await until(() => lines(AGAIN).length > 0)
    expect(lines(AGAIN)).toMatchObject([{ level: 'warn', provider: 'stripe', why: 'later' }])
    await vi.advanceTimersByTimeAsync(29_000)
    expect(pages()).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1_000)
    await until(() => lines(CAUGHT_UP).length > 0)
    expect(pages().map((query) => query.get('starting_after'))).toEqual([
      ...[null, 'evt_paid_A2', 'evt_paid_A2'],
    ])
    expect(await statusOf(relay, ['A1', 'A2', 'A3'])).toEqual(Array(3).fill('succeeded'))
  })

  it('asks about single orders only then, and only about those that are open still', async () => {
    const { env, pages, single } = await stripeWith([paid('A1', 1), paid('A2', 2)])
    const { back, lines } = await away(env, ['A1', 'A2', 'A3'])
    const relay = await back()
    await until(() => lines(CAUGHT_UP).length > 0)
    expect([pages().length, single().length]).toEqual([1, 0])
    relay.advance(3 * MINUTE)
    // Who registers an order wakes whoever asks.
    await relay.register('A9')
    await until(() => single().length > 0)
    expect(single().map(({ path }) => path.split('?')[0])).toEqual(['/v1/payment_intents/pi_A3'])
  })

  it('begins again where it was stopped in the middle', async () => {
    const { env, pages } = await stripeWith(
      [paid('A1', 1), paid('A2', 2), paid('A3', 3)],
      (request) => (request === 2 ? 'hang' : undefined),
    )
    const { start, lines } = await away(env, ['A1', 'A2', 'A3'])
    const second = await start(10 * MINUTE)
    await until(() => pages().length === 2)
    await second.relay.close()

    const third = await start(11 * MINUTE)
    await until(() => lines(CAUGHT_UP).length > 0)
    expect(await statusOf(third, ['A1', 'A2', 'A3'])).toEqual(Array(3).fill('succeeded'))
    expect(pages()[2]?.get('created[gte]')).toBe(pages()[0]?.get('created[gte]'))

    // And never again.
    await third.relay.close()
    await start(12 * MINUTE)
    expect(pages()).toHaveLength(4)
  })

  it('keeps what leads to no order, is another shop’s, or test money for live orders', async () => {
    const { env } = await stripeWith([
      event('evt_1', 'payment_intent.succeeded', intent('A1', 'succeeded', { metadata: {} }), 1),
      paid('A2', 2, { metadata: { order_id: 'A2', shop: 'other' } }),
      {
        ...paid('A3', 3, { metadata: { order_id: 'A3', shop: 'ours' } }),
        livemode: false,
      } as Event,
    ])
    const { back, lines } = await away(
      { ...env, TEST_MONEY: undefined, CALLBACK_ONLY_STRIPE: 'data.object.metadata.shop=ours' },
      ['A2', 'A3'],
    )
    const relay = await back()
    await until(() => lines(CAUGHT_UP).length > 0)
    expect((await relay.kept()).toSorted()).toEqual([
      ['no_order', null],
      ['other_shop', 'A2'],
      ['test_money', 'A3'],
    ])
    expect(await statusOf(relay, ['A2', 'A3'])).toEqual(['pending', 'pending'])
  })

  it('says once that it was away for longer than events are kept', async () => {
    const { env, pages } = await stripeWith([paid('A1', 40 * 24 * 60)])
    const { back, lines } = await away(env, ['A1'], { minutes: 45 * 24 * 60 })
    const relay = await back()
    await until(() => lines(CAUGHT_UP).length > 0)
    expect(lines(NOT_ALL)).toMatchObject([{ level: 'warn', provider: 'stripe', why: 'too_long' }])
    const oldest = Math.floor((BEGAN + 15 * DAY) / 1000)
    expect(pages().map((query) => query.get('created[gte]'))).toEqual([String(oldest)])
    expect(await statusOf(relay, ['A1'])).toEqual(['succeeded'])
  })

  it('says which setting may not read events, and does not ask for them again', async () => {
    const { env, pages } = await stripeWith([], () => ({
      status: 403,
      body: { error: { code: 'more_permissions_required' } },
    }))
    const { start, back, lines } = await away(env, ['A1'])
    const relay = await back()
    await until(() => lines(NOT_ALL).length > 0)
    expect(lines(NOT_ALL)).toMatchObject([
      { level: 'warn', provider: 'stripe', why: 'permission', setting: 'ASK_STRIPE' },
    ])
    await relay.relay.close()
    await start(11 * MINUTE)
    expect(pages()).toHaveLength(1)
  })
})

it('asks for nothing missed where nobody was away', async () => {
  const { env, pages } = await stripeWith([paid('A1', 1)])
  const { back } = await away(env, ['A1'], { minutes: 4 })
  const relay = await back()
  await relay.relay.close()
  expect(pages()).toEqual([])
})

it('asks for nothing missed on its first day', async () => {
  const { env, pages } = await stripeWith([paid('A1', 1)])
  const relay = await relaysOn(file(), env).start(0)
  await relay.relay.close()
  expect(pages()).toEqual([])
})

it('takes the rows of a Paybill’s list as confirmations, and holds none of them back', async () => {
  const row = { transactionId: 'UJ22T8IYOU', billreference: 'a1', amount: '50.00' }
  const api = await standIn(({ path }) =>
    path.startsWith('/oauth/')
      ? { access_token: 'a-token', expires_in: '3599' }
      : { ResponseCode: '1000', Response: [[row]] },
  )
  const { start, lines } = relaysOn(file(), {
    ASK_DARAJA: 'aKey:aSecret:600000:aPasskey',
    ASK_DARAJA_HOST: api.base,
  })
  const before = await start(0)
  await before.register('A1', { amount: 5000, currency: 'KES' })
  await before.relay.close()
  const relay = await start(10 * MINUTE)
  await until(() => lines(CAUGHT_UP).length > 0)
  expect(await relay.seen('A1')).toMatchObject({ status: 'succeeded', amountReceived: 5000 })
})
