/**
 * Midtrans, when it is asked: its notification about the order. What is wrong is told in the body's code, and HTTP says
 * 200 all the same. It signs what it says, too: nobody who asks from here looks at that.
 *
 * @see https://docs.midtrans.com/reference/get-transaction-status
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { uuidOf } from '../ids.ts'
import { hasBasic, idIn } from '../request.ts'
import { localTime } from '../times.ts'
import type { Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const STATUS = /^\/v2\/([^/]+)\/status$/

const FOUND = 'Success, transaction is found'

interface Word {
  status_code: string
  status_message: string
  transaction_status: string
  payment_type: string
  fraud_status?: string
}

const word = (transaction_status: string, status_code: string, more: object = {}): Word => ({
  ...{ status_code, status_message: FOUND, transaction_status },
  ...{ payment_type: 'credit_card', fraud_status: 'accept' },
  ...more,
})

const denied = (channel_response_code: string, channel_response_message: string): Word =>
  word('deny', '202', { channel_response_code, channel_response_message })

const WORDS = wording<Word>({
  requires_action: word('pending', '201', { payment_type: 'bank_transfer' }),
  // Somebody looks whether it is a fraud.
  processing: word('capture', '201', { fraud_status: 'challenge' }),
  authorized: word('authorize', '200'),
  // Which is no proxy's code: a notification says 202.
  expired: word('expire', '407', { status_message: 'Success, transaction has expired' }),
  canceled: word('cancel', '200'),
  failed: byReason({
    insufficient_funds: denied('51', 'Not sufficient funds'),
    authentication_failed: denied('55', 'Incorrect PIN'),
    limit_exceeded: denied('61', 'Exceeds withdrawal amount limit'),
    invalid_account: denied('54', 'Expired card'),
    declined: denied('05', 'Do not honour'),
  }),
  succeeded: word('settlement', '200'),
})

const fault = (status_code: string, status_message: string, status = 200): Reply => ({
  status,
  body: { status_code, status_message, id: 'e73ed594-d7a5-4ab7-8c19-5e61e275577c' },
})

const UNKNOWN_KEY = 'Transaction cannot be authorized with the current client/server key.'

export const midtransTongue: Tongue = {
  credentials: 'SB-Mid-server-bankOfTheDemo',
  states: WORDS.states,
  payment: uuidOf,

  refuses: (asked, { parts: { serverKey = '' } }) =>
    hasBasic(asked, serverKey, '') ? undefined : fault('401', UNKNOWN_KEY, 401),

  asksFor: (asked) => idIn(asked, STATUS),
  isNamed: ({ orderId, payment }, name) => name === orderId || name === payment,

  says(truth) {
    const { orderId, payment, amount, currency, state, at, begunAt, refunded = 0 } = truth
    const refund_amount = decimal(refunded, currency)
    const body = {
      transaction_id: payment,
      order_id: orderId,
      merchant_id: 'G000000000',
      gross_amount: decimal(amount, currency),
      currency,
      // When it began, whatever has become of it.
      transaction_time: localTime(begunAt, 7),
      ...(state === 'succeeded' && { settlement_time: localTime(at, 7) }),
      ...WORDS.of(truth),
      ...(refunded > 0 && {
        transaction_status: refunded < amount ? 'partial_refund' : 'refund',
        refund_amount,
        refunds: [{ refund_chargeback_id: 1, refund_amount, refund_key: `refund-${payment}` }],
      }),
    }
    return { status: 200, body }
  },

  absent: () => fault('404', "Transaction doesn't exist."),
  tooMuch: fault('429', 'API rate limit exceeded', 429),

  moods: {
    wrong_key_in_a_200: () => fault('401', UNKNOWN_KEY),
    server_error_in_a_200: () => fault('500', 'Sorry, we encountered internal server error.'),
    too_much_in_a_200: () => fault('429', 'API rate limit exceeded'),
  },
}
