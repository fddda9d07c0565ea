/**
 * Square, spoken: an order, as a payment link makes it, and the payment inside it once there is one.
 *
 * @see https://developer.squareup.com/reference/square/payments-api/get-payment
 * @see https://developer.squareup.com/reference/square/orders-api/retrieve-order
 * @see https://developer.squareup.com/docs/build-basics/common-api-patterns/versioning-overview
 */

import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { simulatedOrderId } from '../../providers/square/simulated.ts'
import { authorizationOf, idIn } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'

const PAYMENTS = /^\/v2\/payments\/([^/]+)$/
const ORDERS = /^\/v2\/orders\/([^/]+)$/

const refusal = (status: number, category: string, code: string, detail: string): Reply => ({
  status,
  body: { errors: [{ category, code, detail }] },
})

const STATES: { [State in MainState]?: string } = {
  processing: 'PENDING',
  authorized: 'APPROVED',
  succeeded: 'COMPLETED',
  canceled: 'CANCELED',
  failed: 'FAILED',
}

/** https://developer.squareup.com/docs/payments-api/error-codes */
const FAILURES: { [Code in ReasonCode]?: string } = {
  insufficient_funds: 'INSUFFICIENT_FUNDS',
  limit_exceeded: 'TRANSACTION_LIMIT',
  authentication_failed: 'CARD_DECLINED_VERIFICATION_REQUIRED',
  invalid_account: 'CARD_EXPIRED',
  canceled_by_customer: 'BUYER_REFUSED_PAYMENT',
  provider_error: 'TEMPORARY_ERROR',
}

export const squareTongue: Tongue = {
  credentials: 'EAAAlBankOfNowhereSquare',
  states: ['pending', 'processing', 'authorized', 'succeeded', 'failed', 'canceled'],

  payment: (unique) => simulatedId(`payment ${unique}`, 29),
  asks: ({ payment }) => [simulatedOrderId(payment)],

  refuses(asked, { parts }) {
    if (authorizationOf(asked, 'Bearer') !== parts['accessToken']) {
      const why = 'This request could not be authorized.'
      return refusal(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED', why)
    }
    // Without one, the account's own counts.
    const version = asked.headers.get('square-version')
    if (version === null || /^\d{4}-\d{2}-\d{2}$/.test(version)) return undefined
    const why = 'The provided Square-Version is incorrectly formatted.'
    return refusal(400, 'INVALID_REQUEST_ERROR', 'INVALID_SQUARE_VERSION_FORMAT', why)
  },

  asksFor: (asked) =>
    asked.method === 'GET' ? (idIn(asked, PAYMENTS) ?? idIn(asked, ORDERS)) : undefined,

  isNamed: ({ payment }, name) => name === payment || name === simulatedOrderId(payment),

  says(truth, asked) {
    const { payment, state } = truth
    const isTried = state !== 'pending'
    if (idIn(asked, ORDERS) === simulatedOrderId(payment)) {
      return { status: 200, body: { order: order(truth, isTried) } }
    }
    const isIt = isTried && idIn(asked, PAYMENTS) === payment
    return isIt ? { status: 200, body: { payment: paymentOf(truth) } } : absent(asked)
  },

  absent,

  tooMuch: refusal(429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', 'Rate limited.'),

  moods: {
    internal_error: () =>
      refusal(500, 'API_ERROR', 'INTERNAL_SERVER_ERROR', 'An internal error has occurred.'),
    gateway_timeout: () =>
      refusal(504, 'API_ERROR', 'GATEWAY_TIMEOUT', 'The request took too long.'),
  },
}

function absent(asked: Asked): Reply {
  const id = idIn(asked, PAYMENTS)
  const what = id === undefined ? 'Order not found.' : `Could not find payment with id: ${id}`
  return refusal(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', what)
}

const LOCATION = 'L88917AVBK2S5'

const order = (
  { orderId, payment, amount, currency, at, begunAt, ...truth }: Truth,
  isTried: boolean,
) => ({
  id: simulatedOrderId(payment),
  location_id: LOCATION,
  reference_id: orderId,
  state: truth.state === 'succeeded' ? 'COMPLETED' : 'OPEN',
  total_money: { amount, currency },
  tenders: isTried ? [{ id: payment, type: 'CARD', payment_id: payment }] : [],
  version: 1,
  created_at: isoTime(begunAt),
  updated_at: isoTime(at),
})

function paymentOf({ payment, orderId, amount, currency, state, at, begunAt, ...more }: Truth) {
  const money = { amount, currency }
  const code = (more.reason && FAILURES[more.reason]) ?? 'GENERIC_DECLINE'
  const isFailed = state === 'failed'
  return {
    id: payment,
    created_at: isoTime(begunAt),
    updated_at: isoTime(at),
    amount_money: money,
    total_money: money,
    status: STATES[state],
    source_type: 'CARD',
    card_details: {
      status: CARD_STATES[state],
      errors: isFailed
        ? [{ category: 'PAYMENT_METHOD_ERROR', code, detail: `Authorization error: '${code}'` }]
        : [],
    },
    location_id: LOCATION,
    order_id: simulatedOrderId(payment),
    reference_id: orderId,
    ...(state === 'succeeded' && { receipt_number: payment.slice(0, 4) }),
    ...(more.refunded !== undefined && {
      refunded_money: { amount: more.refunded, currency },
      refund_ids: [`${payment}_R1`],
    }),
  }
}

const CARD_STATES: { [State in MainState]?: string } = {
  processing: 'PENDING',
  authorized: 'AUTHORIZED',
  succeeded: 'CAPTURED',
  canceled: 'VOIDED',
  failed: 'FAILED',
}
