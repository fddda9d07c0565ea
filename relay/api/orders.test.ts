import { jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { darajaPath, intent, stripePaid, stripeSays } from '../testing/callbacks.ts'
import { ask, bearer, type Answer } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { atRest, ENVIRONMENT, startRelay } from '../testing/relay.ts'

const SECRET = new TextEncoder().encode(ENVIRONMENT.TOKEN_SECRETS)

/** A token as a merchant's own server would sign it. */
const signed = (claims: object, expires: string | number = '1h', alg = 'HS256', key = SECRET) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg })
    .setAudience('payment-status')
    .setExpirationTime(expires)
    .sign(key)

const told = ({ status, body }: Answer) => ({ status, code: body.code })

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('PUT /orders/:id', () => {
  it('registers an order, and hands out all that its page needs', async () => {
    const relay = await startRelay()
    const { status, body } = await relay.merchant('PUT', '/orders/ORD-1205', {
      amount: 500000,
      currency: 'KES',
      merchant: 'Kikoy House',
      description: '2 × towel',
      number: '№ 1205',
      customers: ['42'],
      references: ['cs_1'],
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      order: {
        id: 'ORD-1205',
        epoch: expect.stringMatching(/^\w+$/),
        version: 1,
        status: 'pending',
        flow: 'payment',
        registered: true,
        test: false,
        amount: 500000,
        currency: 'KES',
        amountReceived: 0,
        amountRefunded: 0,
        overpaid: false,
        safeToRetry: false,
        merchant: 'Kikoy House',
        description: '2 × towel',
        number: '№ 1205',
        history: [{ status: 'pending', at: expect.stringMatching(TIME) }],
        createdAt: expect.stringMatching(TIME),
        updatedAt: expect.stringMatching(TIME),
        references: ['cs_1'],
        customers: ['42'],
        payments: [],
      },
      token: expect.any(String),
      tokenExpiresAt: expect.stringMatching(TIME),
      callbackUrls: {
        daraja: `${relay.url.replace('127.0.0.1', 'localhost')}/callbacks/${darajaPath('ORD-1205')}`,
      },
    })
    const { payload, protectedHeader } = await jwtVerify(body.token, SECRET)
    expect(protectedHeader.alg).toBe('HS256')
    expect(payload).toMatchObject({ aud: 'payment-status', orders: ['ORD-1205'] })
    expect(new Date((payload.exp ?? 0) * 1000).toISOString()).toBe(body.tokenExpiresAt)
  })

  it('has each customer once, told as a number or as text', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', { customers: [42, 'seller', '42'] })
    expect(order.customers).toEqual(['42', 'seller'])
  })

  it('answers 200 the next time, keeps what is left out, and only adds references', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES', references: ['r1'] })
    const { status, body } = await relay.merchant('PUT', '/orders/A-1', {
      description: 'towel',
      references: ['r2'],
    })
    expect(status).toBe(200)
    expect(body.order).toMatchObject({
      version: 2,
      amount: 500,
      currency: 'KES',
      description: 'towel',
      references: ['r1', 'r2'],
    })
  })

  it('takes ids to ask a provider by, and tells them to the shop', async () => {
    const relay = await startRelay()
    const asks = { 'mtn-momo': ['4f5c'], stripe: ['pi_1', 'pi_1'], adyen: [] }
    const { order } = await relay.register('A-1', { references: ['r1'], asks })
    expect(order).toMatchObject({
      asks: { 'mtn-momo': ['4f5c'], stripe: ['pi_1'] },
      references: ['r1', 'pi_1'],
    })
    for (const nothing of [{}, { asks: {} }, { asks: { stripe: [] } }]) {
      expect((await relay.register('A-2', nothing)).order).not.toHaveProperty('asks')
    }
  })

  it('gives no id to ask by of one order to another', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { asks: { 'mtn-momo': ['4f5c'] } })
    const answer = await relay.merchant('PUT', '/orders/A-2', { asks: { 'mtn-momo': ['4f5c'] } })
    expect(told(answer)).toEqual({ status: 409, code: 'reference_conflict' })
    expect(answer.body.detail).toContain('4f5c')
  })

  it('makes no version of what was said before', async () => {
    const relay = await startRelay()
    const order = { amount: 500, currency: 'KES', references: ['r1'], expiresIn: 60 }
    await relay.register('A-1', order)
    expect((await relay.register('A-1', order)).order.version).toBe(1)
    expect((await relay.register('A-1')).order.version).toBe(1)
  })

  it('counts expiresIn from the first time', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', { expiresIn: 60 })
    expect(Date.parse(order.expiresAt) - Date.parse(order.createdAt)).toBe(60_000)
    relay.advance(30_000)
    expect((await relay.register('A-1', { expiresIn: 60 })).order.expiresAt).toBe(order.expiresAt)
    expect((await relay.register('A-1', { expiresIn: 600 })).order.expiresAt).toBe(order.expiresAt)
  })

  it('lets the amount change until something is settled, and not after that', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 400, currency: 'USD' })
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.callback('stripe', stripePaid('A-1'))

    const put = async (order: object) => told(await relay.merchant('PUT', '/orders/A-1', order))
    expect(await put({ amount: 5001 })).toEqual({ status: 409, code: 'amount_conflict' })
    expect(await put({ currency: 'USD' })).toEqual({ status: 409, code: 'currency_conflict' })
    expect(await put({ amount: 5000, currency: 'eur' })).toEqual({ status: 200 })
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      amount: 5000,
      currency: 'EUR',
      status: 'succeeded',
    })
  })

  it('gives no reference of one order to another', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { references: ['r1'] })
    const answer = await relay.merchant('PUT', '/orders/A-2', { references: ['r2', 'r1'] })
    expect(told(answer)).toEqual({ status: 409, code: 'reference_conflict' })
    expect(answer.body.detail).toContain('r1')
    expect((await relay.merchant('GET', '/orders/A-2')).status).toBe(404)
  })

  it('keeps what a provider told before the merchant spoke', async () => {
    const relay = await startRelay()
    await relay.callback('stripe', stripePaid('A-1'))
    const before = (await relay.merchant('GET', '/orders/A-1')).body
    expect(before).toMatchObject({ registered: false, status: 'succeeded', amount: null })

    const { status, body } = await relay.merchant('PUT', '/orders/A-1', {
      amount: 9000,
      currency: 'EUR',
    })
    expect(status).toBe(201)
    expect(body.order).toMatchObject({
      registered: true,
      status: 'partially_paid',
      amount: 9000,
      amountReceived: 5000,
      version: before.version + 1,
    })
  })
})

