import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import {
  darajaPath,
  darajaSays,
  intent,
  razorpayPaid,
  SECRETS,
  standardPaid,
  stripePaid,
  stripeSays,
  stripeSigned,
  type Callback,
} from '../testing/callbacks.ts'
import { ask, type Answer } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { startRelay } from '../testing/relay.ts'

const refused = { status: 401, code: 'not_verified' }
const told = ({ status, body }: Answer) => ({ status, code: body?.code })

const PAID: [provider: string, paid: (order: string) => Callback, currency: string][] = [
  ['stripe', stripePaid, 'EUR'],
  ['razorpay', razorpayPaid, 'INR'],
  ['standard-webhooks', standardPaid, 'EUR'],
]

describe.each(PAID)('a callback of %s', (provider, paid, currency) => {
  it('is acknowledged, and on every page that waits', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { amount: 5000, currency })
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))

    const { status, body } = await relay.callback(provider, paid('A-1'))
    expect({ status, body }).toEqual({ status: 204, body: undefined })
    expect(await page.next()).toMatchObject({
      type: 'update',
      order: { id: 'A-1', status: 'succeeded', amountReceived: 5000, provider },
    })
  })

  it('changes nothing when it comes again', async () => {
    const relay = await startRelay()
    const callback = paid('A-1')
    for (let times = 0; times < 2; times++) {
      expect((await relay.callback(provider, callback)).status).toBe(204)
    }
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      version: 1,
      amountReceived: 5000,
    })
  })

  it('is refused when one byte of it is another, or nobody signed it', async () => {
    const relay = await startRelay()
    const { headers, body } = paid('A-1')
    const forged = [
      { headers, body: body.replace('5000', '5001') },
      { headers, body: `${body} ` },
      { headers: {}, body },
      { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, 'v1=00'])), body },
    ]
    for (const callback of forged) {
      expect(told(await relay.callback(provider, callback))).toEqual(refused)
    }
    expect((await relay.merchant('GET', '/orders/A-1')).status).toBe(404)
  })

  it('comes again when it could not be stored: 503, and no page hears of it', async () => {
    const store = memoryStore()
    let isBroken = true
    const apply: typeof store.apply = (...args) =>
      isBroken ? Promise.reject(new Error('disk full')) : store.apply(...args)
    const relay = await startRelay({}, { store: { ...store, apply } })
    const { token } = await relay.register('A-1', { amount: 5000, currency })
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))

    const callback = paid('A-1')
    const answer = await relay.callback(provider, callback)
    expect(told(answer)).toEqual({ status: 503, code: 'unavailable' })
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(await page.ask({ type: 'ping' })).toMatchObject({ type: 'pong' })

    isBroken = false
    expect((await relay.callback(provider, callback)).status).toBe(204)
    expect(await page.next()).toMatchObject({ order: { status: 'succeeded' } })
  })
})

