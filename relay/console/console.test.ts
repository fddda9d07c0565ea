import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { readConfig } from '../config/read-config.ts'
import { reached } from '../config/config.ts'
import { SECRETS } from '../testing/callbacks.ts'
import { API_KEY, ask, TOKEN_SECRET } from '../testing/client.ts'
import { Page, subscribe } from '../testing/page.ts'
import { ENVIRONMENT, startRelay } from '../testing/relay.ts'
import { relayConsole } from './console.ts'

/** The console of a relay, on a port of its own. */
async function startConsole(relay: string, env: object = {}) {
  const { config } = readConfig({ ...ENVIRONMENT, PORT: '8787', ...env })
  if (!config) throw new Error('The settings do not fit.')
  const { app, upgrade } = relayConsole({ config: reached(config), relay, assets: new Map() })
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  server.on('upgrade', (...given) => upgrade(...given))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${port}`
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(`${url}/console/api${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    })
  const get = (path: string, headers: Record<string, string> = {}) =>
    ask(`${url}/console/api${path}`, { headers })
  return { url, port, get, post, ws: `ws://127.0.0.1:${port}/console/ws` }
}

/** fetch sets some headers itself. */
async function asking(port: number, path: string, headers: Record<string, string>) {
  const sent = request({ host: '127.0.0.1', port, path, headers }).end()
  const [answer] = await once(sent, 'response')
  return { status: answer.statusCode, body: await text(answer) }
}

/** With which code a socket ends; 0 where it was never one. */
async function endOf(socket: WebSocket): Promise<number> {
  socket.on('error', () => {})
  const [code] = await Promise.race([
    once(socket, 'close'),
    once(socket, 'unexpected-response').then(() => [0]),
  ])
  return code
}

