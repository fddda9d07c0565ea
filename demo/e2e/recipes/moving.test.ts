/** While a shop moves: old pages, as they are, hear of the same order as the element beside them. */

import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SignJWT } from 'jose'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { Server as SocketIo } from 'socket.io'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../../.ci/browser.ts'
import { readConfig } from '../../../relay/config/read-config.ts'
import { readAssets } from '../../../relay/http/assets.ts'
import { createRelay, type Relay } from '../../../relay/relay.ts'
import { memoryStore } from '../../../relay/store/memory.ts'
import { TOKEN_SECRET } from '../../../relay/testing/client.ts'
import { listening } from '../../../relay/testing/embedded.ts'
import { ENVIRONMENT } from '../../../relay/testing/relay.ts'
import { openShop as openPage, script } from '../shop.ts'
import { languageOr, openShop as startShop } from './shop.ts'

const ORDER = 'ORD-1205'
const HOOK = '/webhooks/payment-status'
const MOVING = join(import.meta.dirname, '../../recipes/moving')

/** A file of the recipe, as a shop's server imports it. */
const bridge = (file: string): Promise<any> => import(pathToFileURL(join(MOVING, file)).href)

/** As people have them: one for each way to be told. What each heard is in `heard`. */
const OLD_PAGE = (token: string, customer: string) => `<!doctype html>
  <script src="/socket.io/socket.io.js"></script>
  <script>
    const relaySockets = []
    const connections = []
    addEventListener('payment-connection-change', ({ connection }) => connections.push(connection))
    window.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given)
        if (String(given[0]).includes('/pay/')) relaySockets.push(this)
      }
    }

    const heard = { polled: [], rooms: [], user: [], socket: [], events: [], held: [] }
    const hear = (who, what) => {
      if (JSON.stringify(heard[who].at(-1)) !== JSON.stringify(what)) heard[who].push(what)
    }

    setInterval(async () => {
      const answer = await fetch('/api/orders/${ORDER}/status')
      hear('polled', (await answer.json()).status)
    }, 100)

    const rooms = io()
    rooms.on('connect', () => rooms.emit('join-order', '${ORDER}'))
    rooms.on('payment-status-update', (told) => hear('rooms', told))
    rooms.on('payment_success', (told) => hear('user', told))

    const socket = new WebSocket('ws://' + location.host + '/api/v1/ws?token=login-of-42')
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'subscribe', escrow_id: 'ORD-9999' }))
      socket.send(JSON.stringify({ type: 'subscribe', escrow_id: '${ORDER}' }))
      socket.send(JSON.stringify({ type: 'ping' }))
    }
    socket.onmessage = ({ data }) => hear('socket', JSON.parse(data))

    const events = new EventSource('/api/orders/${ORDER}/events')
    events.addEventListener('payment_status', ({ data }) => hear('events', JSON.parse(data)))
  </script>

  <script type="module" src="/pay/payment-status.js"></script>
  <payment-status order="${ORDER}" token="${token}"></payment-status>
  <payment-toasts token="${customer}"></payment-toasts>
  <script type="module">
    import { longPoll } from '/long-poll.js'
    const show = ({ status }) => hear('held', status)
    const { signal } = new AbortController()
    longPoll({ relay: '/pay/', order: '${ORDER}', getToken: async () => '${token}', show, signal })
  </script>`

let browser: Browser

beforeAll(async () => {
  const options = { executablePath: chromePath(), args: [...CHROME_ARGS], timeout: PATIENCE }
  browser = await puppeteer.launch(options)
})

afterAll(() => browser.close())

