import { describe, expect, it } from 'vitest'
import { ask, bearer, type Answer } from './testing/client.ts'
import { subscribe } from './testing/page.ts'
import { startRelay } from './testing/relay.ts'

const SHOP = 'https://shop.example.com'
const STRANGER = 'https://stranger.example.com'

const problem = ({ status, headers, body }: Answer) => ({
  status,
  type: headers.get('Content-Type'),
  code: body.code,
  told: body.status,
})

const isProblem = (status: number, code: string) => ({
  status,
  type: 'application/problem+json',
  code,
  told: status,
})

describe('what goes wrong', () => {
  it('is told as a problem with a stable code, wherever it happens', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const get = (path: string, headers: Record<string, string> = {}) =>
      ask(relay.url + path, { headers })

    expect(problem(await get('/nowhere'))).toEqual(isProblem(404, 'not_found'))
    expect(problem(await get('/metrics'))).toEqual(isProblem(404, 'not_found'))
    expect(problem(await get('/ws'))).toEqual(isProblem(404, 'not_found'))
    expect(problem(await relay.merchant('DELETE', '/orders/A-1'))).toEqual(
      isProblem(404, 'not_found'),
    )
    expect(problem(await get('/orders/A-1'))).toEqual(isProblem(401, 'unauthorized'))
    expect(problem(await get('/orders/A-1', bearer('nonsense')))).toEqual(
      isProblem(401, 'token_invalid'),
    )
    expect(problem(await relay.order('A-1', token, {}, '?wait=soon'))).toEqual(
      isProblem(400, 'invalid_request'),
    )
    expect(problem(await relay.merchant('GET', '/orders/A-2'))).toEqual(
      isProblem(404, 'order_unknown'),
    )
    expect(problem(await relay.merchant('PUT', '/orders/-A', {}))).toEqual(
      isProblem(400, 'invalid_order_id'),
    )
    expect(problem(await relay.merchant('PUT', '/orders/A%20', {}))).toEqual(
      isProblem(400, 'invalid_order_id'),
    )
    expect(problem(await relay.merchant('PUT', `/orders/A${'1'.repeat(128)}`, {}))).toEqual(
      isProblem(400, 'invalid_order_id'),
    )
    expect(problem(await relay.poll('{'))).toEqual(isProblem(400, 'invalid_request'))
    expect(problem(await relay.poll({ frames: [{ type: 'subscribe' }] }))).toEqual(
      isProblem(400, 'invalid_request'),
    )
    expect(problem(await relay.callback('paypol', { headers: {}, body: '{}' }))).toEqual(
      isProblem(404, 'provider_off'),
    )
  })

  it.each([
    ['PUT', '/orders/A-1'],
    ['POST', '/orders/A-1/updates'],
    ['POST', '/tokens'],
  ])('lets nobody but the merchant %s %s', async (method, path) => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const as = (headers: Record<string, string>) =>
      ask(relay.url + path, { method, headers, body: { status: 'succeeded' } })

    expect(problem(await as({}))).toEqual(isProblem(401, 'unauthorized'))
    expect(problem(await as(bearer(token)))).toEqual(isProblem(401, 'unauthorized'))
    expect((await relay.order('A-1', token)).body).toMatchObject({ status: 'pending', version: 1 })
  })

  it('names every field that does not fit, in one answer', async () => {
    const relay = await startRelay()
    const { status, body } = await relay.merchant('PUT', '/orders/A-1', {
      amount: 12.5,
      currency: 'shilling',
      amont: 500,
      expiresAt: 'tomorrow',
    })
    expect(status).toBe(400)
    expect(body.code).toBe('invalid_request')
    for (const field of ['amount', 'currency', 'amont', 'expiresAt']) {
      expect(body.detail).toContain(`${field}:`)
    }
    expect(problem(await relay.merchant('PUT', '/orders/A-1', '{"amount"'))).toEqual(
      isProblem(400, 'invalid_request'),
    )
    expect(problem(await relay.merchant('PUT', '/orders/A-1', '[1]'))).toEqual(
      isProblem(400, 'invalid_request'),
    )
    expect(problem(await relay.merchant('GET', '/orders/A-1'))).toEqual(
      isProblem(404, 'order_unknown'),
    )
  })

  it('takes no body that is larger than any order, and says so to pages too', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const answer = await relay.poll('x'.repeat(1024 * 1024 + 1), { Origin: SHOP })
    expect(problem(answer)).toEqual(isProblem(413, 'too_large'))
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
  })

  it('takes of a page no more than 64 KiB, whether or not it says how much it will be', async () => {
    const relay = await startRelay()
    const body = (size: number) => JSON.stringify({ frames: [] }).padEnd(size)
    const streamed = (text: string) => {
      const asked = { method: 'POST', body: new Blob([text]).stream(), duplex: 'half' }
      return fetch(`${relay.url}/poll`, asked)
    }
    expect((await relay.poll(body(64 * 1024))).status).toBe(200)
    expect((await relay.poll(body(64 * 1024 + 1))).status).toBe(413)
    expect((await streamed(body(64 * 1024))).status).toBe(200)
    expect((await streamed(body(64 * 1024 + 1))).status).toBe(413)
  })
})

