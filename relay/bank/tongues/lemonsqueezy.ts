/**
 * Lemon Squeezy, spoken: an order of theirs.
 *
 * @see https://docs.lemonsqueezy.com/api/orders/retrieve-order
 * @see https://docs.lemonsqueezy.com/api/getting-started/requests
 */

import type { MainState } from '../../order/update.ts'
import { digitsOf } from '../ids.ts'
import { authorizationOf, idIn } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Reply, Tongue, Truth } from '../tongue.ts'

const ORDER = /^\/v1\/orders\/([^/]+)$/
const JSON_API = 'application/vnd.api+json'

const reply = (status: number, body: object): Reply => ({
  status,
  headers: { 'Content-Type': JSON_API },
  body: { jsonapi: { version: '1.0' }, ...body },
})

const fault = (status: number, title: string, detail: string): Reply =>
  reply(status, { errors: [{ detail, status: String(status), title }] })

const STATES: { [State in MainState]?: string } = {
  processing: 'pending',
  succeeded: 'paid',
  failed: 'failed',
}

export const lemonsqueezyTongue: Tongue = {
  credentials: 'eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJub3doZXJlIn0.c2ln',
  states: ['processing', 'succeeded', 'failed'],

  payment: (unique) => digitsOf(unique, 12),
  // The page of the shop, which opened the checkout, was told it.
  asks: ({ payment }) => [payment],

  refuses(asked, { parts }) {
    if (authorizationOf(asked, 'Bearer') !== parts['key']) {
      return fault(401, 'Unauthorized', 'Unauthenticated.')
    }
    if (asked.headers.get('accept')?.includes(JSON_API)) return undefined
    return fault(406, 'Not Acceptable', `The Accept header must be ${JSON_API}.`)
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, ORDER) : undefined),

  isNamed: ({ payment }, name) => name === payment,

  says: (truth) => reply(200, { links: { self: selfOf(truth) }, data: orderOf(truth) }),

  absent: () => fault(404, 'Not Found', 'The requested resource could not be found.'),

  tooMuch: {
    ...fault(429, 'Too Many Requests', 'Too Many Attempts.'),
    headers: { 'Content-Type': JSON_API, 'X-Ratelimit-Limit': '300', 'X-Ratelimit-Remaining': '0' },
  },

  moods: {
    internal_error: () => fault(500, 'Internal Server Error', 'Something went wrong.'),
    unavailable: () => ({
      status: 503,
      headers: { 'Content-Type': 'text/html' },
      body: '<!doctype html><title>We will be back soon</title>',
    }),
  },
}

const selfOf = ({ payment }: Truth): string => `https://api.lemonsqueezy.com/v1/orders/${payment}`

function orderOf({ payment, amount, currency, state, at, begunAt, refunded = 0 }: Truth) {
  const isWhole = refunded === amount
  const wentBack = isWhole ? 'refunded' : 'partial_refund'
  return {
    type: 'orders',
    id: payment,
    attributes: {
      store_id: 1,
      customer_id: 1,
      identifier: `order-${payment}`,
      order_number: 1,
      currency,
      total: amount,
      status: refunded > 0 ? wentBack : STATES[state],
      refunded: isWhole,
      refunded_at: refunded > 0 ? micros(at) : null,
      refunded_amount: refunded,
      test_mode: true,
      created_at: micros(begunAt),
      updated_at: micros(at),
    },
  }
}

const micros = (time: number): string => isoTime(time).replace('Z', '000Z')
