/**
 * Flutterwave v3, when it is asked: a charge by its number, or the latest of those that have the shop's `tx_ref`.
 *
 * @see https://developer.flutterwave.com/v3.0/reference/verify-transaction-with-tx_ref
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { digitsOf } from '../ids.ts'
import { authorizationOf, idIn, pathOf, queryOf } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const BY_NUMBER = /^\/transactions\/([^/]+)\/verify$/
const BY_REFERENCE = '/transactions/verify_by_reference'

interface Word {
  status: string
  processor_response: string
}

const failed = (processor_response: string): Word => ({ status: 'failed', processor_response })

const WORDS = wording<Word>({
  processing: { status: 'pending', processor_response: 'Transaction in progress' },
  canceled: { status: 'cancelled', processor_response: 'Customer cancelled transaction' },
  failed: byReason({
    insufficient_funds: failed('Insufficient Funds'),
    authentication_failed: failed('Incorrect PIN'),
    no_response: failed('Transaction timed out'),
    limit_exceeded: failed('Transaction limit exceeded'),
    invalid_account: failed('Expired Card'),
    declined: failed('Do Not Honor'),
  }),
  succeeded: { status: 'successful', processor_response: 'Approved' },
})

const fault = (status: number, message: string): Reply => ({
  status,
  body: { status: 'error', message, data: null },
})

export const flutterwaveV3Tongue: Tongue = {
  credentials: 'FLWSECK_TEST-bankOfTheDemo-X',
  states: WORDS.states,
  payment: (unique) => digitsOf(unique, 9),

  refuses: (asked, { parts: { key } }) =>
    authorizationOf(asked, 'Bearer') === key ? undefined : fault(401, 'Invalid authorization key'),

  asksFor: (asked) =>
    pathOf(asked) === BY_REFERENCE
      ? (queryOf(asked).get('tx_ref') ?? undefined)
      : idIn(asked, BY_NUMBER),
  isNamed: ({ orderId, payment }, name) => name === orderId || name === payment,

  says(truth) {
    const { orderId, payment, currency, begunAt } = truth
    const amount = Number(decimal(truth.amount, currency))
    const data = {
      id: Number(payment),
      tx_ref: orderId,
      flw_ref: `FLW-${payment}`,
      device_fingerprint: 'N/A',
      amount,
      currency,
      charged_amount: amount,
      app_fee: 0,
      merchant_fee: 0,
      auth_model: 'MOBILEMONEY',
      payment_type: 'mpesa',
      // When the charge was made, whatever has become of it.
      created_at: isoTime(begunAt),
      meta: null,
      amount_settled: amount,
      ...WORDS.of(truth),
    }
    const message = 'Transaction fetched successfully'
    return { status: 200, body: { status: 'success', message, data } }
  },

  // So it says, too, before the shopper has tried at all.
  absent: () => fault(400, 'No transaction was found for this id'),
  tooMuch: fault(429, 'Too many requests'),

  moods: {
    server_error: () => fault(500, 'An error occurred'),
  },
}
