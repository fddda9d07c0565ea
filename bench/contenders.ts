/** Who competes, and how each talks to a page. */

import { AMOUNT, CURRENCY } from './life.ts'
import { API_KEY } from './secrets.ts'

/** What a page needs to follow an order. */
export interface Ticket {
  order: string
  token: string
}

/** What a frame means to a page, or the page's answer to it. */
type Meaning = 'nothing' | 'subscribed' | 'update' | ((ticket: Ticket) => string)

export interface Contender {
  name: string
  /** In ./contenders. */
  file: string
  /** Where a page connects. */
  path(order: string): string
  /** By what frames begin with. */
  frames: readonly (readonly [beginning: string, meaning: Meaning])[]
  /** What has to be said of an order first. The token for its page. */
  register?(url: string, order: string): Promise<string>
}

export const BASELINE: Contender = {
  name: 'Express + Socket.IO',
  file: 'express-socket-io.ts',
  path: () => '/socket.io/?EIO=4&transport=websocket',
  // https://socket.io/docs/v4/socket-io-protocol/
  frames: [
    ['0{', () => '40'],
    ['40{', ({ order }) => `420["follow","${order}"]`],
    ['430[', 'subscribed'],
    ['42["update",', 'update'],
    ['2', () => '3'],
  ],
}

export const RELAY: Contender = {
  name: 'relay',
  file: 'relay.ts',
  path: () => '/ws',
  frames: [
    [
      '{"type":"connected"',
      ({ order, token }) => JSON.stringify({ type: 'subscribe', orders: [{ id: order }], token }),
    ],
    ['{"type":"subscribed"', 'subscribed'],
    ['{"type":"update"', 'update'],
    ['{"type":"heartbeat"', 'nothing'],
  ],
  async register(url, order) {
    const response = await fetch(`${url}/orders/${order}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${API_KEY}` },
      body: JSON.stringify({ amount: AMOUNT, currency: CURRENCY }),
    })
    if (!response.ok) throw new Error(`${order} is not registered: ${await response.text()}`)
    const { token } = (await response.json()) as { token: string }
    return token
  },
}

const LEAST: Contender = {
  name: 'node:http + ws',
  file: 'node-ws.ts',
  path: (order) => `/ws/${order}`,
  frames: [
    ['{"type":"subscribed"', 'subscribed'],
    ['{"type":"update"', 'update'],
  ],
}

export const CONTENDERS: readonly Contender[] = [RELAY, LEAST, BASELINE]
