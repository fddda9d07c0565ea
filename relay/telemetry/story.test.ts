import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Environment } from '../config/config.ts'
import { memoryStore } from '../store/memory.ts'
import { StoreFailure } from '../store/store.ts'
import {
  darajaSays,
  intent,
  pathOf,
  SECRETS,
  stripePaid,
  stripeSays,
  stripeSigned,
} from '../testing/callbacks.ts'
import { API_KEY, ask, bearer, TOKEN_SECRET, until } from '../testing/client.ts'
import { readableLog, type ReadableLog } from '../testing/log.ts'
import { subscribe, subscribeTo } from '../testing/page.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'
import { standIn } from '../testing/stand-in.ts'

/** A relay whose log can be read. */
async function told(env: Environment = {}, parts: Parameters<typeof startRelay>[1] = {}) {
  const heard = readableLog('trace')
  return { relay: await startRelay(env, { log: heard.log, ...parts }), ...heard }
}

/** A server of the shop's that answers as it is told to; where it is. */
async function receiver(status: () => number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status()).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const WEBHOOK_SECRET = `whsec_${Buffer.from('a-secret-of-the-webhook-here').toString('base64')}`

describe('at info, the log tells', () => {
  it('what runs: which version, on which Node, with which store and providers', async () => {
    const { lines } = await told({ CALLBACK_SECRET_RAZORPAY: undefined })
    expect(lines('started')).toMatchObject([
      {
        level: 'info',
        version: expect.stringMatching(/^\d+\.\d+/),
        node: process.version,
        store: 'sqlite',
        providers: ['daraja', 'standard-webhooks', 'stripe'],
      },
    ])
  })

  it('each order that changed: from what to what, by whom', async () => {
    const { relay, lines } = await told()
    await relay.register('A-1', { amount: 5000, currency: 'EUR', expiresIn: 60 })
    await relay.callback('stripe', stripePaid('A-1'))
    await relay.register('A-2', { expiresIn: 1 })
    relay.advance(60_000)
    await until(() => lines('order changed').length === 4)
    const change = (order: string, from: string | null, to: string, version: number, by: string) =>
      expect.objectContaining({ level: 'info', order, from, to, version, by })
    expect(lines('order changed')).toEqual([
      change('A-1', null, 'pending', 1, 'merchant'),
      change('A-1', 'pending', 'succeeded', 2, 'stripe'),
      change('A-2', null, 'pending', 1, 'merchant'),
      change('A-2', 'pending', 'expired', 2, 'time'),
    ])
  })

  it('each callback, and what it led to', async () => {
    const { relay, lines } = await told()
    const paid = stripePaid('A-1')
    for (const callback of [paid, paid, stripeSays('customer.created', {})]) {
      await relay.callback('stripe', callback)
    }
    expect(lines('callback accepted')).toMatchObject([
      { level: 'info', provider: 'stripe', order: 'A-1', events: 1, outcome: 'applied' },
      { level: 'info', provider: 'stripe', events: 1, outcome: 'repeated' },
      { level: 'info', provider: 'stripe', events: 0, outcome: 'silent' },
    ])
  })

  it('of money that found no order, where it is kept, as often as the provider tells of it', async () => {
    const { relay, lines } = await told()
    const stray = stripeSays('payment_intent.succeeded', {
      ...intent('A-1', 'succeeded'),
      metadata: {},
    })
    await relay.callback('stripe', stray)
    await relay.callback('stripe', stray)
    const { callbacks } = (await relay.merchant('GET', '/callbacks')).body
    const [{ id }] = callbacks
    const line = {
      level: 'warn',
      provider: 'stripe',
      state: 'unmatched',
      code: 'no_order',
      callback: id,
    }
    expect(lines('a verified callback has found NO ORDER')).toMatchObject([line, line])
    expect(lines('callback accepted')).toEqual([])
  })

  it('of test money that is refused, that it is the setting, and no want of an order', async () => {
    const { relay, lines } = await told({ TEST_MONEY: 'refuse' })
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const body = JSON.stringify({ ...JSON.parse(String(stripePaid('A-1').body)), livemode: false })
    await relay.callback('stripe', { body, headers: stripeSigned(body) })
    expect(lines('a verified callback speaks of TEST MONEY')).toMatchObject([
      { level: 'warn', provider: 'stripe', state: 'unmatched', code: 'test_money' },
    ])
    expect(lines('a verified callback has found NO ORDER')).toEqual([])
  })

  it('of a callback whose address names no provider, which one may be meant, and not what it says', async () => {
    const { relay, lines } = await told()
    for (const name of ['strip', 'wp-admin']) await relay.callback(name, stripePaid('A-1'))
    const refused = lines('callback refused: there is no provider')
    expect(refused).toMatchObject([
      { level: 'warn', meant: 'stripe', address: '127.0.0.1' },
      { level: 'warn', address: '127.0.0.1' },
    ])
    expect(JSON.stringify(refused)).not.toContain('wp-admin')
  })

  it('of a callback that nobody understands, that too', async () => {
    const { relay, lines } = await told()
    const body = 'no JSON'
    await relay.callback('stripe', { body, headers: stripeSigned(body) })
    expect(lines('callback VERIFIED, BUT NOT UNDERSTOOD')).toMatchObject([
      { level: 'error', provider: 'stripe', code: 'not_json', callback: expect.any(String) },
    ])
  })

  it('that a receiver fails, and that it has recovered', async () => {
    let status = 500
    const url = await receiver(() => status)
    const { relay, lines } = await told({ WEBHOOK_URL: `${url}/hooks`, WEBHOOK_SECRET })
    await relay.update('A-1', { status: 'succeeded' })
    await until(() => lines('not delivered').length > 0)
    expect(lines('not delivered')[0]).toMatchObject({
      level: 'warn',
      lane: 'webhook',
      order: 'A-1',
      to: new URL(url).host,
      why: expect.stringContaining('500'),
    })
    status = 204
    relay.advance(3_600_000)
    await until(() => lines('delivered again').length > 0)
    expect(lines('delivered again')).toMatchObject([{ level: 'info', lane: 'webhook' }])
    expect(lines('delivered')).toContainEqual(expect.objectContaining({ order: 'A-1' }))
  })

  it('that it stops, and has stopped', async () => {
    const { relay, lines } = await told()
    await relay.connect()
    await relay.relay.close()
    expect(lines('stopping')).toMatchObject([{ level: 'info', sockets: 1, polls: 0 }])
    expect(lines('stopped')).toHaveLength(1)
  })
})

