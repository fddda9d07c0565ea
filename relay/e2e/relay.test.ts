import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  darajaPath,
  darajaSays,
  razorpayPaid,
  SECRETS,
  standardPaid,
  stripePaid,
} from '../testing/callbacks.ts'
import { bearer, ask, Client } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { said as wireSaid, UPGRADE, Wire } from '../testing/wire.ts'
import { folder, run, serve } from './process.ts'

const settings = (more: object = {}) => ({
  ...ENVIRONMENT,
  PORT: '0',
  STORE: 'sqlite:orders.db',
  ...more,
})

describe('wrong settings', () => {
  it('are told all at once, each with what would be right, and no secret; nothing starts', async () => {
    const cwd = folder()
    const { code, out, err } = await run([], cwd, {
      PORT: 'http',
      PUBLIC_URL: 'pay.example.com',
      STORE: 'postgres://user:hunter2hunter2@db',
      TOKEN_SECRETS: 'too-short-a-secret',
      ALLOWED_ORIGINS: 'https://shop.example.com/',
      CALLBACK_SECRET_STRIPE: '',
      CALLBACK_SECRET_PAYPOL: 'a-secret-of-paypol',
      CALLBACK_IPS_RAZORPAY: '1.2.3.4',
      TRUST_PROXY: '-1',
      REALTIME_ROLLOUT: '101',
      RETENTION_DAYS: '0',
      LOG_LEVEL: 'loud',
    })
    expect(code).toBe(78)
    expect(out).toBe('')
    const names = [
      ...['PORT', 'PUBLIC_URL', 'STORE', 'API_KEYS', 'TOKEN_SECRETS', 'ALLOWED_ORIGINS'],
      ...['CALLBACK_SECRET_STRIPE', 'CALLBACK_SECRET_PAYPOL', 'CALLBACK_IPS_RAZORPAY'],
      ...['TRUST_PROXY', 'REALTIME_ROLLOUT', 'RETENTION_DAYS', 'LOG_LEVEL'],
    ]
    for (const name of names) expect(err).toMatch(new RegExp(`^ *${name}\\b.{10,}`, 'm'))
    for (const secret of ['hunter2', 'too-short-a-secret', 'a-secret-of-paypol']) {
      expect(err).not.toContain(secret)
    }
    expect(existsSync(join(cwd, 'orders.db'))).toBe(false)
  })

  it('are also those that are missing', async () => {
    const { code, err } = await run([], folder())
    expect(code).toBe(78)
    for (const name of ['PUBLIC_URL', 'API_KEYS', 'TOKEN_SECRETS']) expect(err).toContain(name)
  })

  it('is a port that somebody else has: said in one line', async () => {
    const cwd = folder()
    const { port } = await serve([], cwd, settings())
    const { code, err } = await run([], cwd, settings({ PORT: port, STORE: 'memory:' }))
    expect(code).toBe(69)
    expect(err).toContain(port)
    expect(err).not.toContain('    at ')
  })
})

