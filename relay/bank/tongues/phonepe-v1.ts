/**
 * PhonePe, the first version of its API. The path is signed: with the salt key, as it is sent.
 *
 * @see https://developer.phonepe.com/v1/reference/check-status-api-standard-checkout
 */

import { hash } from 'node:crypto'
import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { idIn, pathOf } from '../request.ts'
import type { Reply, Tongue, Truth } from '../tongue.ts'

const PAYMENT = /^\/pg\/v1\/status\/[^/]+\/([^/]+)$/
const MERCHANT = /^\/pg\/v1\/status\/([^/]+)\/[^/]+$/

type Outcome = [code: string, state: string, responseCode: string]

const PENDING: Outcome = ['PAYMENT_PENDING', 'PENDING', 'PENDING']

const OUTCOMES: { [State in MainState]?: Outcome } = {
  processing: PENDING,
  succeeded: ['PAYMENT_SUCCESS', 'COMPLETED', 'SUCCESS'],
  failed: ['PAYMENT_ERROR', 'FAILED', 'Z9'],
}

/** In the codes of UPI. */
const FAILURES: { [Code in ReasonCode]?: string } = {
  insufficient_funds: 'Z9',
  authentication_failed: 'ZM',
  canceled_by_customer: 'ZA',
  no_response: 'U69',
  limit_exceeded: 'Z8',
  declined: 'U16',
}

const message = (status: number, code: string, text: string): Reply => ({
  status,
  body: { success: false, code, message: text, data: {} },
})

export const phonepeV1Tongue: Tongue = {
  credentials: 'FAKEBANK:fakeSaltKey###1',
  states: ['processing', 'failed', 'succeeded'],

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

function payment({ orderId, payment, amount, state, reason }: Truth): object {
  const [code, known, why] = OUTCOMES[state] ?? PENDING
  const responseCode = (state === 'failed' && reason && FAILURES[reason]) || why
  return {
    success: state === 'succeeded',
    code,
    message: `Fake bank: ${responseCode}`,
    data: {
      merchantId: 'FAKEBANK',
      merchantTransactionId: orderId,
      transactionId: payment,
      amount,
      state: known,
      responseCode,
      ...(state === 'succeeded' && { paymentInstrument: { type: 'UPI' } }),
    },
  }
}
