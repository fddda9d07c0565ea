/**
 * A shop that answers for a gateway that nobody knows: with the order's payment and what went back of it, as events of
 * our own form. It knows us by our signature over the path.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

import { createHmac } from 'node:crypto'
import { MAIN_STATES } from '../../order/update.ts'
import { idIn } from '../request.ts'
import type { Asked, Tongue, Truth } from '../tongue.ts'

const ORDER = /^\/payments\/([^/]+)$/

/** How old a signature may be, or how far ahead its clock. In ms. */
const TOLERANCE = 300_000

export const standardWebhooksTongue: Tongue = {
  credentials: 'https://shop.example/payments/{order}',
  states: MAIN_STATES,

  refuses: (asked, { parts: { secret = '' }, now }) =>
    isSigned(asked, secret, now) ? undefined : { status: 401, body: { error: 'bad signature' } },

  asksFor: (asked) => idIn(asked, ORDER),
  isNamed: ({ orderId }, name) => orderId === name,

  says(truth) {
    const { state, at, amount, reason, refunded = 0 } = truth
    const main = event(truth, state, at, { amount, ...(reason && { reason }) })
    if (refunded === 0) return { status: 200, body: main }
    const back = event(truth, 'partially_refunded', at, { amount: refunded })
    return { status: 200, body: { data: [main, back] } }
  },

  absent: () => ({ status: 404, body: { error: 'no such order' } }),
}

const event = (
  { orderId, payment, currency }: Truth,
  what: string,
  at: number,
  more: object,
): object => ({
  type: `payment.${what}`,
  timestamp: new Date(at).toISOString(),
  data: { order: orderId, payment, currency, ...more },
})

function isSigned({ headers, path }: Asked, secret: string, now: number): boolean {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) =>
    headers.get(`webhook-${name}`),
  )
  if (!id || !timestamp || Math.abs(Number(timestamp) * 1000 - now) > TOLERANCE) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const made = createHmac('sha256', key).update(`${id}.${timestamp}.${path}`).digest('base64')
  return signature === `v1,${made}`
}