describe('of whoever is refused, the log tells the setting that would mend it', () => {
  it('a page of another origin: the origin to add, made harmless', async () => {
    const { relay, lines } = await told()
    await relay.dial({ origin: 'https://shop.example' }).closed
    await relay.poll({ frames: [] }, { Origin: 'https://other.example' })
    await relay.dial({ origin: `https://\u00e9${'x'.repeat(500)}` }).closed
    const page = { level: 'warn', setting: 'ALLOWED_ORIGINS', address: '127.0.0.1' }
    expect(lines('page refused')).toMatchObject([
      { ...page, origin: 'https://shop.example', over: 'socket' },
      { ...page, origin: 'https://other.example', over: 'poll' },
      { ...page, origin: expect.stringMatching(/^https:\/\/\?x{1,200}$/) },
    ])
  })

  it('a callback: the secret, the addresses, or that the provider is not on', async () => {
    const { relay, lines } = await told({ CALLBACK_IPS_RAZORPAY: '203.0.113.0/24' })
    const { headers } = stripePaid('A-1')
    for (const provider of ['stripe', 'razorpay', 'adyen']) {
      await relay.callback(provider, { headers, body: '{}' })
    }
    expect(lines('callback refused')).toMatchObject([
      { level: 'warn', provider: 'stripe', verdict: 'mismatch', setting: 'CALLBACK_SECRET_STRIPE' },
      { provider: 'razorpay', address: '127.0.0.1', setting: 'CALLBACK_IPS_RAZORPAY' },
      { provider: 'adyen', setting: 'CALLBACK_SECRET_ADYEN' },
    ])
  })

  it('a key or a token, with the request’s id, which the answer has as well', async () => {
    const { relay, lines } = await told({ METRICS_TOKEN: 'm'.repeat(16) })
    const asked = (path: string, token: string) =>
      ask(relay.url + path, { headers: { ...bearer(token), 'X-Request-Id': 'proxy-7' } })
    const { headers } = await asked('/orders', 'nonsense')
    expect(headers.get('X-Request-Id')).toBe('proxy-7')
    await asked('/orders/A-1', 'nonsense')
    await asked('/metrics', 'nonsense')
    expect(lines('request refused')).toMatchObject([
      { level: 'warn', code: 'unauthorized', setting: 'API_KEYS', request: 'proxy-7' },
      { code: 'token_invalid', setting: 'TOKEN_SECRETS', address: '127.0.0.1' },
      { code: 'unauthorized', setting: 'METRICS_TOKEN' },
    ])
  })

  it('which of a token is wrong, and nowhere that it is another thing', async () => {
    const { relay, lines } = await told()
    const elsewhere = await new SignJWT({ aud: 'my-app', orders: ['A-1'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(TOKEN_SECRET))
    const page = await relay.connect()
    await page.ask(subscribe(elsewhere, 'A-1'))
    await relay.order('A-1', elsewhere)
    expect(lines('a token is refused')).toMatchObject([
      { level: 'info', fault: 'aud', msg: expect.stringContaining('TOKEN_AUDIENCE') },
      { fault: 'aud' },
    ])
    const refused = [...lines('page refused'), ...lines('request refused')]
    expect(refused).toMatchObject([
      { connection: page.greeting?.connection },
      { request: expect.any(String) },
    ])
    for (const { msg } of refused) expect(msg).not.toContain('signed')
  })
})

describe('at debug, the log tells', () => {
  it('a page’s story by the id that the page knows, and the order’s by its own', async () => {
    const { relay, lines } = await told()
    const { token } = await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await relay.connect()
    const connection = page.greeting?.connection
    await page.ask(subscribe(token, 'A-1'))
    await page.ask(subscribe(token, 'A-2'))
    await relay.update('A-1', { status: 'succeeded' })
    await page.next()
    page.say({ type: 'ack', orders: { 'A-1': 2 }, notifications: [] })
    await page.ask({ type: 'ping' })
    page.socket.close()
    await until(() => lines('closed').length > 0)

    const all = ['connected', 'subscribed', 'page refused', 'told', 'acknowledged', 'closed']
    expect(all.flatMap(lines)).toMatchObject([
      { level: 'debug', connection },
      { level: 'debug', connection, order: 'A-1', version: 1 },
      { connection, order: 'A-2', code: 'forbidden' },
      { level: 'debug', order: 'A-1', version: 2, pages: 1 },
      { level: 'debug', connection, order: 'A-1', version: 2 },
      { level: 'debug', connection, code: 1005, by: 'page' },
    ])
  })

  it('why it has ended a connection itself', async () => {
    const { relay, lines } = await told()
    const page = await relay.connect()
    page.say('no JSON')
    await page.closed
    await until(() => lines('closed').length > 0)
    expect(lines('closed')).toMatchObject([{ code: 4400, by: 'relay', why: 'not_our_protocol' }])
  })
})

/** What must never be written, each in all the places where it goes. */
const MARKS = {
  phone: '254712345678',
  email: 'amina@example.com',
  name: 'Amina Wanjiru',
  receipt: 'NLJ7RT61SV',
  words: 'two-blue-towels',
  path: 'hook-path-0123456789',
  key: 'idempotency-key-0123456789',
  api: API_KEY,
  token: TOKEN_SECRET,
  metrics: 'metrics-token-0123456789',
  webhook: WEBHOOK_SECRET,
  stripe: SECRETS.stripe,
  daraja: SECRETS.daraja,
} as const

/** A relay's life, with each of them in it. */
async function live({ relay, lines }: { relay: TestRelay } & Pick<ReadableLog, 'lines'>) {
  const { phone, email, name, receipt, words, api, key, metrics } = MARKS
  const { token, callbackUrls } = await relay.register('A-1', {
    ...{ amount: 5000, currency: 'KES', merchant: name, description: words, number: phone },
    ...{ customers: [email], references: [receipt] },
  })
  const customer = await relay.token({ customer: email })
  const socket = await relay.connect()
  await socket.ask(subscribe(token, 'A-1'))
  await socket.ask(subscribeTo(email, customer))
  await socket.ask(subscribeTo(email, token))
  for (const bad of [api, `${token}x`, words, '']) await socket.ask(subscribe(bad, 'A-1', email))
  await relay.dial({ origin: `https://shop.example` }).closed
  await relay.poll({ frames: [subscribe(token, 'A-1'), subscribe(words, email)] })
  await relay.poll(words)

  const stripe = (type: string, more: object) =>
    relay.callback(
      'stripe',
      stripeSays(type, {
        ...intent('A-3', 'succeeded'),
        ...{ receipt_email: email, description: words, billing_details: { name, phone } },
        ...more,
      }),
    )
  await stripe('payment_intent.succeeded', {})
  await stripe('payment_intent.succeeded', { id: receipt, metadata: {} })
  await stripe('payment_intent.succeeded', { id: 'pi_9', metadata: { order_id: email } })
  await stripe('customer.created', {})
  await stripe(words, {})
  for (const body of [words, `{"${email}": `, '[]']) {
    await relay.callback('stripe', { body, headers: stripeSigned(body) })
    await relay.callback('stripe', { body, headers: { 'Stripe-Signature': `t=1,v1=${words}` } })
  }
  const address = pathOf(callbackUrls.daraja)
  await relay.callback(address, darajaSays('ws_1', 0, receipt))
  await relay.callback(`${address.slice(0, -1)}0`, darajaSays('ws_1', 0, receipt))
  await relay.callback(`stripe/${address.split('/')[1]}`, darajaSays('ws_1', 0, receipt))

  const asked = (path: string, headers: object, body?: object) =>
    ask(`${relay.url}${path}?token=${token}`, {
      headers: { ...headers, Cookie: words, 'X-Request-Id': `"${email}"` },
      ...(body && { body }),
    })
  for (const path of ['/orders', '/orders/A-1', `/orders/${email}`, '/metrics', `/${words}`]) {
    for (const given of [api, token, metrics, words]) await asked(path, bearer(given))
  }
  await asked('/orders/A-1/updates', { ...bearer(api), 'Idempotency-Key': key }, { [email]: name })
  const word = { status: 'failed', reason: { code: 'declined', message: name }, receipt }
  await asked('/orders/A-1/updates', { ...bearer(api), 'Idempotency-Key': key }, word)
  await relay.notify(`/customers/${encodeURIComponent(email)}`, {
    ...{ type: words, title: name, message: phone },
  })
  await until(() => lines('not delivered').length > 1)
  socket.socket.close()
  return { token, customer, address }
}

describe('the log never tells a secret, a token, a body, or who anybody is', () => {
  const env = {
    METRICS_TOKEN: MARKS.metrics,
    WEBHOOK_SECRET,
    WEBHOOK_URL: `http://127.0.0.1:9/${MARKS.path}`,
    FORWARD_URL_STRIPE: `http://127.0.0.1:9/${MARKS.path}`,
  }

  it('at trace, of a life with each of them in it', async () => {
    const { relay, lines, text } = await told(env)
    relay.relay.onChange((order) => {
      throw new Error(`no mail to ${JSON.stringify(order)}`, { cause: order })
    })
    const { token, customer, address } = await live({ relay, lines })
    await relay.relay.close()
    expect(lines('').length).toBeGreaterThan(40)
    const key = address.split('/')[1] ?? ''
    for (const mark of [...Object.values(MARKS), token, customer, key]) {
      expect(text()).not.toContain(mark)
      expect(text()).not.toContain(encodeURIComponent(mark))
    }
  })

  it('nor of what a provider is asked with, and answers', async () => {
    const { email, name, phone, words, receipt } = MARKS
    const key = 'rk_live_0123456789aSecretKey'
    const personal = { receipt_email: email, description: words, name, phone, receipt }
    const answers = [
      { ...intent('A1', 'processing'), ...personal },
      { error: { message: `Invalid key ${key} of ${email}` } },
      words,
    ]
    const api = await standIn((_, response) => {
      const [answer = {}] = answers.splice(0, 1)
      response.statusCode = typeof answer === 'object' && 'error' in answer ? 401 : 200
      return answer
    })
    const { relay, lines, text } = await told({ ASK_STRIPE: key, ASK_STRIPE_HOST: api.base })
    await relay.register('A1', { amount: 5000, currency: 'EUR', asks: { stripe: ['pi_A1'] } })
    for (const asked of [1, 2, 3]) {
      relay.advance(2 * 3_600_000)
      await relay.register(`W${asked}`)
      await until(() => lines('provider asked').length === asked)
    }
    expect(lines('provider asked').map(({ outcome }) => outcome)).toEqual([
      ...['answered', 'refused', 'unread'],
    ])
    for (const mark of [key, email, name, phone, words, receipt, 'pi_A1']) {
      expect(text()).not.toContain(mark)
      expect(text()).not.toContain(encodeURIComponent(mark))
    }
  })

  it('nor of a store that fails, whatever its error quotes', async () => {
    const store = memoryStore()
    const { email, phone, words } = MARKS
    const cause = Object.assign(new Error(`no room for "${words}" of ${email}, ${phone}`), {
      ...{ code: 'ERR_SQLITE_ERROR', sql: words, values: [email, phone] },
    })
    const fails = async () => {
      throw new StoreFailure(`The store cannot be written to: ${cause.message}.`, { cause })
    }
    const parts = { ...store, epoch: store.epoch, apply: fails, register: fails, probe: fails }
    const { relay, lines, text } = await told({}, { store: parts })
    await relay.callback('stripe', stripePaid('A-1'))
    await relay.merchant('PUT', '/orders/A-1', { description: words })
    await ask(`${relay.url}/readyz`)
    expect(
      ['callback NOT STORED', 'a request NOT STORED', 'THE STORE'].flatMap(lines),
    ).toMatchObject(
      Array.from({ length: 3 }, () => ({
        level: 'fatal',
        err: { type: 'Error', cause: { code: 'ERR_SQLITE_ERROR' } },
      })),
    )
    for (const mark of [email, phone, words]) expect(text()).not.toContain(mark)
  })
})
