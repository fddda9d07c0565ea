/**
 * Cashfree, when it is asked: an order by the shop's own name for it, the payments of it, and what went back.
 *
 * @see https://www.cashfree.com/docs/api-reference/payments/latest/payments/get-payments-for-order
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { digitsOf } from '../ids.ts'
import { idIn } from '../request.ts'
import { localTime } from '../times.ts'
import type { Reply, Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const ORDER = /^\/orders\/([^/]+)(?:\/(?:payments|refunds))?$/
/** What of an order. */
const LIST = /^\/orders\/[^/]+\/(\w+)$/

/** Of the API, as this bank speaks it. */
const VERSION = '2025-01-01'

interface Word {
  /** Of the order. */
  order: string
  /** Of the payment. Without: nobody has tried to pay. */
  payment?: { payment_status: string; is_captured: boolean; error_details?: object }
}

const failed = (error_code_raw: string, error_reason: string, error_description: string): Word => ({
  order: 'ACTIVE',
  payment: {
    payment_status: 'FAILED',
    is_captured: false,
    error_details: {
      error_code: 'TRANSACTION_DECLINED',
      error_description,
      error_reason,
      error_source: 'customer',
      error_code_raw,
      error_description_raw: error_description.toUpperCase(),
    },
  },
})

const WORDS = wording<Word>({
  pending: { order: 'ACTIVE' },
  processing: { order: 'ACTIVE', payment: { payment_status: 'PENDING', is_captured: false } },
  authorized: { order: 'ACTIVE', payment: { payment_status: 'SUCCESS', is_captured: false } },
  canceled: { order: 'ACTIVE', payment: { payment_status: 'USER_DROPPED', is_captured: false } },
  failed: byReason({
    insufficient_funds: failed('Z9', 'insufficient_funds', 'Insufficient funds in the account'),
    authentication_failed: failed('ZM', 'invalid_mpin', 'The MPIN is invalid'),
    canceled_by_customer: failed('ZA', 'customer_declined', 'Declined by the customer'),
    no_response: failed('U69', 'collect_expired', 'The collect request has expired'),
    limit_exceeded: failed('Z8', 'limit_exceeded', 'The limit of a payment is exceeded'),
    declined: failed('U16', 'auth_declined', 'The risk threshold is exceeded'),
  }),
  succeeded: { order: 'PAID', payment: { payment_status: 'SUCCESS', is_captured: true } },
})

const fault = (
  status: number,
  message: string,
  code: string,
  type = 'invalid_request_error',
): Reply => ({ status, body: { message, code, type } })

const limits = (remaining: number, retry: number) => ({
  'x-ratelimit-limit': '100',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-retry': String(retry),
  'x-ratelimit-type': 'app_id',
})

const ok = (body: object): Reply => ({ status: 200, headers: limits(97, 0), body })

export const cashfreeTongue: Tongue = {
  credentials: 'TESTbankOfTheDemo:cfsk_test_bankOfTheDemo',
  states: WORDS.states,
  payment: (unique) => digitsOf(unique, 13),

  refuses({ headers }, { parts: { appId, secret } }) {
    if (headers.get('x-api-version') !== VERSION) {
      return fault(400, 'version is not supported', 'version_invalid')
    }
    const isKnown =
      headers.get('x-client-id') === appId && headers.get('x-client-secret') === secret
    return isKnown
      ? undefined
      : fault(401, 'authentication Failed', 'request_failed', 'authentication_error')
  },

  asksFor: (asked) => idIn(asked, ORDER),
  isNamed: ({ orderId }, name) => name === orderId,

  says(truth, asked) {
    const list = idIn(asked, LIST)
    if (list === undefined) return ok(orderIn(truth))
    return ok(list === 'payments' ? paymentsIn(truth) : refundsIn(truth))
  },

  absent: () => fault(404, 'Order Reference Id does not exist', 'order_not_found'),

  tooMuch: {
    ...fault(429, 'Too many requests', 'request_failed', 'rate_limit_error'),
    headers: limits(0, 23),
  },

  moods: {
    server_error: () => fault(500, 'api Request Failed', 'request_failed', 'api_error'),
    bad_gateway: () =>
      fault(502, 'bank processing failure', 'bank_processing_failure', 'api_error'),
  },
}

const time = (at: number): string => `${localTime(at, 5.5).replace(' ', 'T')}+05:30`

const major = (amount: number, currency: string): number => Number(decimal(amount, currency))

/** How long an order stands open, in ms. */
const OPEN = 30 * 24 * 3_600_000

const orderIn = (truth: Truth) => ({
  cf_order_id: digitsOf(truth.payment, 10),
  order_id: truth.orderId,
  entity: 'order',
  order_amount: major(truth.amount, truth.currency),
  order_currency: truth.currency,
  order_status: WORDS.of(truth).order,
  order_expiry_time: time(truth.begunAt + OPEN),
  created_at: time(truth.begunAt),
  order_tags: null,
  payment_session_id: `session_${truth.payment}`,
})

function paymentsIn(truth: Truth): object[] {
  const { orderId, payment, amount, currency, state, at, begunAt } = truth
  const said = WORDS.of(truth).payment
  if (!said) return []
  // Who left, and when, nobody saw.
  const isDated = state !== 'processing' && state !== 'canceled'
  return [
    {
      cf_payment_id: payment,
      order_id: orderId,
      entity: 'payment',
      error_details: null,
      order_amount: major(amount, currency),
      order_currency: currency,
      payment_amount: major(amount, currency),
      payment_currency: currency,
      payment_group: 'upi',
      payment_time: time(begunAt),
      payment_completion_time: isDated ? time(at) : null,
      payment_message: null,
      bank_reference: state === 'succeeded' ? payment.slice(-12) : null,
      auth_id: null,
      authorization: null,
      payment_method: { upi: { channel: 'collect', upi_id: 's***@bank' } },
      ...said,
    },
  ]
}

const refundsIn = ({ orderId, payment, currency, at, refunded }: Truth): object[] =>
  refunded
    ? [
        {
          cf_payment_id: payment,
          cf_refund_id: `refund_${payment}`,
          order_id: orderId,
          refund_id: `RF-${payment}`,
          entity: 'refund',
          refund_amount: major(refunded, currency),
          refund_currency: currency,
          refund_status: 'SUCCESS',
          refund_type: 'MERCHANT_INITIATED',
          created_at: time(at),
          processed_at: time(at),
        },
      ]
    : []