describe('a callback', () => {
  it('is verified with every secret there is, so that they can be rotated', async () => {
    const relay = await startRelay({
      CALLBACK_SECRET_STRIPE: `whsec_new0123456789,${SECRETS.stripe}`,
    })
    const from = (secret: string) => relay.callback('stripe', stripePaid('A-1', { secret }))
    expect((await from(SECRETS.stripe)).status).toBe(204)
    expect((await from('whsec_new0123456789')).status).toBe(204)
    expect((await from('whsec_old0123456789')).status).toBe(401)
  })

  it('that is too old is refused', async () => {
    const relay = await startRelay()
    const callback = stripePaid('A-1', { at: Date.now() - 301_000 })
    expect(told(await relay.callback('stripe', callback))).toEqual(refused)
  })

  it('that is verified and not understood is acknowledged', async () => {
    const relay = await startRelay()
    const callbacks = [
      stripeSays('payment_intent.succeeded', { metadata: {}, id: 'pi_1' }),
      stripeSays('payment_intent.succeeded', { id: 7 }),
      stripeSays('something.new', { id: 'x_1' }),
    ]
    for (const callback of callbacks) {
      expect((await relay.callback('stripe', callback)).status).toBe(204)
    }
    for (const body of ['no JSON at all', '[]', 'null', '{}', '']) {
      const { status } = await relay.callback('stripe', { body, headers: stripeSigned(body) })
      expect(status).toBe(204)
    }
  })

  it('that names no order waits until the merchant registers a reference of it', async () => {
    const relay = await startRelay()
    const { metadata: _, ...object } = intent('A-1', 'succeeded')
    await relay.callback(
      'stripe',
      stripeSays('payment_intent.succeeded', { ...object, id: 'pi_7' }),
    )
    expect((await relay.merchant('GET', '/orders/A-1')).status).toBe(404)

    const { order } = await relay.register('A-1', {
      amount: 5000,
      currency: 'EUR',
      references: ['pi_7'],
    })
    expect(order).toMatchObject({ status: 'succeeded', amountReceived: 5000 })
  })

  it('makes no order when it is older than what is kept', async () => {
    const relay = await startRelay({ RETENTION_DAYS: '1' })
    const old = razorpayPaid('A-1', Date.now() - 25 * 3_600_000)
    expect((await relay.callback('razorpay', old)).status).toBe(204)
    expect((await relay.merchant('GET', '/orders/A-1')).status).toBe(404)
  })

  it('is no larger than a mebibyte', async () => {
    const relay = await startRelay()
    const { headers } = stripePaid('A-1')
    const answer = await relay.callback('stripe', { headers, body: 'x'.repeat(1024 * 1024 + 1) })
    expect(told(answer)).toEqual({ status: 413, code: 'too_large' })
  })

  it('of a provider that is not on, or not ours, is nobody’s', async () => {
    const relay = await startRelay({ CALLBACK_SECRET_STRIPE: undefined })
    for (const path of ['stripe', 'paypol', 'stripe/x', 'constructor']) {
      expect(told(await relay.callback(path, stripePaid('A-1')))).toEqual({
        status: 404,
        code: 'provider_off',
      })
    }
  })

  it('is acknowledged although a listener of the merchant’s own fails', async () => {
    const relay = await startRelay()
    const heard: string[] = []
    relay.relay.onChange(() => {
      throw new Error('the merchant’s')
    })
    relay.relay.onChange(({ id, status }) => heard.push(`${id} ${status}`))
    expect((await relay.callback('stripe', stripePaid('A-1'))).status).toBe(204)
    expect(heard).toEqual(['A-1 succeeded'])
  })
})

describe('CALLBACK_IPS', () => {
  it('lets only those addresses call back', async () => {
    const elsewhere = await startRelay({ CALLBACK_IPS_STRIPE: '196.201.214.0/24' })
    expect(told(await elsewhere.callback('stripe', stripePaid('A-1')))).toEqual(refused)
    const here = await startRelay({ CALLBACK_IPS_STRIPE: '196.201.214.0/24,127.0.0.0/8' })
    expect((await here.callback('stripe', stripePaid('A-1'))).status).toBe(204)
  })

  it('believes no forwarded address, but the one that a proxy of ours wrote', async () => {
    const from = async (proxies: string, forwarded: string) => {
      const relay = await startRelay({
        CALLBACK_IPS_STRIPE: '196.201.214.0/24',
        TRUST_PROXY: proxies,
      })
      const { headers, body } = stripePaid('A-1')
      const answer = await ask(`${relay.url}/callbacks/stripe`, {
        headers: { ...headers, 'X-Forwarded-For': forwarded },
        body,
      })
      return answer.status
    }
    expect(await from('0', '196.201.214.7')).toBe(401)
    expect(await from('1', '196.201.214.7')).toBe(204)
    expect(await from('1', '8.8.8.8, 196.201.214.7')).toBe(204)
    // The client wrote the first itself.
    expect(await from('1', '196.201.214.7, 8.8.8.8')).toBe(401)
    expect(await from('2', '196.201.214.7, 10.0.0.1')).toBe(204)
    expect(await from('2', '196.201.214.7, 8.8.8.8, 10.0.0.1')).toBe(401)
  })
})

