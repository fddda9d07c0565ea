/** An order's life as Stripe tells it: each callback changes what the order's page shows. */

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PaymentStatus } from '../relay/protocol.ts'

export interface Callback {
  order: string
  /** What the page must be told. */
  status: PaymentStatus
  /** The whole request, as it goes over the wire. */
  request: Buffer
}

/** What Stripe and the contenders share. */
export const STRIPE_SECRET = 'whsec_0123456789abcdef'

/** Of each order, in minor units. */
export const AMOUNT = 1099
export const CURRENCY = 'USD'

/** One of Stripe's recorded events, and what it says of our payment. */
type Chapter = readonly [status: PaymentStatus, recording: string, said: object]

const INTENT = { amount: AMOUNT, amount_received: 0, currency: 'usd' }
export const ACTION: Chapter = ['requires_action', 'payment_intent.requires_action', INTENT]
export const FAILED: Chapter = ['failed', 'payment_intent.payment_failed', INTENT]

/** A shopper whose first card is refused, and to whom all goes back in the end. */
export const LIFE: readonly Chapter[] = [
  ACTION,
  FAILED,
  ACTION,
  ['authorized', 'payment_intent.amount_capturable_updated', INTENT],
  ['succeeded', 'payment_intent.succeeded-jpy', { ...INTENT, amount_received: AMOUNT }],
  ['partially_refunded', 'charge.refunded-full', { amount: AMOUNT, amount_refunded: 500 }],
  ['refunded', 'charge.refunded-full', { amount: AMOUNT, amount_refunded: AMOUNT }],
]

export interface Told {
  order: string
  /** Which of the order's payments. */
  payment: number
  /** How many were told of this payment before. */
  step: number
}

const RECORDINGS = new URL('../relay/providers/stripe/recordings/', import.meta.url)

/** So long ago began what is told, a second for each step, in seconds. */
const AGO = 100_000

/** Signed now. */
export function callback(
  [status, recording, said]: Chapter,
  { order, payment, step }: Told,
): Callback {
  const event = recorded(recording)
  const { object } = event.data
  const now = Math.floor(Date.now() / 1000)
  const [intent, charge] = [`pi_${order}_${payment}`, `ch_${order}_${payment}`]
  event.id = `evt_${order}_${payment}_${step}`
  event.created = BEGIN - AGO + step
  Object.assign(
    object,
    said,
    object.object === 'charge'
      ? { id: charge, payment_intent: intent }
      : { id: intent, latest_charge: charge },
    { metadata: { order_id: order } },
  )
  // Stripe indents what it sends.
  return { order, status, request: signed(JSON.stringify(event, null, 2), now) }
}

const BEGIN = Math.floor(Date.now() / 1000)

interface StripeEvent {
  id: string
  created: number
  data: { object: { object: string } }
}

const texts = new Map<string, string>()

function recorded(name: string): StripeEvent {
  const text = texts.get(name) ?? readFileSync(new URL(`${name}.json`, RECORDINGS), 'utf8')
  texts.set(name, text)
  return JSON.parse(text) as StripeEvent
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
