import { describe, expect, it } from 'vitest'
import { claimsOf } from '../order/claims.ts'
import { memoryStore } from '../store/memory.ts'
import { darajaSays, darajaPath, intent, stripePaid } from '../testing/callbacks.ts'
import { ask, bearer, until } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'

const storyOf = async (relay: TestRelay, id: string) => {
  const { status, body } = await relay.merchant('GET', `/orders/${id}/story`)
  expect(status).toBe(200)
  return body
}

describe('GET /orders/:id/story', () => {
  it('tells the merchant, and nobody else; of an order that is known', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const url = `${relay.url}/orders/A-1/story`
    for (const headers of [{}, ...[token, await relay.token({ orders: ['*'] })].map(bearer)]) {
      const { status, body } = await ask(url, { headers })
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthorized' })
    }
    expect((await relay.merchant('GET', '/orders/A-2/story')).body.code).toBe('order_unknown')
    expect((await relay.merchant('GET', '/orders/-1/story')).body.code).toBe('invalid_order_id')
  })

  it('says what the provider and the shop have said, in the order in which it came', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.update('A-1', { status: 'requires_action', payment: 'pi_1', provider: 'stripe' })
    await relay.callback('stripe', stripePaid('A-1'))
    const { claims, createdAt, webhook } = await storyOf(relay, 'A-1')
    expect(Date.parse(createdAt)).not.toBeNaN()
    expect(webhook).toBeNull()
    expect(claims.map(({ by, provider, part, state }: any) => [by, provider, part, state])).toEqual(
      [
        ['merchant', 'stripe', 'main', 'requires_action'],
        ['provider', 'stripe', 'main', 'succeeded'],
      ],
    )
  })

  it('says which of several words on one part counts, and with which receipt', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.update('A-1', { status: 'failed', reason: 'declined' })
    await relay.update('A-1', { status: 'succeeded', receipt: 'R-1' })
    const { claims } = await storyOf(relay, 'A-1')
    expect(claims.filter(({ counts }: any) => counts)).toMatchObject([
      { by: 'merchant', part: 'main', state: 'succeeded', receipt: 'R-1' },
    ])
    // What a word by hand takes back is none of what was said.
    expect(new Set(claims.map(({ part }: any) => part))).toEqual(new Set(['main']))
  })

  it('says what happened to it lately, and to no other: callbacks, changes, pages that heard', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.register('A-2')
    const page = await relay.connect()
    await page.ask(subscribe(await relay.token({ orders: ['A-1'] }), 'A-1'))
    await relay.callback('stripe', stripePaid('A-1'))
    page.say({ type: 'ack', orders: { 'A-1': 2 } })
    await page.ask({ type: 'ping' })

    const { lately } = await storyOf(relay, 'A-1')
    expect(lately.map(({ type }: any) => type)).toEqual(
      expect.arrayContaining([
        'order_changed',
        'subscribed',
        'told',
        'callback_accepted',
        'acknowledged',
      ]),
    )
    expect(lately.find(({ type }: any) => type === 'callback_accepted')).toMatchObject({
      provider: 'stripe',
      outcome: 'applied',
      at: expect.stringMatching(/Z$/),
    })
    expect((await storyOf(relay, 'A-2')).lately).toHaveLength(1)
  })

  it('says each question to a provider, what it answered and how long that took', async () => {
    const api = await standIn(({ path }, response) => {
      if (path.includes('/pi_A1')) return intent('A1', 'succeeded')
      response.statusCode = 404
      return {}
    })
    const relay = await startRelay({ ASK_STRIPE: 'rk_live_aKey', ASK_STRIPE_HOST: api.base })
    const asks = { stripe: ['ch_A1', 'pi_A1'] }
    await relay.register('A1', { amount: 5000, currency: 'EUR', asks })
    relay.advance(2 * 60_000)
    // Who registers an order wakes whoever asks.
    await relay.register('A2')
    await until(async () => (await relay.seen('A1')).status === 'succeeded')
    await expect
      .poll(async () =>
        (await storyOf(relay, 'A1')).lately.filter(({ type }: any) => /^ask/.test(type)),
      )
      .toEqual([
        {
          ...{ type: 'asked', at: expect.stringMatching(/Z$/), provider: 'stripe', order: 'A1' },
          ...{ outcome: 'answered', by: 'schedule' },
          exchanges: [
            { name: 'charge', outcome: 'absent', status: 404, ms: expect.any(Number) },
            { name: 'intent', outcome: 'answered', status: 200, ms: expect.any(Number) },
          ],
          ...{ ms: expect.any(Number), late: expect.any(Number) },
        },
        { type: 'ask_settled', at: expect.stringMatching(/Z$/), provider: 'stripe', order: 'A1' },
      ])
  })

  it('says what waits for the shop’s own backend, and what arrived', async () => {
    const relay = await startRelay({
      // Nobody listens there.
      WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    })
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.callback('stripe', stripePaid('A-1'))
    await expect
      .poll(async () => (await storyOf(relay, 'A-1')).webhook)
      .toMatchObject({ waiting: { version: 2, attempts: 1 }, delivered: null })
  })

  it('outlives a restart, but for what happened lately', async () => {
    const store = memoryStore()
    const relay = await startRelay({}, { store })
    await relay.callback('stripe', stripePaid('A-1'))
    const order = await store.order('A-1')
    if (!order) throw new Error('The order is lost.')
    expect(claimsOf(order)).toMatchObject([{ by: 'provider', state: 'succeeded', counts: true }])
  })
})

describe('GET /callbacks?order=', () => {
  it('says what led to nothing of one order', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'KES', references: ['ws_CO_1'] })
    await relay.callback(darajaPath('A-1'), darajaSays('ws_CO_2', 0))
    await relay.callback('stripe', stripePaid('../etc'))
    const { callbacks } = (await relay.merchant('GET', '/callbacks?order=A-1')).body
    expect(callbacks).toMatchObject([{ provider: 'daraja', order: 'A-1', code: 'other_payment' }])
  })
})

describe('GET /audience', () => {
  it('says how many pages there are, and what they watch, those of most first', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { customers: ['42'] })
    const both = await relay.connect()
    await both.ask(subscribe(await relay.token({ orders: ['A-1', 'A-2'] }), 'A-1', 'A-2'))
    const one = await relay.connect()
    await one.ask(subscribe(await relay.token({ orders: ['A-2'] }), 'A-2'))
    // Staff are not counted.
    const staff = await relay.connect()
    await staff.ask({ type: 'subscribe', orders: '*', token: await relay.token({ orders: ['*'] }) })

    expect((await relay.merchant('GET', '/audience')).body).toEqual({
      connections: 2,
      orders: [
        { id: 'A-2', connections: 2 },
        { id: 'A-1', connections: 1 },
      ],
      customers: [],
    })
    expect((await ask(`${relay.url}/audience`)).status).toBe(401)
  })
})