describe('M-Pesa, which signs nothing', () => {
  const accepted = { status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } }

  it('tells of an order at the address that PUT hands out, and there alone', async () => {
    const relay = await startRelay()
    const { callbackUrls } = await relay.register('ORD-1205', { amount: 5000, currency: 'KES' })
    await relay.register('ORD-2', { amount: 5000, currency: 'KES' })
    const path = callbackUrls.daraja.split('/callbacks/')[1]
    expect(path).toBe(darajaPath('ORD-1205'))

    const wrong = [
      'daraja',
      `daraja/${'0'.repeat(64)}`,
      path.toUpperCase().replace('DARAJA', 'daraja'),
      path.slice(0, -1),
      `${path}0`,
      // Right for an order that was never registered.
      darajaPath('ORD-3'),
      darajaPath('ORD-1205', 'another secret of daraja'),
    ]
    for (const each of wrong) {
      expect(told(await relay.callback(each, darajaSays('ws_1', 0)))).toEqual(refused)
    }
    expect(await relay.callback(path, darajaSays('ws_1', 0))).toMatchObject(accepted)
    expect((await relay.merchant('GET', '/orders/ORD-1205')).body).toMatchObject({
      status: 'succeeded',
      amountReceived: 5000,
      receipt: 'NLJ7RT61SV',
      provider: 'daraja',
    })
    expect((await relay.merchant('GET', '/orders/ORD-2')).body.status).toBe('pending')
  })

  it('changes nothing at another order’s address', async () => {
    const relay = await startRelay()
    const [one, two] = ['ORD-1', 'ORD-2']
    for (const id of [one, two]) {
      await relay.register(id, { amount: 5000, currency: 'KES' })
      await relay.update(id, { status: 'requires_action', payment: `ws_${id}`, provider: 'daraja' })
    }
    // One knows the address of the first, and the prompt of the second.
    expect(await relay.callback(darajaPath(one), darajaSays(`ws_${two}`, 0))).toMatchObject(
      accepted,
    )
    for (const id of [one, two]) {
      expect((await relay.merchant('GET', `/orders/${id}`)).body.status).toBe('requires_action')
    }
    await relay.callback(darajaPath(two), darajaSays(`ws_${two}`, 0))
    expect((await relay.merchant('GET', `/orders/${two}`)).body.status).toBe('succeeded')
  })

  it('must name the prompt, once the merchant has told of it', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', { amount: 5000, currency: 'KES' })
    await relay.update('ORD-1', {
      status: 'requires_action',
      payment: 'ws_CO_1',
      provider: 'daraja',
      action: { type: 'approve_on_phone' },
      expiresIn: 90,
    })
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_CO_2', 0))
    expect((await relay.merchant('GET', '/orders/ORD-1')).body).toMatchObject({
      status: 'requires_action',
      version: 2,
    })
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_CO_1', 1032))
    expect((await relay.merchant('GET', '/orders/ORD-1')).body).toMatchObject({
      status: 'canceled',
      reason: { code: 'canceled_by_customer' },
      safeToRetry: true,
    })
  })

  it('must name what the merchant registered as a reference', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', { amount: 5000, currency: 'KES', references: ['ws_CO_1'] })
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_CO_2', 0))
    expect((await relay.merchant('GET', '/orders/ORD-1')).body.status).toBe('pending')
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_CO_1', 0))
    expect((await relay.merchant('GET', '/orders/ORD-1')).body.status).toBe('succeeded')
  })

  it('finds the order again while its secret is rotated, and not after that', async () => {
    const store = memoryStore()
    const before = await startRelay({}, { store })
    await before.register('ORD-1', { amount: 5000, currency: 'KES' })
    const after = await startRelay(
      { CALLBACK_SECRET_DARAJA: `another-0123456789abc,${SECRETS.daraja}` },
      { store },
    )
    expect(await after.callback(darajaPath('ORD-1'), darajaSays('ws_1', 0))).toMatchObject(accepted)
    const { order, callbackUrls } = await after.register('ORD-1')
    expect(order.status).toBe('succeeded')
    expect(callbackUrls.daraja).toContain(darajaPath('ORD-1', 'another-0123456789abc'))

    const later = await startRelay({ CALLBACK_SECRET_DARAJA: 'another-0123456789abc' }, { store })
    expect(told(await later.callback(darajaPath('ORD-1'), darajaSays('ws_1', 0)))).toEqual(refused)
  })
})

describe('an event that was told before', () => {
  it('is not taken for another order’s, whatever is in its name', async () => {
    const relay = await startRelay()
    await relay.register('A', { amount: 5000, currency: 'KES' })
    await relay.register('A:B', { amount: 5000, currency: 'KES' })
    // Whoever knows the address of A chooses what M-Pesa would.
    await relay.callback(darajaPath('A'), darajaSays('B:ws_1', 0))
    await relay.callback(darajaPath('A:B'), darajaSays('ws_1', 0))
    expect((await relay.merchant('GET', '/orders/A:B')).body.status).toBe('succeeded')
  })

  it('is heard again where it says more than it did', async () => {
    const relay = await startRelay()
    await relay.register('A', { amount: 5000, currency: 'KES' })
    const good = darajaSays('ws_1', 0)
    const garbled = { ...good, body: good.body.replace('"Value":50', '"Value":"?"') }
    await relay.callback(darajaPath('A'), garbled)
    expect((await relay.merchant('GET', '/orders/A')).body.status).toBe('processing')
    await relay.callback(darajaPath('A'), good)
    expect((await relay.merchant('GET', '/orders/A')).body.status).toBe('succeeded')
  })
})
