/** What the rivals hear: Stripe's signature checked, and an order as a page of ours sees it. */

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'
import { STRIPE_SECRET } from '../life.ts'

export interface Heard {
  /** The event's id: Stripe may send it again. */
  event: string
  order: Snapshot
}

/** Of a signature's time, in seconds. */
const TOLERANCE = 300

const STATUSES = new Map<string, PaymentStatus>([
  ['payment_intent.requires_action', 'requires_action'],
  ['payment_intent.payment_failed', 'failed'],
  ['payment_intent.amount_capturable_updated', 'authorized'],
  ['payment_intent.succeeded', 'succeeded'],
])

/** As many entries as an order of ours has in the middle of its life. */
const HISTORY: Snapshot['history'] = (
  ['pending', 'requires_action', 'failed', 'requires_action'] as const
).map((status) => ({ status, at: new Date().toISOString() }))

/** What a callback says; undefined where it is not Stripe's. */
export function heard(signature: unknown, body: Buffer): Heard | undefined {
  if (!isSigned(String(signature), body)) return undefined
  const event: Event = JSON.parse(body.toString())
  return { event: event.id, order: orderIn(event) }
}

function isSigned(header: string, body: Buffer): boolean {
  const [, timestamp = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE) return false
  const expected = createHmac('sha256', STRIPE_SECRET).update(`${timestamp}.`).update(body).digest()
  const given = Buffer.from(v1, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

interface Event {
  id: string
  type: string
  created: number
  data: {
    object: {
      amount: number
      amount_received?: number
      amount_refunded?: number
      currency: string
      metadata: { order_id: string }
    }
  }
}

let version = 0

function orderIn({ type, created, data }: Event): Snapshot {
  const { amount, amount_refunded = 0, amount_received = 0, currency, metadata } = data.object
  const refunded = amount_refunded < amount ? 'partially_refunded' : 'refunded'
  const at = new Date(created * 1000).toISOString()
  return {
    id: metadata.order_id,
    epoch: '0123456789ab',
    version: ++version,
    status: STATUSES.get(type) ?? refunded,
    flow: 'payment',
    registered: true,
    test: true,
    amount,
    currency: currency.toUpperCase(),
    amountReceived: amount_received,
    amountRefunded: amount_refunded,
    overpaid: false,
    safeToRetry: false,
    provider: 'stripe',
    history: HISTORY,
    createdAt: at,
    updatedAt: at,
  }
}