/** A shop with all of them on its one server, and the relay beside them. */
async function openShop(rollout: string) {
  const settings = { ...ENVIRONMENT, REALTIME_ROLLOUT: rollout, PUBLIC_URL: undefined }
  const { config } = readConfig(settings)
  if (!config) throw new Error('What is wrong with the settings?')
  const relay = createRelay({ config, store: memoryStore(), assets: readAssets() })

  const server = createServer((request, response) => {
    const route = routes[request.url ?? '']
    if (!route) return response.writeHead(204).end()
    return route(request, response)
  })
  relay.attach(server, { path: '/pay' })

  const { statusFor } = await bridge('polling.js')
  const { tellRooms, sendUserUpdate } = await bridge('socket-io.js')
  const { oldSockets } = await bridge('ws.js')
  const { eventStreams } = await bridge('sse.js')

  const streams = eventStreams(relay)
  const page = await tokens(relay)
  const routes: Record<string, RequestListener> = {
    '/': (_, response) => void response.setHeader('Content-Type', 'text/html').end(page),
    '/long-poll.js': (_, response) =>
      void response
        .setHeader('Content-Type', 'text/javascript')
        .end(readFileSync(join(MOVING, 'long-poll.js'))),
    [`/api/orders/${ORDER}/status`]: async (_, response) =>
      void response.end(JSON.stringify(await statusFor(relay, ORDER))),
    [`/api/orders/${ORDER}/events`]: (_, response) => streams.open(ORDER, response),
  }
  const io = new SocketIo(server)
  io.on('connection', (socket) => {
    socket.on('join-order', (id) => socket.join(`order-${id}`))
    void socket.join('user_42')
  })
  const sockets = oldSockets({
    path: '/api/v1/ws',
    userOf: (token: string) => (token === 'login-of-42' ? 42 : undefined),
    maySee: async (_: number, id: string) => id === ORDER,
  })
  server.on('upgrade', (...upgrade) => void sockets.upgrade(...upgrade))

  relay.onChange(tellRooms(io))
  relay.onChange(sockets.tell)
  relay.onChange(streams.tell)
  onTestFinished(async () => {
    sockets.close()
    await io.close()
    await relay.close()
  })
  const isInRoom = () => io.of('/').adapter.rooms.has(`order-${ORDER}`)
  return { relay, url: await listening(server), tell: sendUserUpdate(relay, io), isInRoom }
}

async function tokens(relay: Relay): Promise<string> {
  const { token } = await relay.register(ORDER, {
    amount: 500_000,
    currency: 'KES',
    flow: 'escrow',
    customers: [42],
  })
  return OLD_PAGE(token, (await relay.token({ customer: '42' })).token)
}

async function open(url: string): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  page.setDefaultTimeout(PATIENCE)
  await page.goto(url)
  return page
}

/** What each of the page's own has heard. */
const heard = (page: Page): Promise<Record<string, any[]>> =>
  page.evaluate(() => new Function('return heard')())

/** What the old socket was told of a status, old and new. */
const changes = async (page: Page): Promise<unknown> =>
  (await heard(page)).socket?.filter(({ type }) => type === 'status_change')

const CHANGE = { type: 'status_change', escrow_id: ORDER }

const connection = (page: Page) =>
  page.$eval('payment-status', ({ status, connection }) => ({ status, connection }))

it('pages that poll, and pages of Socket.IO, ws and SSE hear of the order that the element shows', async () => {
  const { relay, url, tell, isInRoom } = await openShop('100')
  const page = await open(url)
  await expect.poll(() => connection(page)).toEqual({ status: 'pending', connection: 'live' })
  // All are there.
  await expect
    .poll(() => heard(page))
    .toMatchObject({
      polled: ['pending'],
      held: ['pending'],
      socket: [
        { type: 'connected', user_id: 42 },
        ...[expect.anything(), expect.anything(), expect.anything()],
      ],
      events: [{ orderId: ORDER, status: 'pending' }],
    })
  await expect.poll(isInRoom).toBe(true)
  expect((await heard(page)).socket).toEqual(
    expect.arrayContaining([
      { type: 'error', message: 'not yours: ORD-9999' },
      { type: 'subscribed', escrow_id: ORDER },
      { type: 'pong' },
    ]),
  )

  await relay.update(ORDER, { status: 'authorized', receipt: 'NLJ7RT61SV' })
  await expect.poll(async () => (await heard(page)).held).toContain('authorized')
  await relay.update(ORDER, { status: 'succeeded', receipt: 'NLJ7RT61SV' })
  await expect.poll(() => connection(page)).toEqual({ status: 'succeeded', connection: 'live' })

  const told = { orderId: ORDER, status: 'completed', transactionId: 'NLJ7RT61SV' }
  await expect
    .poll(() => heard(page))
    .toMatchObject({
      polled: expect.arrayContaining(['completed']),
      held: ['pending', 'authorized', 'succeeded'],
      rooms: [{ ...told, status: 'processing' }, told],
      events: [{ status: 'pending' }, { status: 'processing' }, told],
    })
  await expect
    .poll(() => changes(page))
    .toEqual([
      { ...CHANGE, old_status: 'INITIATED', new_status: 'HELD' },
      { ...CHANGE, old_status: 'HELD', new_status: 'RELEASED' },
    ])

  await tell(42, 'payment_success', { amount: 500_000, currency: 'KES', number: '№ 1205' })
  await expect.poll(async () => (await heard(page)).user).toMatchObject([{ number: '№ 1205' }])
  await page.waitForFunction(() =>
    [...document.querySelectorAll('payment-toasts')].some(({ shadowRoot }) =>
      shadowRoot?.textContent?.includes('№ 1205'),
    ),
  )
})