describe('a relay', () => {
  it('says where it is, what it keeps, and who may call it; and no secret', async () => {
    const relay = await serve([], folder(), settings())
    expect(relay.said()).toContain(relay.url)
    expect(relay.said()).toContain('orders.db')
    for (const provider of ['stripe', 'razorpay', 'standard-webhooks', 'daraja']) {
      expect(relay.said()).toMatch(
        new RegExp(`${provider} +http://localhost:\\d+/callbacks/${provider}`),
      )
    }
    for (const secret of [
      ...Object.values(SECRETS),
      ENVIRONMENT.API_KEYS,
      ENVIRONMENT.TOKEN_SECRETS,
    ]) {
      expect(relay.said()).not.toContain(secret)
    }
  })

  it('answers clients that offer another protocol with every request, as Java’s does', async () => {
    const relay = await serve([], folder(), settings())
    const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': '' }
    const asked = request(`${relay.url}/healthz`, { headers: offer, agent: false }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(200)
    response.resume()
  })

  it('keeps an idle connection longer than any proxy in front does, the longest of them for 600 s', async () => {
    const relay = await serve([], folder(), settings())
    const { headers } = await ask(`${relay.url}/healthz`)
    const [, seconds] = /timeout=(\d+)/.exec(headers.get('Keep-Alive') ?? '') ?? []
    expect(Number(seconds)).toBeGreaterThan(600)
  })

  it('brings every provider’s signed word to the page that waits', async () => {
    const client = new Client((await serve([], folder(), settings())).url)
    const page = await client.connect()
    const callbacks = {
      stripe: stripePaid('A-1'),
      razorpay: razorpayPaid('A-2'),
      'standard-webhooks': standardPaid('A-3'),
      [darajaPath('A-4')]: darajaSays('ws_CO_1', 0),
    }
    const currencies = ['EUR', 'INR', 'EUR', 'KES']
    for (const [index, [path, callback]] of Object.entries(callbacks).entries()) {
      const id = `A-${index + 1}`
      const currency = currencies[index]
      const { token } = await client.register(id, { amount: 5000, currency })
      await page.ask(subscribe(token, id))
      const forged = { ...callback, body: callback.body.replace('{', '{ ') }
      if (!path.startsWith('daraja')) {
        expect((await client.callback(path, forged)).status).toBe(401)
      }
      expect((await client.callback(path, callback)).status).toBeLessThan(300)
      expect(await page.next()).toMatchObject({
        type: 'update',
        order: { id, status: 'succeeded', version: 2, provider: path.split('/')[0] },
      })
    }
  })

  it('killed while pages wait, knows all of it when it is back: same epoch, same versions', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    const client = new Client(first.url)
    const { token } = await client.register('A-1', { amount: 5000, currency: 'EUR' })
    const page = await client.connect()
    await page.ask(subscribe(token, 'A-1'))
    await client.update('A-1', { status: 'processing' })
    const { order } = await page.next()
    expect(order).toMatchObject({ version: 2, status: 'processing' })

    expect(await first.stop('SIGKILL')).toBeNull()
    expect(await page.closed).toBe(1006)
    await serve([], cwd, settings({ PORT: first.port }))

    // The page resumes by what it has, and misses nothing.
    const again = await client.connect()
    const { epoch } = order
    expect(await again.ask(subscribe(token, { id: 'A-1', epoch, version: 2 }))).toEqual({
      type: 'subscribed',
      orders: [{ id: 'A-1', epoch, version: 2 }],
    })
    expect((await client.callback('stripe', stripePaid('A-1'))).status).toBe(204)
    expect(await again.next()).toMatchObject({ order: { epoch, version: 3, status: 'succeeded' } })
  })

  it('killed right after it acknowledged a callback, has it', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    const client = new Client(first.url)
    const callback = stripePaid('A-1')
    expect((await client.callback('stripe', callback)).status).toBe(204)
    await first.stop('SIGKILL')

    await serve([], cwd, settings({ PORT: first.port }))
    const order = (await client.merchant('GET', '/orders/A-1')).body
    expect(order).toMatchObject({ status: 'succeeded', version: 1 })
    expect((await client.callback('stripe', callback)).status).toBe(204)
    expect((await client.merchant('GET', '/orders/A-1')).body).toEqual(order)
  })

  it('shows what ran out while it was down', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    const client = new Client(first.url)
    const { token, order } = await client.register('A-1', {
      amount: 5000,
      currency: 'EUR',
      expiresIn: 1,
    })
    await first.stop('SIGKILL')
    await serve([], cwd, settings({ PORT: first.port }))
    const known = { 'If-None-Match': `"${order.epoch}.1"` }
    expect((await client.order('A-1', token, known, '?wait=20')).body).toMatchObject({
      status: 'expired',
      version: 2,
    })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s: pages are told when to come back, and it exits with 0',
    async (signal) => {
      const relay = await serve([], folder(), settings())
      const client = new Client(relay.url)
      const { token } = await client.register('A-1')
      const page = await client.connect()
      const { orders } = await page.ask(subscribe(token, 'A-1'))
      const [{ id, epoch, version }] = orders
      const held = client.poll({ wait: 25, frames: [subscribe(token, { id, epoch, version })] })
      // Asked after it, answered after it: now the poll is held.
      await client.order('A-1', token)

      const stopped = relay.stop(signal)
      expect(await page.next()).toEqual({ type: 'drain', after: 500, spread: expect.any(Number) })
      expect(await page.closed).toBe(1012)
      expect((await held).status).toBe(503)
      expect(await stopped).toBe(0)
    },
  )

  it('refuses a store that a newer version wrote, and leaves it as it is', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    await first.stop('SIGTERM')
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(join(cwd, 'orders.db'))
    db.exec('PRAGMA user_version = 999')
    db.close()
    const { code, err } = await run([], cwd, settings())
    expect(code).not.toBe(0)
    expect(err).toContain('orders.db')
    expect(err).toContain('999')
    expect(err).not.toContain('    at ')
  })
})

