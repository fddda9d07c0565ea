/** Who competes, and how each talks to a page. */

import { fileURLToPath } from 'node:url'
import { AMOUNT, CURRENCY, STRIPE_SECRET } from './life.ts'

/** What a page needs to follow its orders. */
export interface Ticket {
  orders: readonly string[]
  token: string
}

/** What a frame means to a page, or the page's answer to it. */
type Meaning = 'nothing' | 'subscribed' | 'update' | ((ticket: Ticket) => string)

export interface Contender {
  name: string
  /** Whether a callback is on disk before it is acknowledged, and with others or by itself. */
  keeps: string
  /** Node's arguments. */
  program: readonly string[]
  /** Its environment; `folder` is its own. */
  env?(folder: string): Readonly<Record<string, string>>
  needs?: 'postgres'
  /** Where a page connects. */
  path(ticket: Ticket): string
  /** By what frames begin with. */
  frames: readonly (readonly [beginning: string, meaning: Meaning])[]
  /** What has to be said of a page's orders first. The token for that page. */
  register?(url: string, orders: readonly string[]): Promise<string>
}

const ours = (file: string): readonly string[] => [
  fileURLToPath(new URL(`contenders/${file}`, import.meta.url)),
]

const SOCKET_IO: Pick<Contender, 'path' | 'frames'> = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  // https://socket.io/docs/v4/socket-io-protocol/
  frames: [
    ['0{', () => '40'],
    ['40{', ({ orders }) => `420${JSON.stringify(['follow', orders])}`],
    ['430[', 'subscribed'],
    ['42["update",', 'update'],
    ['2', () => '3'],
  ],
}

const WS: Pick<Contender, 'path' | 'frames'> = {
  path: ({ orders }) => `/ws/${orders.join(',')}`,
  frames: [
    ['{"type":"subscribed"', 'subscribed'],
    ['{"type":"update"', 'update'],
  ],
}

export const LEAST: Contender = {
  name: 'node:http + ws',
  keeps: 'nothing',
  program: ours('node-ws.ts'),
  ...WS,
}

export const FLOOR: Contender = {
  name: 'node:http + ws + SQLite',
  keeps: 'syncs shared',
  program: ours('node-ws-sqlite.ts'),
  ...WS,
}

export const EXPRESS: Contender = {
  name: 'Express + Socket.IO',
  keeps: 'nothing',
  program: ours('express-socket-io.ts'),
  ...SOCKET_IO,
}

export const EXPRESS_SQLITE: Contender = {
  name: 'Express + Socket.IO + SQLite',
  keeps: 'a sync each',
  program: ours('express-sqlite.ts'),
  ...SOCKET_IO,
}

export const EXPRESS_POSTGRES: Contender = {
  name: 'Express + Socket.IO + Postgres',
  keeps: 'a sync each',
  program: ours('express-postgres.ts'),
  needs: 'postgres',
  ...SOCKET_IO,
}

const API_KEY = 'merchant-0123456789abcdef'

/** A checkout's relay, as its own `serve` starts it. */
export const relay = (name: string, main: string): Contender => ({
  name,
  keeps: 'syncs shared',
  program: [main, 'serve'],
  env: (folder) => ({
    PORT: '0',
    HOST: '127.0.0.1',
    STORE: `sqlite:${folder}/orders.db`,
    LOG_LEVEL: 'error',
    API_KEYS: API_KEY,
    TOKEN_SECRETS: 'a-token-secret-of-no-less-than-32-bytes',
    // Stripe's recordings are of test money.
    TEST_MONEY: 'accept',
    CALLBACK_SECRET_STRIPE: STRIPE_SECRET,
  }),
  path: () => '/ws',
  frames: [
    [
      '{"type":"connected"',
      ({ orders, token }) =>
        JSON.stringify({ type: 'subscribe', orders: orders.map((id) => ({ id })), token }),
    ],
    ['{"type":"subscribed"', 'subscribed'],
    ['{"type":"update"', 'update'],
    ['{"type":"heartbeat"', 'nothing'],
  ],
  async register(url, orders) {
    for (const order of orders) await registered(url, order)
    return tokenFor(url, orders)
  },
})

export const registered = (url: string, order: string): Promise<unknown> =>
  asked(`${url}/orders/${order}`, 'PUT', { amount: AMOUNT, currency: CURRENCY })

/** A relay's token for at most 100 orders. */
export async function tokenFor(url: string, orders: readonly string[]): Promise<string> {
  const { token } = (await asked(`${url}/tokens`, 'POST', { orders })) as { token: string }
  return token
}

/** How often an order has changed, as its relay counts. */
export async function versionOf(url: string, order: string): Promise<number> {
  const { version } = (await asked(`${url}/orders/${order}`, 'GET')) as { version: number }
  return version
}

async function asked(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${API_KEY}` },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${url}: ${await response.text()}`)
  return response.json()
}