describe('POST /orders/:id/updates', () => {
  it.each([
    ['pending', {}, { status: 'pending', safeToRetry: false }],
    ['requires_action', {}, { status: 'requires_action', safeToRetry: false }],
    ['processing', {}, { status: 'processing', safeToRetry: false }],
    ['authorized', {}, { status: 'authorized', safeToRetry: false }],
    ['partially_paid', { amount: 200 }, { status: 'partially_paid', amountReceived: 200 }],
    ['succeeded', {}, { status: 'succeeded', amountReceived: 500 }],
    ['failed', { final: true }, { status: 'failed', safeToRetry: true }],
    ['failed', {}, { status: 'failed', safeToRetry: false }],
    ['canceled', { final: true }, { status: 'canceled', safeToRetry: true }],
    ['expired', { final: true }, { status: 'expired', safeToRetry: true }],
    ['refunded', {}, { status: 'refunded', amountReceived: 500, amountRefunded: 500 }],
    ['partially_refunded', { amount: 200 }, { status: 'partially_refunded', amountRefunded: 200 }],
    ['disputed', {}, { status: 'disputed' }],
  ])('shows "%s" %o', async (status, more, shown) => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    // What goes back has come before.
    if (/refunded|disputed/.test(status)) await relay.update('A-1', { status: 'succeeded' })

    const { order, changed } = await relay.update('A-1', { status, ...more })
    expect(order).toMatchObject(shown)
    expect(changed).toBe(status !== 'pending')
    const { token } = await relay.register('A-1')
    expect((await relay.order('A-1', token)).body).toMatchObject(shown)
  })

  it('carries all that the page shows of it, and keeps the message for the merchant', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1', { amount: 500, currency: 'KES' })
    const action = { type: 'approve_on_phone', hint: '07•• ••• 678' }
    await relay.update('A-1', {
      status: 'requires_action',
      payment: 'ws_CO_1',
      provider: 'daraja',
      action,
      expiresIn: 90,
      occurredAt: new Date().toISOString(),
    })
    expect((await relay.order('A-1', token)).body).toMatchObject({
      status: 'requires_action',
      provider: 'daraja',
      action,
      expiresAt: expect.stringMatching(TIME),
    })

    const reason = { code: 'insufficient_funds', message: 'Balance 12.30' }
    await relay.update('A-1', { status: 'failed', payment: 'ws_CO_1', reason })
    const seen = (await relay.order('A-1', token)).body
    expect(seen.reason).toEqual({ code: 'insufficient_funds' })
    for (const hidden of ['payments', 'references', 'customers'])
      expect(seen).not.toHaveProperty(hidden)
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      reason,
      payments: [{ id: 'ws_CO_1', provider: 'daraja', status: 'failed', final: false, reason }],
    })
  })

  it('makes the order if there is none', async () => {
    const relay = await startRelay()
    const { order, changed } = await relay.update('A-1', { status: 'processing' })
    expect(changed).toBe(true)
    expect(order).toMatchObject({ id: 'A-1', status: 'processing', amount: null, version: 1 })
  })

  it('changes nothing where it says what is known', async () => {
    const relay = await startRelay()
    await relay.update('A-1', { status: 'processing' })
    const { order, changed } = await relay.update('A-1', { status: 'processing' })
    expect(changed).toBe(false)
    expect(order.version).toBe(1)
  })

  it('lets a mistake be corrected', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    await relay.update('A-1', { status: 'succeeded' })
    await relay.update('A-1', { status: 'refunded' })
    expect((await relay.update('A-1', { status: 'succeeded' })).order).toMatchObject({
      status: 'succeeded',
      amountRefunded: 0,
    })
    expect((await relay.update('A-1', { status: 'failed' })).order).toMatchObject({
      status: 'failed',
      amountReceived: 0,
    })
  })

  it('takes no half a word: a partial amount must be said', async () => {
    const relay = await startRelay()
    const answer = await relay.merchant('POST', '/orders/A-1/updates', { status: 'partially_paid' })
    expect(told(answer)).toEqual({ status: 400, code: 'invalid_request' })
    const unknown = await relay.merchant('POST', '/orders/A-1/updates', { status: 'paid' })
    expect(told(unknown)).toEqual({ status: 400, code: 'invalid_request' })
  })

  it('releases what is held in escrow only by the merchant’s word', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR', flow: 'escrow' })
    await relay.callback('stripe', stripePaid('A-1'))
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      status: 'authorized',
      amountReceived: 5000,
    })
    expect((await relay.update('A-1', { status: 'succeeded' })).order).toMatchObject({
      status: 'succeeded',
      amountReceived: 5000,
      overpaid: false,
    })
  })

  it('tells the books of no money that came and went, where a dispute in escrow came and went', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR', flow: 'escrow' })
    const books: [status: string, received: number, refunded: number][] = []
    for (const status of ['authorized', 'disputed', 'authorized', 'disputed', 'succeeded']) {
      const { order } = await relay.update('A-1', { status })
      books.push([order.status, order.amountReceived, order.amountRefunded])
    }
    expect(books).toEqual([
      ['authorized', 0, 0],
      ['disputed', 0, 0],
      ['authorized', 0, 0],
      ['disputed', 0, 0],
      ['succeeded', 5000, 0],
    ])
  })
})

