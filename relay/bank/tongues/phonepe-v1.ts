/**
 * PhonePe, the first version of its API. The path is signed: with the salt key, as it is sent.
 *
 * @see https://developer.phonepe.com/v1/reference/check-status-api-standard-checkout
 */

import { hash } from 'node:crypto'
import { idIn, pathOf } from '../request.ts'
import type { Reply, Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const PAYMENT = /^\/pg\/v1\/status\/[^/]+\/([^/]+)$/
const MERCHANT = /^\/pg\/v1\/status\/([^/]+)\/[^/]+$/

type Outcome = [code: string, state: string, responseCode: string]

/** In the codes of UPI. */
const failed = (responseCode: string): Outcome => ['PAYMENT_ERROR', 'FAILED', responseCode]

const OUTCOMES = wording<Outcome>({
  processing: ['PAYMENT_PENDING', 'PENDING', 'PENDING'],
  succeeded: ['PAYMENT_SUCCESS', 'COMPLETED', 'SUCCESS'],
  failed: byReason({
    insufficient_funds: failed('Z9'),
    authentication_failed: failed('ZM'),
    canceled_by_customer: failed('ZA'),
    no_response: failed('U69'),
    limit_exceeded: failed('Z8'),
    declined: failed('U16'),
  }),
})

const message = (status: number, code: string, text: string): Reply => ({
  status,
  body: { success: false, code, message: text, data: {} },
})

export const phonepeV1Tongue: Tongue = {
  credentials: 'FAKEBANK:fakeSaltKey###1',
  states: OUTCOMES.states,

  refuses(asked, { parts: { merchant, saltKey, index } }) {
    if (asked.headers.get('x-merchant-id') !== merchant || idIn(asked, MERCHANT) !== merchant) {
      return message(400, 'BAD_REQUEST', 'The merchant is not known.')
    }
    const seal = `${hash('sha256', `${pathOf(asked)}${saltKey}`, 'hex')}###${index}`
    return asked.headers.get('x-verify') === seal
      ? undefined
      : message(401, 'AUTHORIZATION_FAILED', 'Checksum failed')
  },

  asksFor: (asked) => idIn(asked, PAYMENT),
  isNamed: ({ orderId }, name) => orderId === name,
  says: (truth) => ({ status: 200, body: payment(truth) }),
  absent: () => message(404, 'TRANSACTION_NOT_FOUND', 'No transaction found.'),
  tooMuch: message(429, 'TOO_MANY_REQUESTS', 'Too many requests'),

  moods: {
    internal_error: () => message(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong'),
  },
}

function payment(truth: Truth): object {
  const [code, state, responseCode] = OUTCOMES.of(truth)
  const isPaid = truth.state === 'succeeded'
  return {
    success: isPaid,
    code,
    message: `Fake bank: ${responseCode}`,
    data: {
      merchantId: 'FAKEBANK',
      merchantTransactionId: truth.orderId,
      transactionId: truth.payment,
      amount: truth.amount,
      state,
      responseCode,
      ...(isPaid && { paymentInstrument: { type: 'UPI' } }),
    },
  }
}