describe('a page of another origin', () => {
  const list = (headers: Headers, name: string) =>
    (headers.get(name) ?? '').split(',').map((value) => value.trim())

  it('reads what ALLOWED_ORIGINS lets it read, and nobody keeps it', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const { token } = await relay.register('A-1')
    const origin = { Origin: SHOP }
    const answers = [
      await relay.order('A-1', token, origin),
      await relay.order('A-1', 'nonsense', origin),
      await relay.poll({ frames: [subscribe(token, 'A-1')] }, origin),
      await relay.poll('nonsense', origin),
      await relay.poll({ frames: [{ type: 'subscribe' }] }, origin),
      await relay.poll('x'.repeat(64 * 1024 + 1), origin),
    ]
    const tag = answers[0]?.headers.get('ETag') ?? ''
    const held = relay.order('A-1', token, { ...origin, 'If-None-Match': tag }, '?wait=25')
    await relay.watchedBy(1, 'A-1')
    await relay.relay.drain()
    answers.push(await held, await relay.poll({ frames: [subscribe(token, 'A-1')] }, origin))
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 400, 400, 413, 503, 503])
    for (const { headers } of answers) {
      expect(headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect(list(headers, 'Vary')).toContain('Origin')
      expect(list(headers, 'Access-Control-Expose-Headers')).toEqual([
        'ETag',
        'Date',
        'Retry-After',
      ])
    }
    const { headers } = await relay.order('A-1', token, {
      ...origin,
      'If-None-Match': tag,
    })
    expect(headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  it('may ask beforehand, and remember the answer for two hours', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const { status, headers } = await ask(`${relay.url}/orders/A-1`, {
      method: 'OPTIONS',
      headers: {
        Origin: SHOP,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization, if-none-match',
      },
    })
    expect(status).toBe(204)
    expect(headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
    expect(headers.get('Access-Control-Max-Age')).toBe('7200')
    expect(list(headers, 'Vary')).toContain('Origin')
    expect(list(headers, 'Access-Control-Allow-Headers')).toEqual(
      expect.arrayContaining(['Authorization', 'If-None-Match']),
    )
    expect(list(headers, 'Access-Control-Allow-Methods')).toContain('GET')
  })

  it('reads nothing of an order where it is not allowed, but is told so by /poll', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const { token } = await relay.register('A-1')
    const order = await relay.order('A-1', token, { Origin: STRANGER })
    expect(order.headers.get('Access-Control-Allow-Origin')).toBeNull()

    for (const origin of [STRANGER, 'null', `${SHOP}:8443`, 'http://shop.example.com']) {
      const { status, headers, body } = await relay.poll(
        { frames: [subscribe(token, 'A-1')] },
        { Origin: origin },
      )
      expect(status).toBe(200)
      expect(headers.get('Access-Control-Allow-Origin')).toBe(origin)
      expect(body.frames).toEqual([
        { type: 'error', code: 'origin_not_allowed', message: expect.any(String) },
      ])
    }
  })

  it('is allowed everywhere by "*", but "null" must be said', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: '*' })
    const { token } = await relay.register('A-1')
    const from = async (origin: string) =>
      (await relay.poll({ frames: [subscribe(token, 'A-1')] }, { Origin: origin })).body.frames[0]
        .type
    expect(await from(STRANGER)).toBe('subscribed')
    expect(await from('null')).toBe('error')
  })
})

describe('a relay below a path', () => {
  it('answers with and without it: the proxy in front may cut it off', async () => {
    const relay = await startRelay({ PUBLIC_URL: 'https://shop.example.com/pay' })
    const { token, callbackUrls } = await relay.register('A-1')
    expect(callbackUrls.daraja).toMatch(
      /^https:\/\/shop\.example\.com\/pay\/callbacks\/daraja\/[0-9a-f]{64}$/,
    )
    for (const path of ['/orders/A-1', '/pay/orders/A-1']) {
      expect((await ask(relay.url + path, { headers: bearer(token) })).status).toBe(200)
    }
  })
})

describe('health', () => {
  it('is alive and ready; while it drains, alive and not ready', async () => {
    const relay = await startRelay()
    expect((await ask(`${relay.url}/healthz`)).status).toBe(200)
    expect((await ask(`${relay.url}/readyz`)).status).toBe(200)
    await relay.relay.drain()
    expect((await ask(`${relay.url}/healthz`)).status).toBe(200)
    expect((await ask(`${relay.url}/readyz`)).status).toBe(503)
  })
})
