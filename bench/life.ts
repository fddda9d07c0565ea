/** An order's life as Stripe tells it: each callback changes what the order's page shows. */

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PaymentStatus } from '../relay/protocol.ts'
import { STRIPE_SECRET } from './secrets.ts'

export interface Callback {
  /** The order's place among all. */
  order: number
  /** What the page must be told. */
  status: PaymentStatus
  /** The whole request, as it goes over the wire. */
  request: Buffer
}

/** Of each order, in minor units. */
export const AMOUNT = 1099
export const CURRENCY = 'USD'

/** One of Stripe's recorded events, and what it says of our payment. */
type Chapter = readonly [status: PaymentStatus, recording: string, said?: object]

const INTENT = { amount: AMOUNT, amount_received: 0, currency: 'usd' }
const ACTION: Chapter = ['requires_action', 'payment_intent.requires_action', INTENT]

/** A shopper whose first card is refused, and to whom all goes back in the end. */
const LIFE: readonly Chapter[] = [
  ACTION,
  ['failed', 'payment_intent.payment_failed', INTENT],
  ACTION,
  ['authorized', 'payment_intent.amount_capturable_updated', INTENT],
  ['succeeded', 'payment_intent.succeeded-jpy', { ...INTENT, amount_received: AMOUNT }],
  ['partially_refunded', 'charge.refunded-full', { amount: AMOUNT, amount_refunded: 500 }],
  ['refunded', 'charge.refunded-full', { amount: AMOUNT, amount_refunded: AMOUNT }],
]

const RECORDINGS = new URL('../relay/providers/stripe/recordings/', import.meta.url)

/** The chapters from one to before another, of the lives of all `orders` side by side. Signed now. */
export const chapters = (from: number, to: number, orders: readonly string[]): Callback[] =>
  LIFE.slice(from, to).flatMap((told, index) => [...chapter(told, from + index, orders)])

function* chapter(
  [status, recording, said]: Chapter,
  index: number,
  orders: readonly string[],
): Generator<Callback> {
  const event = JSON.parse(readFileSync(new URL(`${recording}.json`, RECORDINGS), 'utf8'))
  const { object } = event.data
  const now = Math.floor(Date.now() / 1000)
  event.created = now - LIFE.length + index

  for (const [order, id] of orders.entries()) {
    const [payment, charge] = [`pi_${id}`, `ch_${id}`]
    event.id = `evt_${id}_${index}`
    Object.assign(
      object,
      said,
      object.object === 'charge'
        ? { id: charge, payment_intent: payment }
        : { id: payment, latest_charge: charge },
      { metadata: { order_id: id } },
    )
    // Stripe indents what it sends.
    yield { order, status, request: signed(JSON.stringify(event, null, 2), now) }
  }
}

function signed(body: string, timestamp: number): Buffer {
  const mac = createHmac('sha256', STRIPE_SECRET).update(`${timestamp}.${body}`).digest('hex')
  const head = [
    'POST /callbacks/stripe HTTP/1.1',
    'Host: 127.0.0.1',
    'Accept: */*; q=0.5, application/xml',
    'Cache-Control: no-cache',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Stripe-Signature: t=${timestamp},v1=${mac}`,
    'User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
