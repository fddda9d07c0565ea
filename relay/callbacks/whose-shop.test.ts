import { describe, expect, it } from 'vitest'
import { intent, stripeSays, stripeSigned, type Callback } from '../testing/callbacks.ts'
import { startRelay } from '../testing/relay.ts'

const ours = (order: string, more: object = {}) =>
  stripeSays('payment_intent.succeeded', intent(order, 'succeeded', more))

const of = (order: string, shop: string, more: object = {}): Callback =>
  ours(order, { metadata: { order_id: order, shop }, ...more })

const ONLY = {
  CALLBACK_ONLY_STRIPE:
    'data.object.metadata.shop=kikoy, data.object.metadata.shop=kikoy b2b, data.object.site=7',
}

describe('an event on an account that shops share', () => {
  async function sharing() {
    const relay = await startRelay(ONLY)
    await relay.register('A-1', { amount: 5000, currency: 'EUR', references: ['pi_mine'] })
    const status = async () => (await relay.merchant('GET', '/orders/A-1')).body.status
    const kept = async () =>
      (await relay.merchant('GET', '/callbacks')).body.callbacks.map(
        (each: { code: string }) => each.code,
      )
    return { relay, status, kept }
  }

  it.each([
    ['of this shop', of('A-1', 'kikoy')],
    ['of this shop by its other name', of('A-1', 'kikoy b2b')],
    ['of this shop by another member', ours('A-1', { site: 7 })],
    ['that does not say, of a payment that is registered', ours('B-2', { id: 'pi_mine' })],
  ])('counts: one %s', async (_, callback) => {
    const { relay, status, kept } = await sharing()
    expect((await relay.callback('stripe', callback)).status).toBe(204)
    expect(await status()).toBe('succeeded')
    expect(await kept()).toEqual([])
  })

  it.each([
    ['other_shop', of('A-1', 'other')],
    ['other_shop', of('A-1', 'other', { id: 'pi_mine' })],
    ['other_shop', of('A-1', 'kikoy', { site: 8 })],
    ['no_order', ours('A-1')],
    ['no_order', ours('C-3')],
  ])('is kept as %s', async (code, callback) => {
    const { relay, status, kept } = await sharing()
    expect((await relay.callback('stripe', callback)).status).toBe(204)
    expect(await status()).toBe('pending')
    expect(await kept()).toEqual([code])
    // Whatever is registered later.
    await relay.register('C-3')
    expect(await kept()).toEqual([code])
  })

  it('counts after all once the merchant says so', async () => {
    const { relay, status, kept } = await sharing()
    await relay.callback('stripe', of('A-1', 'other'))
    const [{ id }] = (await relay.merchant('GET', '/callbacks')).body.callbacks
    await relay.merchant('POST', `/callbacks/${id}/replay`)
    expect(await status()).toBe('succeeded')
    expect(await kept()).toEqual([])
  })
})

describe('test money', () => {
  const test = () => {
    const { body } = ours('A-1')
    return JSON.stringify({ ...JSON.parse(body), livemode: false })
  }

  it.each([
    [undefined, {}, 'pending', ['test_money']],
    ['refuse', { test: true }, 'succeeded', []],
    ['accept', {}, 'succeeded', []],
  ])('with TEST_MONEY=%s, of an order with %o', async (TEST_MONEY, more, status, kept) => {
    const relay = await startRelay({ TEST_MONEY })
    await relay.register('A-1', { amount: 5000, currency: 'EUR', ...more })
    const body = test()
    await relay.callback('stripe', { body, headers: stripeSigned(body) })
    expect((await relay.merchant('GET', '/orders/A-1')).body.status).toBe(status)
    const { callbacks } = (await relay.merchant('GET', '/callbacks')).body
    expect(callbacks.map(({ code }: { code: string }) => code)).toEqual(kept)
  })
})