describe('GET /orders/:id', () => {
  it('is answered with a tag, and with 304 to whoever has it, however a proxy marked it', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const { headers } = await relay.order('A-1', token)
    const tag = `${order.epoch}.${order.version}`
    expect(headers.get('ETag')).toBe(`"${tag}"`)

    const having = async (known: string) =>
      (await relay.order('A-1', token, { 'If-None-Match': known })).status
    for (const known of [
      `"${tag}"`,
      `W/"${tag}"`,
      `"${tag}-gzip"`,
      `W/"${tag}-gzip"`,
      `"x", "${tag}"`,
    ]) {
      expect(await having(known)).toBe(304)
    }
    for (const known of ['"x"', `"${order.epoch}.0"`, `"other.${order.version}"`, tag]) {
      expect(await having(known)).toBe(200)
    }
    await relay.update('A-1', { status: 'processing' })
    expect(await having(`"${tag}"`)).toBe(200)
  })

  it('is held until the order changes', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const known = { 'If-None-Match': (await relay.order('A-1', token)).headers.get('ETag') ?? '' }

    const read = relay.isRead('A-1')
    const answer = relay.order('A-1', token, known, '?wait=25')
    await read
    await relay.update('A-1', { status: 'processing' })
    expect(await answer).toMatchObject({ status: 200, body: { status: 'processing', version: 2 } })
  })

  it('is answered with 304 when nothing came while it was held', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const tag = (await relay.order('A-1', token)).headers.get('ETag') ?? ''
    const { status, headers } = await relay.order(
      'A-1',
      token,
      { 'If-None-Match': tag },
      '?wait=0.05',
    )
    expect(status).toBe(304)
    expect(headers.get('ETag')).toBe(tag)
  })

  it('is not held for a page that has something older', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const known = { 'If-None-Match': '"older.1"' }
    expect((await relay.order('A-1', token, known, '?wait=30')).status).toBe(200)
  })

  it('sends whoever is held away when the relay stops, each to come back at another time', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const known = { 'If-None-Match': (await relay.order('A-1', token)).headers.get('ETag') ?? '' }
    const read = relay.isRead('A-1')
    const answer = relay.order('A-1', token, known, '?wait=25')
    await read
    await relay.relay.drain()
    const { status, headers } = await answer
    expect(status).toBe(503)
    expect(headers.get('Retry-After')).toMatch(/^\d+$/)
  })

  it('expires by itself, and a page that waits hears of it', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', {
      ...{ amount: 500, currency: 'KES', expiresIn: 1 },
    })
    const known = { 'If-None-Match': `"${order.epoch}.${order.version}"` }
    const { body } = await relay.order('A-1', token, known, '?wait=25')
    expect(body).toMatchObject({ status: 'expired', version: 2, reason: { code: 'expired' } })
  })

  it('shows an unknown order as one that is not registered yet, and keeps nothing of it', async () => {
    const relay = await startRelay()
    const token = await signed({ orders: ['A-1'] })
    const { status, headers, body } = await relay.order('A-1', token)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: 'A-1',
      version: 0,
      status: 'pending',
      registered: false,
      amount: null,
      currency: null,
      amountReceived: 0,
      safeToRetry: false,
      history: [],
    })
    expect(headers.get('ETag')).toBe(`"${body.epoch}.0"`)
    expect((await relay.merchant('GET', '/orders/A-1')).status).toBe(404)

    const read = relay.isRead('A-1')
    const answer = relay.order(
      'A-1',
      token,
      { 'If-None-Match': headers.get('ETag') ?? '' },
      '?wait=25',
    )
    await read
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    expect((await answer).body).toMatchObject({ version: 1, registered: true, amount: 500 })
  })

  it('does not tell whose token does not open an order whether it exists', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    await relay.register('A-2')
    const [known, unknown] = [await relay.order('A-2', token), await relay.order('A-3', token)]
    expect(told(known)).toEqual({ status: 403, code: 'forbidden' })
    expect({ ...unknown, headers: 0 }).toEqual({ ...known, headers: 0 })
  })
})