describe('the commands', () => {
  it('init writes a .env that serve and check begin with, once', async () => {
    const cwd = folder()
    expect(await run(['init'], cwd)).toMatchObject({ code: 0 })
    const file = join(cwd, '.env')
    const written = readFileSync(file, 'utf8')
    expect(statSync(file).mode & 0o077).toBe(0)
    const secret = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(written)?.[1] ?? ''
    expect(secret('API_KEYS').length).toBeGreaterThanOrEqual(32)
    expect(secret('TOKEN_SECRETS').length).toBeGreaterThanOrEqual(32)
    expect(secret('API_KEYS')).not.toBe(secret('TOKEN_SECRETS'))

    const checked = await run(['check'], cwd)
    expect(checked.code).toBe(0)
    const relay = await serve([], cwd, { PORT: '0', HOST: '127.0.0.1' })
    const { status } = await ask(`${relay.url}/orders/A-1`, {
      method: 'PUT',
      headers: bearer(secret('API_KEYS')),
      body: {},
    })
    expect(status).toBe(201)

    const again = await run(['init'], cwd)
    expect(again.code).toBe(73)
    expect(readFileSync(file, 'utf8')).toBe(written)
  })

  it('check tells what is on and which address to give each, with every secret masked', async () => {
    const cwd = folder()
    const { code, out, err } = await run(
      ['check'],
      cwd,
      settings({
        PUBLIC_URL: 'https://pay.example.com/relay',
        CALLBACK_URL_STRIPE: 'https://hooks.example.com/stripe',
      }),
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const address of [
      'https://hooks.example.com/stripe',
      'https://pay.example.com/relay/callbacks/razorpay',
      'https://pay.example.com/relay/callbacks/standard-webhooks',
      // Paybill and Till know one address for all orders.
      `https://pay.example.com/relay/callbacks/${darajaPath()}`,
    ]) {
      expect(out).toContain(address)
    }
    for (const trust of ['signed-body', 'address']) expect(out).toContain(trust)
    for (const secret of [
      ...Object.values(SECRETS),
      ENVIRONMENT.API_KEYS,
      ENVIRONMENT.TOKEN_SECRETS,
    ]) {
      expect(out).not.toContain(secret)
    }
    expect(existsSync(join(cwd, 'orders.db'))).toBe(false)
  })

  it('check tells every mistake, and fails', async () => {
    const { code, err } = await run(['check'], folder(), settings({ LOG_LEVEL: 'loud', PORT: 'x' }))
    expect(code).toBe(78)
    expect(err).toContain('LOG_LEVEL')
    expect(err).toContain('PORT')
  })

  it('token prints a token that opens the order', async () => {
    const cwd = folder()
    const { code, out } = await run(['token', '--order', 'A-1', '--ttl', '15m'], cwd, settings())
    expect(code).toBe(0)
    const secret = new TextEncoder().encode(ENVIRONMENT.TOKEN_SECRETS)
    const { payload } = await jwtVerify(out.trim(), secret, { audience: 'payment-status' })
    expect(payload).toMatchObject({ orders: ['A-1'] })
    expect((payload.exp ?? 0) - Date.now() / 1000).toBeCloseTo(900, -2)

    const customer = await run(['token', '--customer', '42'], cwd, settings())
    expect((await jwtVerify(customer.out.trim(), secret)).payload).toMatchObject({ customer: '42' })
    for (const args of [[], ['--order', '-1'], ['--order', 'A-1', '--ttl', 'soon']]) {
      expect((await run(['token', ...args], cwd, settings())).code).not.toBe(0)
    }
  })

  it('simulate sends the relay what the provider would', async () => {
    const cwd = folder()
    const { url, port } = await serve([], cwd, settings())
    const client = new Client(url)
    for (const provider of ['stripe', 'razorpay', 'standard-webhooks', 'daraja']) {
      const order = `A-${provider}`
      await client.register(order, { amount: 1250, currency: 'KES' })
      const args = [
        '--order',
        order,
        '--status',
        'succeeded',
        '--amount',
        '1250',
        '--currency',
        'KES',
      ]
      const { code } = await run(['simulate', provider, ...args], cwd, settings({ PORT: port }))
      expect(code).toBe(0)
      expect((await client.merchant('GET', `/orders/${order}`)).body).toMatchObject({
        status: 'succeeded',
        amountReceived: 1250,
        provider,
      })
    }
    const unknown = ['simulate', 'stripe', '--order', 'A-1', '--status', 'paid']
    expect((await run(unknown, cwd, settings({ PORT: port }))).code).toBe(64)
  })

  it('simulate fails when the relay refuses what it sent', async () => {
    const cwd = folder()
    const { port } = await serve([], cwd, settings())
    const { code, err } = await run(
      ['simulate', 'stripe', '--order', 'A-1', '--status', 'succeeded'],
      cwd,
      settings({ PORT: port, CALLBACK_SECRET_STRIPE: 'whsec_another0123456' }),
    )
    expect(err).toContain('401')
    expect(code).not.toBe(0)
  })

  it('that nobody knows are refused, with what there is', async () => {
    const { code, err } = await run(['dance'], folder(), settings())
    expect(code).toBe(64)
    expect(err).toContain('serve')
    const help = await run(['--help'], folder())
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toContain('simulate')
  })
})

