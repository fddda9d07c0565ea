/** For tests in Node: a relay on a real server, with all that can happen to it; and who follows it. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { SignJWT, type JWTPayload } from 'jose'
import { WebSocketServer } from 'ws'
import type { Recipient } from '../../relay/api/notifications.ts'
import type { Config, Environment } from '../../relay/config/config.ts'
import { readConfig } from '../../relay/config/read-config.ts'
import { createLog } from '../../relay/log.ts'
import type { PageFrame, PaymentStatus, Snapshot } from '../../relay/protocol.ts'
import { createRelay } from '../../relay/relay.ts'
import { memoryStore } from '../../relay/store/memory.ts'
import type { Connection } from './connection.ts'
import { follow } from './follow.ts'
import type { FollowError, Following, FollowOptions } from './following.ts'

const API_KEY = 'key-of-the-shop-s-server'
const TOKEN_SECRET = 'a secret that signs the tokens of this test'

function config(settings: Environment): Config {
  const read = readConfig({
    HOST: '127.0.0.1',
    STORE: 'memory:',
    API_KEYS: API_KEY,
    TOKEN_SECRETS: TOKEN_SECRET,
    LOG_LEVEL: 'silent',
    ...settings,
  })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.config
}

/** How to follow, but for what and where. */
type Wishes = Omit<FollowOptions, 'relay' | 'order' | 'customer'> & { relay?: string }

/** What becomes of an upgrade on its way: as the network lets it. */
type Upgrades = 'taken' | 'refused' | 'swallowed'

/** A relay on a real server, with all that can happen to it; with these settings beside the usual. */
export async function startRelay(settings: Environment = {}, log = createLog('silent', false)) {
  const store = memoryStore()
  const sockets = new Set<Duplex>()
  const followings: Following[] = []
  /** How far its clock has been turned, in ms. */
  let turned = 0
  const create = () =>
    createRelay({
      config: config(settings),
      store,
      log,
      assets: new Map(),
      now: () => Date.now() + turned,
    })

  let relay = create()
  let upgrades: Upgrades = 'taken'
  const server = createServer(getRequestListener((...request) => relay.app.fetch(...request)))
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if (upgrades === 'refused') socket.destroy()
    if (upgrades === 'taken') relay.upgrade(request, socket, head)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  async function die(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  return {
    server,

    url: `http://127.0.0.1:${port}`,

    let(next: Upgrades): void {
      upgrades = next
    },

    turnClock(ms: number): void {
      turned += ms
    },

    /** `ttl` in seconds. */
    token: async (order: string, ttl?: number) =>
      (await relay.token({ orders: [order] }, ttl)).token,

    /** As a shop makes one itself. */
    signed: (claims: JWTPayload) =>
      new SignJWT({ aud: 'payment-status', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(TOKEN_SECRET)),

    customerToken: async (customer: string) => (await relay.token({ customer })).token,

    /** The merchant's server says so. */
    say: (order: string, status: PaymentStatus) => relay.update(order, { status }),

    /** The merchant's server says whose the order is. */
    async register(order: string, customers: string[]): Promise<void> {
      const response = await relay.app.request(`/orders/${order}`, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ customers }),
      })
      if (!response.ok) throw new Error(await response.text())
    },

    notify: (to: Recipient, title: string) =>
      relay.notify(to, { type: 'bill_ready', title, message: 'It can be paid.' }),

    audience: (order: string) => relay.audience(order),

    /** How many notifications to the customer nobody has shown. */
    async unshown(customer: string): Promise<number> {
      const notices = await store.notices([{ to: 'customer', id: customer }], undefined, Infinity)
      return notices.length
    },

    follow(topic: string | { customer: string }, options: Wishes): Following {
      const what = typeof topic === 'string' ? { order: topic } : topic
      const following = follow({ relay: `http://127.0.0.1:${port}`, ...what, ...options })
      followings.push(following)
      return following
    },

    /** Without a word to anybody. */
    crash: die,

    /** Where it was, with what was on disk. */
    async startAgain(): Promise<void> {
      relay = create()
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },

    /** As it should be done: pages are told when to come back. */
    async restart(): Promise<void> {
      await relay.drain()
      relay = create()
    },

    async [Symbol.asyncDispose](): Promise<void> {
      for (const following of followings) following.stop()
      await die()
      await relay.close()
    },
  }
}

/** Of a relay that a test plays itself: what a page said, and how to answer it. */
type Play = (said: PageFrame, say: (frame: unknown) => void) => void

/** A relay that says what `play` has it say, and greets as ours does. */
export async function playRelay(play: Play) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ws' })
  await once(server, 'listening')
  server.on('connection', (socket) => {
    const say = (frame: unknown) => socket.send(JSON.stringify(frame))
    say({ type: 'connected', connection: 'c', now: '', heartbeat: 25_000 })
    socket.on('message', (text) => play(JSON.parse(String(text)), say))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]() {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

/** Once the order stands so. */
export const shows = ({ snapshot, on }: Following, status: PaymentStatus) =>
  new Promise<Snapshot>((resolve) => {
    if (snapshot?.status === status) return resolve(snapshot)
    const stop = on('change', (next) => {
      if (next.status !== status) return
      stop()
      resolve(next)
    })
  })

export const becomes = ({ connection, on }: Following, wanted: Connection) =>
  new Promise<void>((resolve) => {
    if (connection === wanted) return resolve()
    const stop = on('connection', (next) => {
      if (next !== wanted) return
      stop()
      resolve()
    })
  })

export const fails = ({ on }: Following) =>
  new Promise<FollowError>((resolve) => {
    const stop = on('error', (error) => {
      stop()
      resolve(error)
    })
  })

type TestRelay = Awaited<ReturnType<typeof startRelay>>

export function countUpgrades({ server }: TestRelay): () => number {
  let count = 0
  server.on('upgrade', () => count++)
  return () => count
}

/** A shop that hands out tokens, and counts how often it was asked. */
export function shop({ token }: TestRelay) {
  let asked = 0
  let tell = () => {}
  const first = new Promise<void>((resolve) => (tell = resolve))
  return {
    /** Once it has been asked. */
    first,
    asked: () => asked,
    getToken: () => {
      asked++
      tell()
      return token('ORD-1')
    },
  }
}

/** The next request that the relay holds because there is nothing new. */
export async function heldPoll({ server }: TestRelay): Promise<ServerResponse> {
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  return response
}
