/**
 * Razorpay, when it is asked. Each attempt has an order of its own there, whose receipt is the shop's order. Links are
 * not kept.
 *
 * @see https://razorpay.com/docs/api/orders/fetch-payments
 */

import { digitsOf } from '../ids.ts'
import { hasBasic, idIn, pathOf, queryOf } from '../request.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const ORDERS = '/v1/orders'
const ATTEMPTS = /^\/v1\/orders\/([^/]+)\/payments$/
const PAYMENT = /^\/v1\/payments\/([^/]+)$/

const failed = (error_reason: string, error_description: string) => ({
  status: 'failed',
  error_code: 'BAD_REQUEST_ERROR',
  error_description,
  error_source: 'customer',
  error_step: 'payment_authorization',
  error_reason,
})

const WORDS = wording<{ status: string }>({
  pending: { status: 'created' },
  authorized: { status: 'authorized' },
  failed: byReason({
    insufficient_funds: failed('insufficient_funds', 'Your account does not have enough balance.'),
    authentication_failed: failed('incorrect_pin', 'You have entered an incorrect PIN.'),
    canceled_by_customer: failed('payment_cancelled', 'You cancelled the payment.'),
    no_response: failed('payment_timed_out', 'Payment was not completed on time.'),
    limit_exceeded: failed('transaction_limit_exceeded', 'The amount exceeds your limit.'),
    invalid_account: failed('invalid_vpa', 'You have entered an invalid UPI ID.'),
    declined: failed('payment_declined', 'Payment was declined by the bank.'),
  }),
  // Let go before it was captured.
  canceled: { status: 'refunded' },
  succeeded: { status: 'captured' },
})

/** One code for all that is wrong with a request. */
const fault = (status: number, description: string, more: object = {}): Reply => ({
  status,
  body: { error: { code: 'BAD_REQUEST_ERROR', description, ...more, metadata: {} } },
})

const collection = (...items: readonly object[]): Reply => ({
  status: 200,
  body: { entity: 'collection', count: items.length, items },
})

export const razorpayTongue: Tongue = {
  credentials: 'rzp_test_BankOfTheDemo:secretOfTheDemosBank',
  states: WORDS.states,
  payment: (unique) => `pay_R1${digitsOf(unique, 12)}`,

  refuses(asked, { parts: { keyId = '', keySecret = '' } }) {
    if (hasBasic(asked, keyId, keySecret)) return undefined
    return fault(401, 'Authentication failed', { source: 'NA', step: 'NA', reason: 'NA' })
  },

  asksFor: (asked) => receiptIn(asked) ?? idIn(asked, ATTEMPTS) ?? idIn(asked, PAYMENT),
  isNamed: ({ orderId, payment }, name) => [orderId, orderOf(payment), payment].includes(name),

  says(truth, asked) {
    if (pathOf(asked) === ORDERS) return collection(orderIn(truth))
    const payment = paymentIn(truth)
    return ATTEMPTS.test(pathOf(asked)) ? collection(payment) : { status: 200, body: payment }
  },

  absent: (asked) =>
    pathOf(asked) === ORDERS
      ? collection()
      : fault(400, 'The id provided does not exist', {
          source: 'business',
          step: 'payment_initiation',
          reason: 'input_validation_failed',
        }),

  tooMuch: fault(429, 'Request failed. Please try after sometime.'),

  moods: {
    bad_request: () => fault(400, 'The request could not be processed. Please try again.'),
    server_error: () => ({
      status: 500,
      body: {
        error: {
          code: 'SERVER_ERROR',
          description: 'We are facing some trouble completing your request at the moment.',
        },
      },
    }),
  },
}

const receiptIn = (asked: Asked): string | undefined =>
  (pathOf(asked) === ORDERS && queryOf(asked).get('receipt')) || undefined

const orderOf = (payment: string): string => `order_${payment.replace(/^pay_/, '')}`

const seconds = (time: number): number => Math.floor(time / 1000)

const orderIn = ({ orderId, payment, amount, currency, state, begunAt }: Truth) => ({
  id: orderOf(payment),
  entity: 'order',
  amount,
  amount_paid: state === 'succeeded' ? amount : 0,
  amount_due: state === 'succeeded' ? 0 : amount,
  currency,
  receipt: orderId,
  offer_id: null,
  status: state === 'succeeded' ? 'paid' : 'attempted',
  attempts: 1,
  notes: { order_id: orderId },
  created_at: seconds(begunAt),
})

function paymentIn(truth: Truth) {
  const { orderId, payment, amount, currency, state, begunAt, refunded = 0 } = truth
  // What was never captured goes back as a whole, by itself.
  const amount_refunded = state === 'canceled' ? amount : refunded
  return {
    id: payment,
    entity: 'payment',
    amount,
    currency,
    order_id: orderOf(payment),
    invoice_id: null,
    international: false,
    method: 'card',
    amount_refunded,
    refund_status: amount_refunded === 0 ? null : amount_refunded < amount ? 'partial' : 'full',
    captured: state === 'succeeded',
    description: null,
    notes: { order_id: orderId },
    fee: null,
    tax: null,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    created_at: seconds(begunAt),
    ...WORDS.of(truth),
    // Though it stays captured.
    ...(state === 'succeeded' && refunded >= amount && { status: 'refunded' }),
  }
}