/** The bridge in a FastAPI of its own. */
const fastApi = (port: number) => `
import uvicorn, ws
from fastapi import FastAPI
app = FastAPI()
app.include_router(ws.router)
uvicorn.run(app, port=${port})`

describe.skipIf(!inject('isLong'))('in the long run', { tags: 'long' }, () => {
  it('at a rollout of 0 the element polls, and the old pages are where they were', async () => {
    const { relay, url } = await openShop('0')
    const page = await open(url)
    await expect.poll(() => connection(page)).toEqual({ status: 'pending', connection: 'polling' })
    await expect.poll(async () => (await heard(page)).socket?.length).toBe(4)
    await relay.update(ORDER, { status: 'authorized' })
    await expect
      .poll(() => connection(page))
      .toEqual({ status: 'authorized', connection: 'polling' })
    await expect
      .poll(async () => (await heard(page)).socket?.at(-1))
      .toMatchObject({ type: 'status_change', new_status: 'HELD' })
    // Their tokens say so: none is tried, neither for the element nor for the toasts.
    const told = () =>
      new Function('return { sockets: relaySockets.map((each) => each.readyState), connections }')()
    const left = { sockets: [], connections: ['polling'] }
    await expect.poll(() => page.evaluate(told)).toEqual(left)
  })

  it('a page of FastAPI’s own socket hears of the order that the element shows', async (context) => {
    const python = languageOr(context, 'fastapi-sockets')
    const { relay, url } = await startShop({
      folder: MOVING,
      command: (port) => [python, '-B', '-c', fastApi(port)],
      env: { LOGIN_SECRET: TOKEN_SECRET },
      hook: HOOK,
      relay: { ALLOWED_ORIGINS: '*', TOKEN_AUDIENCE: 'my-app', TOKEN_CLAIM_CUSTOMER: 'sub' },
    })
    const forged = { method: 'POST', body: '{}', headers: { 'webhook-signature': 'v1,AA==' } }
    expect((await fetch(url + HOOK, forged)).status).toBe(401)
    const escrow = { amount: 500_000, currency: 'KES', flow: 'escrow' }
    await relay.register('ORD-9999', { ...escrow, customers: ['41'] })
    await relay.register(ORDER, { ...escrow, customers: ['42'] })
    const login = await new SignJWT({ sub: '42' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('my-app')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(TOKEN_SECRET))

    const shop = await openPage()
    shop.show({
      body: `
        <script>
          const heard = { socket: [] }
          const socket = new WebSocket('${url.replace('http', 'ws')}/api/v1/ws?token=${login}')
          socket.onmessage = ({ data }) => heard.socket.push(JSON.parse(data))
          socket.onopen = () => {
            const say = (frame) => socket.send(JSON.stringify(frame))
            say({ type: 'subscribe', escrow_id: 'ORD-9999' })
            say({ type: 'subscribe', escrow_id: '${ORDER}' })
            say({ type: 'ping' })
          }
        </script>
        ${script(relay.url)}<payment-status order="${ORDER}" token="${login}"></payment-status>`,
    })
    const page = await open(shop.url)
    await expect.poll(() => connection(page)).toEqual({ status: 'pending', connection: 'live' })
    const greeting = [
      { type: 'connected', user_id: '42' },
      { type: 'error', message: 'not yours: ORD-9999' },
      { type: 'subscribed', escrow_id: ORDER },
      { type: 'pong' },
    ]
    await expect
      .poll(async () => (await heard(page)).socket)
      .toEqual(expect.arrayContaining(greeting))

    await relay.update(ORDER, { status: 'authorized' })
    await expect
      .poll(async () => (await heard(page)).socket)
      .toContainEqual(expect.objectContaining({ data: { status: 'HELD', amount: 500_000 } }))
    await relay.update(ORDER, { status: 'succeeded' })
    await expect.poll(() => connection(page)).toMatchObject({ status: 'succeeded' })
    await expect
      .poll(() => changes(page))
      .toContainEqual({ ...CHANGE, old_status: 'HELD', new_status: 'RELEASED' })
  })
})