describe('serve --demo', () => {
  it.each([
    ['NODE_ENV', 'production'],
    ['API_KEYS', 'a-key-0123456789abc'],
    ['TOKEN_SECRETS', 'a-token-secret-of-no-less-than-32-bytes'],
    ['CALLBACK_SECRET_STRIPE', 'whsec_0123456789abc'],
    ['WEBHOOK_SECRET', 'whsec_0123456789abc'],
    ['ASK_STRIPE', 'rk_live_0123456789'],
  ])('refuses where %s says that this is no demo', async (name, value) => {
    const cwd = folder()
    const { code, err } = await run(['serve', '--demo'], cwd, { PORT: '0', [name]: value })
    expect(code).toBe(78)
    expect(err).toContain(name)
    if (name !== 'NODE_ENV') expect(err).not.toContain(value)
    expect(existsSync(join(cwd, 'payment-status-demo.db'))).toBe(false)
  })

  it('answers to no name that somebody else may own, and to no page but its own', async () => {
    const { port, said } = await serve(['serve', '--demo'], folder(), { PORT: '0' })
    const answered = async (line: string, headers: Record<string, string>, body = '') => {
      const ends = { Connection: 'close', 'Content-Length': body.length }
      const wire = await Wire.to(port, wireSaid(line, { ...ends, ...headers }, body))
      await wire.closed
      return Number(/^HTTP\/1.1 (\d+)/.exec(wire.said)?.[1])
    }
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const host = { Host: `${name}:${port}` }
      expect(await answered('GET /demo/start', host)).toBe(200)
      expect(
        await answered('POST /demo/orders', { ...host, Origin: `http://${name}:${port}` }, '{}'),
      ).toBe(201)
    }
    for (const name of [`evil.example:${port}`, 'localhost.evil.example', '127.0.0.2', '[::2]']) {
      const rebound = { Host: name, Origin: `http://${name}` }
      for (const line of ['GET /', 'GET /demo/start', 'POST /demo/orders', 'GET /healthz']) {
        expect(await answered(line, rebound, '{}')).toBe(403)
      }
      expect(await answered('GET /ws', { ...rebound, ...UPGRADE })).toBe(400)
    }
    for (const Origin of ['null', 'nonsense', 'https://evil.example']) {
      expect(await answered('POST /demo/orders', { Host: 'localhost', Origin }, '{}')).toBe(403)
    }
    expect(said()).not.toContain('Error')
  })

  it('keeps to this machine and to secrets of its own, whatever lies about', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, '.env'), 'API_KEYS=a-key-0123456789abc\nHOST=0.0.0.0\n')
    const { url, said } = await serve(['serve', '--demo'], cwd, { PORT: '0', HOST: '0.0.0.0' })
    expect(
      (await ask(`${url}/orders/A-1`, { headers: bearer('a-key-0123456789abc') })).status,
    ).toBe(401)

    const [, key = ''] = /Bearer (\S+)'/.exec(said()) ?? []
    const [, order = ''] = /\/orders\/(\S+)\/updates/.exec(said()) ?? []
    const moved = await ask(`${url}/orders/${order}/updates`, {
      headers: bearer(key),
      body: { status: 'succeeded', receipt: 'BY-HAND-1' },
    })
    expect(moved).toMatchObject({ status: 200, body: { order: { status: 'succeeded' } } })
  })
})
