/**
 * Paystack, when it is asked: one transaction by its reference, which the shop gives to each attempt.
 *
 * @see https://paystack.com/docs/api/transaction/#verify
 */

import { exponentOf } from '../../protocol.ts'
import { digitsOf } from '../ids.ts'
import { authorizationOf, idIn } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TRANSACTION = /^\/transaction\/verify\/([^/]+)$/

interface Word {
  status: string
  gateway_response: string
}

const failed = (gateway_response: string): Word => ({ status: 'failed', gateway_response })

const WORDS = wording<Word>({
  // So it is called from its beginning until it is paid.
  pending: { status: 'abandoned', gateway_response: 'The transaction was not completed' },
  requires_action: { status: 'ongoing', gateway_response: 'Pending OTP validation' },
  processing: { status: 'pending', gateway_response: 'Request is being processed' },
  failed: byReason({
    insufficient_funds: failed('Insufficient Funds'),
    authentication_failed: failed('Incorrect PIN'),
    invalid_account: failed('Expired Card'),
    declined: failed('Declined'),
  }),
  succeeded: { status: 'success', gateway_response: 'Successful' },
})

const fault = (status: number, message: string, code: string, nextStep: string): Reply => ({
  status,
  body: { status: false, message, meta: { nextStep }, type: 'validation_error', code },
})

export const paystackTongue: Tongue = {
  credentials: 'sk_test_bankOfTheDemo',
  states: WORDS.states,

  // A transaction knows its order by what the shop attached alone.
  asks: ({ payment }) => [payment],

  refuses: (asked, { parts: { key } }) =>
    authorizationOf(asked, 'Bearer') === key
      ? undefined
      : fault(
          401,
          'Invalid key',
          'invalid_Key',
          'Ensure that you provide the correct authorization key for the request',
        ),

  asksFor: (asked) => idIn(asked, TRANSACTION),
  isNamed: ({ payment }, name) => name === payment,

  says(truth) {
    const { orderId, payment, currency, state, at, begunAt, refunded = 0 } = truth
    const isWholeBack = state === 'succeeded' && refunded >= truth.amount
    // In hundredths, of francs that have none too.
    const amount = Math.round(truth.amount * 10 ** (2 - exponentOf(currency)))
    const data = {
      id: Number(digitsOf(payment, 10)),
      domain: 'test',
      reference: payment,
      receipt_number: null,
      amount,
      message: null,
      paid_at: state === 'succeeded' ? isoTime(at) : null,
      created_at: isoTime(begunAt),
      channel: 'mobile_money',
      currency,
      metadata: { order_id: orderId },
      fees: null,
      authorization: {},
      requested_amount: amount,
      ...WORDS.of(truth),
      ...(isWholeBack && { status: 'reversed' }),
    }
    return { status: 200, body: { status: true, message: 'Verification successful', data } }
  },

  absent: () =>
    fault(
      400,
      'Transaction reference not found',
      'transaction_not_found',
      'Ensure that you are passing the correct reference and that it exists for this integration',
    ),

  tooMuch: { status: 429, body: { status: false, message: 'Too many requests' } },

  moods: {
    // So it was answered until of late.
    not_found_of_old: () => ({
      status: 404,
      body: { status: false, message: 'Transaction reference not found' },
    }),
    server_error: () => ({ status: 500, body: { status: false, message: 'An error occurred' } }),
  },
}