describe('an order token', () => {
  it('that is good and opens something else is refused with the names of the claims that open', async () => {
    const relay = await startRelay()
    const wrong = await signed({ order: 'A-1' })
    const claims = /orders, such as \["ORD-1205"\], or customer/
    expect((await relay.order('A-1', wrong)).body.detail).toMatch(claims)
    const body = JSON.stringify({ frames: [subscribe(wrong, 'A-1')] })
    const { frames } = (await ask(`${relay.url}/poll`, { body })).body
    expect(frames).toMatchObject([{ code: 'forbidden', message: expect.stringMatching(claims) }])
  })

  it('may be signed by the merchant’s own server, with any of TOKEN_SECRETS', async () => {
    const other = 'another-secret-of-no-less-than-32-bytes'
    const relay = await startRelay({ TOKEN_SECRETS: `${other},${ENVIRONMENT.TOKEN_SECRETS}` })
    await relay.register('A-1', { customers: ['42'] })
    const status = async (token: string) => (await relay.order('A-1', token)).status
    const key = new TextEncoder().encode(other)
    expect(await status(await signed({ orders: ['A-1'] }))).toBe(200)
    expect(await status(await signed({ orders: ['A-1'] }, '1h', 'HS256', key))).toBe(200)
    expect(await status(await signed({ customer: '42' }))).toBe(200)
    expect(await status(await signed({ orders: ['*'] }))).toBe(200)
    expect(await status(await signed({ orders: ['A-1'] }, '30d'))).toBe(200)
    expect(await status(await signed({ orders: ['*'] }, '12h'))).toBe(200)
    // Two clocks differ by so much.
    expect(await status(await signed({ orders: ['A-1'] }, '-50s'))).toBe(200)
  })

  it.each<[why: string, code: string, token: () => Promise<string> | string]>([
    [
      'another secret',
      'token_invalid',
      () => signed({ orders: ['A-1'] }, '1h', 'HS256', new Uint8Array(32)),
    ],
    [
      'another algorithm',
      'token_invalid',
      () => signed({ orders: ['A-1'] }, '1h', 'HS384', new Uint8Array([...SECRET, ...SECRET])),
    ],
    [
      'another audience',
      'token_invalid',
      () =>
        new SignJWT({ orders: ['A-1'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('shop')
          .setExpirationTime('1h')
          .sign(SECRET),
    ],
    [
      'no end',
      'token_invalid',
      () =>
        new SignJWT({ orders: ['A-1'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('payment-status')
          .sign(SECRET),
    ],
    ['an end that is too far away', 'token_invalid', () => signed({ orders: ['A-1'] }, '31d')],
    ['an end too far away for staff', 'token_invalid', () => signed({ orders: ['*'] }, '13h')],
    [
      'a beginning in the future',
      'token_invalid',
      () =>
        new SignJWT({ orders: ['A-1'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setAudience('payment-status')
          .setExpirationTime('2h')
          .setNotBefore('1h')
          .sign(SECRET),
    ],
    ['an end long ago', 'token_expired', () => signed({ orders: ['A-1'] }, '-2m')],
    [
      'no signature at all',
      'token_invalid',
      () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ aud: 'payment-status', exp: Math.floor(Date.now() / 1000) + 60, orders: ['A-1'] })).toString('base64url')}.`,
    ],
  ])('with %s opens nothing', async (_, code, token) => {
    const relay = await startRelay()
    await relay.register('A-1')
    expect(told(await relay.order('A-1', await token()))).toEqual({ status: 401, code })
  })
})

describe('a text', () => {
  it.each([
    ['PUT', '/orders/A-1', { description: 'Towel \ud83d' }, 'description'],
    ['PUT', '/orders/A-1', { customers: ['\udc00'] }, 'customers.0'],
    ['POST', '/orders/A-1/updates', { status: 'failed', payment: 'p\ud83d' }, 'payment'],
    ['POST', '/tokens', { customer: '\ud83dx' }, 'customer'],
  ])('with half a character is refused: %s %s %o', async (method, path, body, field) => {
    const relay = await startRelay()
    const answer = await relay.merchant(method, path, body)
    expect(told(answer)).toEqual({ status: 400, code: 'invalid_request' })
    expect(answer.body.detail).toBe(`${field}: holds half a character (a lone surrogate).`)
  })

  it('keeps whole ones', async () => {
    const relay = await startRelay()
    const { order } = await relay.register('A-1', { description: 'Towel 🧖' })
    expect(order.description).toBe('Towel 🧖')
  })
})

describe('POST /tokens', () => {
  it('hands out tokens for orders, for a customer, or for staff', async () => {
    const relay = await startRelay({}, atRest())
    await relay.register('A-1', { customers: ['42'] })
    const issue = async (wanted: object) => {
      const { status, body } = await relay.merchant('POST', '/tokens', wanted)
      expect(status).toBe(201)
      expect(Object.keys(body)).toEqual(['token', 'expiresAt'])
      const { payload } = await jwtVerify(body.token, SECRET, { audience: 'payment-status' })
      expect(new Date((payload.exp ?? 0) * 1000).toISOString()).toBe(body.expiresAt)
      expect((await relay.order('A-1', body.token)).status).toBe(200)
      return Math.round((payload.exp ?? 0) - relay.inSeconds(0).getTime() / 1000)
    }
    const within = (seconds: number) => expect.closeTo(seconds, -1)
    expect(await issue({ orders: ['A-1', 'A-2'] })).toEqual(within(86_400))
    expect(await issue({ customer: '42', ttl: 3600 })).toEqual(within(3600))
    expect(await issue({ orders: ['A-1'], ttl: 30 * 86_400 })).toEqual(within(30 * 86_400))
    expect(await issue({ orders: ['*'] })).toEqual(within(12 * 3600))
  })

  it.each([
    {},
    { orders: [] },
    { orders: ['-1'] },
    { orders: ['A-1'], ttl: 0 },
    { orders: ['A-1'], ttl: 30 * 86_400 + 1 },
    { orders: ['*'], ttl: 12 * 3600 + 1 },
    { customer: '' },
    { order: 'A-1' },
  ])('refuses %o', async (wanted) => {
    const relay = await startRelay()
    expect(told(await relay.merchant('POST', '/tokens', wanted))).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  })
})

describe('API_KEYS', () => {
  it('all open, so that they can be rotated', async () => {
    const relay = await startRelay({ API_KEYS: 'first-0123456789abc,second-0123456789ab' })
    for (const key of ['first-0123456789abc', 'second-0123456789ab']) {
      const answer = await ask(`${relay.url}/orders/A-1`, {
        method: 'PUT',
        headers: bearer(key),
        body: {},
      })
      expect(answer.status).toBeLessThan(300)
    }
  })
})

describe('what is told late', () => {
  it('changes nothing that is true: a failure after the money came', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    await relay.callback('stripe', stripePaid('A-1', { at: Date.now() - 60_000 }))
    const paid = (await relay.merchant('GET', '/orders/A-1')).body
    await relay.callback(
      'stripe',
      stripeSays(
        'payment_intent.payment_failed',
        intent('A-1', 'requires_payment_method', { last_payment_error: { code: 'card_declined' } }),
      ),
    )
    expect((await relay.merchant('GET', '/orders/A-1')).body).toMatchObject({
      status: 'succeeded',
      version: paid.version,
    })
  })
})