describe('the console', () => {
  it('is for this machine: another name that leads here is refused', async () => {
    const { url } = await startRelay()
    const { port } = await startConsole(url)
    for (const Host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example']) {
      expect((await asking(port, '/console/api/start', { Host })).status).toBe(403)
      expect((await asking(port, '/console', { Host })).status).toBe(403)
    }
    for (const Host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await asking(port, '/console/api/start', { Host })).status).toBe(200)
    }
  })

  it('is for its own page: other origins neither read nor change anything', async () => {
    const relay = await startRelay()
    await relay.register('A-1')
    const { port, post, get, ws } = await startConsole(relay.url)
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `http://127.0.0.1:${port + 1}` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const headers of foreign) {
      const seen = await asking(port, '/console/api/relay/orders', {
        Host: `127.0.0.1:${port}`,
        ...headers,
      })
      expect({ headers, status: seen.status }).toEqual({ headers, status: 403 })
    }
    const Origin = 'https://evil.example'
    for (const path of ['/token', '/simulate', '/relay/orders/A-1/updates']) {
      expect((await post(path, { status: 'succeeded' }, { Origin })).status).toBe(403)
    }
    expect(await endOf(new WebSocket(ws, { origin: Origin }))).toBe(0)
    expect(await endOf(new WebSocket(ws, { headers: { Host: 'evil.example' } }))).toBe(0)
    expect((await get('/relay/orders/A-1', { Origin: `http://127.0.0.1:${port}` })).status).toBe(
      200,
    )
  })

  it('takes JSON only, which no form of another page can send', async () => {
    const { url } = await startRelay()
    const { post } = await startConsole(url)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await post('/token', {}, { 'Content-Type': type })).status).toBe(400)
    }
  })

  it('reads no request of more than a megabyte', async () => {
    const { url } = await startRelay()
    const { post } = await startConsole(url)
    const more = { more: 'x'.repeat(1 << 20) }
    for (const path of ['/token', '/simulate', '/relay/notifications']) {
      expect({ path, status: (await post(path, more)).status }).toEqual({ path, status: 413 })
    }
  })

  it('passes on what its page needs with the key, and nothing else', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const { url, get, post } = await startConsole(relay.url)
    expect((await get('/relay/orders?q=A-1')).body.orders).toMatchObject([{ id: 'A-1' }])
    expect((await get('/relay/orders/A-1/story')).status).toBe(200)
    expect((await get('/relay/audience')).status).toBe(200)
    expect((await post('/relay/orders/A-1/updates', { status: 'succeeded' })).status).toBe(200)
    expect((await relay.seen('A-1')).status).toBe('succeeded')

    for (const path of [
      '/metrics',
      '/tokens',
      '/healthz',
      '/orders/../metrics',
      '/orders/A-1/../../metrics',
      '/callbacks/stripe',
      '//evil.example/orders',
    ]) {
      expect({ path, status: (await get(`/relay${path}`)).status }).toEqual({ path, status: 404 })
      expect({ path, status: (await post(`/relay${path}`, {})).status }).toEqual({
        path,
        status: 404,
      })
    }
    expect((await ask(`${url}/console/api/relay/orders/A-1`, { method: 'DELETE' })).status).toBe(
      400,
    )
  })

  it('keeps the key and the secrets: they are in no answer', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const { url, get, post } = await startConsole(relay.url)
    const simulated = (provider: string) =>
      post('/simulate', {
        provider,
        order: 'A-1',
        status: 'succeeded',
        amount: 5000,
        currency: 'EUR',
      })
    const answers = [
      await get('/start'),
      await post('/token', {}),
      await get('/relay/orders'),
      await get('/relay/nothing'),
      await post('/relay/orders/A-1/updates', { status: 'no such' }),
      await simulated('stripe'),
      await simulated('daraja'),
      await simulated('nobody'),
      await ask(`${url}/console`),
    ]
    const said = answers.map(({ body, headers }) => JSON.stringify([body, [...headers]])).join()
    for (const secret of [API_KEY, TOKEN_SECRET, ...Object.values(SECRETS)]) {
      expect(said).not.toContain(secret)
    }
  })

  it('says what to do where no relay answers, it is none, or refuses our key', async () => {
    const nobody = await startConsole('http://127.0.0.1:9')
    const missing = (await nobody.get('/relay/orders')).body
    expect(missing).toMatchObject({ code: 'unavailable' })
    expect(missing.detail).toMatch(/No relay answers at http:\/\/127\.0\.0\.1:9\. Start it.*--url/)
    expect(await endOf(new WebSocket(nobody.ws))).toBe(1013)

    const other = createServer((_, response) => response.end('<p>A shop.')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const shop = await startConsole(`http://127.0.0.1:${port}`)
    expect((await shop.get('/relay/orders')).body.detail).toMatch(/is no relay/)

    const { url } = await startRelay({ API_KEYS: 'another-0123456789abcdef' })
    const strange = await startConsole(url)
    expect((await strange.get('/relay/orders')).body.detail).toMatch(/refuses our key: API_KEYS/)
  })

  it('leads the page’s socket to the relay and back, tokens in an answer, never in a URL', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const { port, ws, post } = await startConsole(relay.url)
    const { token } = (await post('/token', {})).body
    const page = new Page(ws, {
      origin: `http://localhost:${port}`,
      headers: { Host: `localhost:${port}` },
    })
    expect(await page.next()).toMatchObject({ type: 'connected' })
    expect(await page.ask({ type: 'subscribe', orders: '*', token })).toMatchObject({
      type: 'subscribed',
    })
    await relay.update('A-1', { status: 'succeeded' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { status: 'succeeded' } })

    const { token: one } = (await post('/token', { order: 'A-1' })).body
    expect(await page.ask(subscribe(one, 'A-1'))).toMatchObject({ orders: [{ id: 'A-1' }] })
    expect((await post('/token', { order: '*' })).status).toBe(400)

    // The relay's own close, with its reason.
    const bad = new WebSocket(ws)
    await once(bad, 'message')
    bad.send('no frame')
    const [code, reason] = await once(bad, 'close')
    expect({ code, reason: String(reason) }).toEqual({
      code: 4400,
      reason: expect.stringMatching(/\w/),
    })
  })

  it('simulates as the provider signs, twice if wanted', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'KES' })
    const { post } = await startConsole(relay.url)
    for (const [provider, status] of [
      ['daraja', 'failed'],
      ['stripe', 'succeeded'],
    ]) {
      const { body } = await post('/simulate', {
        provider,
        order: 'A-1',
        status,
        amount: 5000,
        currency: 'KES',
        times: 2,
      })
      expect(body.answers).toHaveLength(2)
      expect(body.answers.every(({ status }: any) => status < 300)).toBe(true)
    }
    expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded', amountReceived: 5000 })
  })

  it('asks first where the world reaches the relay', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5000, currency: 'EUR' })
    const { get, post } = await startConsole(relay.url, { PUBLIC_URL: 'https://pay.example.com' })
    expect((await get('/start')).body).toMatchObject({ isPublic: true })
    const wanted = {
      provider: 'standard-webhooks',
      order: 'A-1',
      status: 'succeeded',
      amount: 5000,
      currency: 'EUR',
    }
    const refused = await post('/simulate', wanted)
    expect({ status: refused.status, detail: refused.body.detail }).toEqual({
      status: 403,
      detail: expect.stringContaining('https://pay.example.com'),
    })
    expect((await relay.seen('A-1')).status).toBe('pending')
    expect((await post('/simulate', { ...wanted, sure: true })).body.answers).toMatchObject([
      { status: 204 },
    ])
  })

  it('sets a strict policy, and lets no other origin read its page', async () => {
    const { url } = await startRelay()
    const site = await startConsole(url)
    const { headers } = await ask(`${site.url}/console`)
    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/)
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(headers.get('X-Frame-Options')).toBe('DENY')
  })
})

describe('a relay', () => {
  it('never serves the console itself', async () => {
    const { url } = await startRelay()
    for (const path of ['/console', '/console/api/start', '/console/ws']) {
      expect((await ask(url + path)).status).toBe(404)
    }
  })
})
