/** For tests: what providers send, signed as they sign it. */

import { createHmac, randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { Stripe } from 'stripe'

export const SECRETS = {
  stripe: 'whsec_stripe0123456789',
  razorpay: 'razorpay-0123456789',
  'standard-webhooks': `whsec_${Buffer.from('standard-webhooks-secret').toString('base64')}`,
  daraja: 'daraja-0123456789abcdef',
} as const

/** What a provider sends. */
export interface Callback {
  headers: Record<string, string>
  body: string
}

/** An event about `object`, signed by Stripe's own SDK. */
export function stripeSays(
  type: string,
  object: { metadata?: object } & Record<string, unknown>,
  { at = Date.now(), id = `evt_${randomUUID()}`, ...signing }: StripeSigning = {},
): Callback {
  const created = Math.floor(at / 1000)
  const body = JSON.stringify({ id, object: 'event', created, type, data: { object } })
  return { body, headers: stripeSigned(body, { at, ...signing }) }
}

interface StripeSigning {
  secret?: string
  /** In ms since 1970. */
  at?: number
  id?: string
}

/** The headers with which Stripe sends `body`, whatever that is. */
export function stripeSigned(
  body: string,
  { secret = SECRETS.stripe, at = Date.now() }: StripeSigning = {},
): Record<string, string> {
  const timestamp = Math.floor(at / 1000)
  return {
    'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp,
    }),
  }
}

/** How a payment intent for `order` stands. */
export const intent = (order: string, status: string, more: object = {}) => ({
  id: `pi_${order}`,
  object: 'payment_intent',
  status,
  amount: 5000,
  amount_received: status === 'succeeded' ? 5000 : 0,
  currency: 'eur',
  metadata: { order_id: order },
  ...more,
})

/** The order is paid, says Stripe. */
export const stripePaid = (order: string, signing: StripeSigning = {}): Callback =>
  stripeSays('payment_intent.succeeded', intent(order, 'succeeded'), signing)

/** The order is paid, says Razorpay, which signs as its adapter's test shows. */
export function razorpayPaid(order: string, at = Date.now()): Callback {
  const payment = {
    id: `pay_${order}`,
    entity: 'payment',
    amount: 5000,
    currency: 'INR',
    status: 'captured',
    notes: { order_id: order },
  }
  const body = JSON.stringify({
    entity: 'event',
    event: 'payment.captured',
    contains: ['payment'],
    payload: { payment: { entity: payment } },
    created_at: Math.floor(at / 1000),
  })
  const signature = createHmac('sha256', SECRETS.razorpay).update(body).digest('hex')
  return { headers: { 'X-Razorpay-Signature': signature }, body }
}

/** The order is paid, says somebody who signs with the standardwebhooks library. */
export function standardPaid(order: string): Callback {
  const [id, at] = [`msg_${randomUUID()}`, new Date()]
  const body = JSON.stringify({
    type: 'payment.succeeded',
    timestamp: at.toISOString(),
    data: { order, payment: `p-${order}`, amount: 5000, currency: 'EUR' },
  })
  return {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRETS['standard-webhooks']).sign(id, at, body),
    },
    body,
  }
}

/** What a provider sends that signs nothing. */
export const unsigned = (body: object): Callback => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** Of an address that the relay hands out, what is below all callbacks. */
export const pathOf = (url: string): string => url.split('/callbacks/')[1] ?? ''

/** What came of a prompt on a phone, says M-Pesa. Nothing is signed. */
export const darajaSays = (
  prompt: string,
  code: number,
  receipt = 'NLJ7RT61SV',
  amount = 50,
): Callback =>
  unsigned({
    Body: {
      stkCallback: {
        MerchantRequestID: `m-${prompt}`,
        CheckoutRequestID: prompt,
        ResultCode: code,
        ResultDesc: 'As it was.',
        ...(code === 0 && {
          CallbackMetadata: {
            Item: [
              { Name: 'Amount', Value: amount },
              { Name: 'MpesaReceiptNumber', Value: receipt },
              { Name: 'TransactionDate', Value: 20261121083000 },
            ],
          },
        }),
      },
    },
  })

/** Where M-Pesa tells of the order, made as the relay makes it; without an order, of any. */
export const darajaPath = (order?: string, secret: string = SECRETS.daraja): string =>
  `daraja/${createHmac('sha256', secret)
    .update(order === undefined ? 'daraja' : `daraja:${order}`)
    .digest('hex')}`
