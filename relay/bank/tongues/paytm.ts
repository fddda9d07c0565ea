/**
 * Paytm, when it is asked. All that it says comes with HTTP 200, and what is wrong with the question in the words of a
 * payment that failed. It signs what it says, too: nobody who asks from here looks at that.
 *
 * @see https://www.paytmpayments.com/docs/api/transaction-status-api/
 */

import { createDecipheriv, hash } from 'node:crypto'
import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { formOf, jsonMember } from '../../providers/reading/json.ts'
import { digitsOf } from '../ids.ts'
import { localTime } from '../times.ts'
import type { Asked, Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const STATUS = '/v3/order/status'

type Result = [status: string, code: string, message: string]

const WORDS = wording<Result>({
  processing: [
    'PENDING',
    '402',
    'Looks like the payment is not complete. Please wait while we confirm the status with your bank.',
  ],
  failed: byReason<Result>({
    insufficient_funds: ['TXN_FAILURE', '235', 'Wallet balance Insufficient'],
    authentication_failed: ['TXN_FAILURE', '229', '3D Secure Verification failed'],
    no_response: ['TXN_FAILURE', '810', 'Page closed by customer'],
    invalid_account: [
      'TXN_FAILURE',
      '295',
      'Your payment failed as the UPI ID entered is incorrect',
    ],
    declined: ['TXN_FAILURE', '227', 'Your payment has been declined by your bank'],
  }),
  succeeded: ['TXN_SUCCESS', '01', 'Txn Success'],
})

const Question = v.object({
  body: v.object({ mid: v.string(), orderId: v.string() }),
  head: v.object({ signature: v.string() }),
})

const said = ([resultStatus, resultCode, resultMsg]: Result, more: object = {}): Reply => ({
  status: 200,
  body: {
    head: { version: 'v1' },
    body: { resultInfo: { resultStatus, resultCode, resultMsg }, ...more },
  },
})

export const paytmTongue: Tongue = {
  credentials: 'BANKOFTHEDEMO0000000:keyOfTheDemoBank',
  states: WORDS.states,
  payment: (unique) => digitsOf(unique, 35),

  refuses({ body }, { parts: { mid, merchantKey = '' } }) {
    const question = formOf(Question, parseJson(body))
    if (!question || question.body.mid !== mid)
      return said(['TXN_FAILURE', '335', 'Mid is invalid'])
    const isSigned = isChecksum(question.head.signature, jsonMember(body, 'body'), merchantKey)
    return isSigned ? undefined : said(['TXN_FAILURE', '330', 'Paytm checksum mismatch.'])
  },

  asksFor: (asked) => orderIn(asked),
  isNamed: ({ orderId }, name) => name === orderId,

  says(truth, { body: asked }) {
    const { orderId, payment, amount, state, begunAt, refunded = 0 } = truth
    return said(WORDS.of(truth), {
      txnId: payment,
      bankTxnId: state === 'failed' ? '' : digitsOf(payment, 12),
      orderId,
      txnAmount: decimal(amount, 'INR'),
      txnType: 'SALE',
      gatewayName: 'WALLET',
      bankName: 'WALLET',
      mid: formOf(Question, parseJson(asked))?.body.mid,
      paymentMode: 'PPI',
      refundAmt: decimal(refunded, 'INR'),
      // When it began, whatever has become of it.
      txnDate: `${localTime(begunAt, 5.5)}.0`,
    })
  },

  absent: (asked) => said(['TXN_FAILURE', '334', 'Invalid Order ID'], { orderId: orderIn(asked) }),

  moods: {
    system_error: (asked) => said(['PENDING', '501', 'System Error.'], { orderId: orderIn(asked) }),
  },
}

const orderIn = (asked: Asked): string | undefined =>
  asked.method === 'POST' && asked.path === STATUS
    ? formOf(Question, parseJson(asked.body))?.body.orderId
    : undefined

/** Whether `signature` is of `text`: the hash of it and of four characters of salt, encrypted with the key. */
function isChecksum(signature: string, text: string | undefined, key: string): boolean {
  try {
    const cipher = createDecipheriv('aes-128-cbc', key, '@@@@&&&&####$$$$')
    const plain = cipher.update(signature, 'base64', 'latin1') + cipher.final('latin1')
    const salt = plain.slice(64)
    return salt.length === 4 && plain.slice(0, 64) === hash('sha256', `${text}|${salt}`)
  } catch {
    // It was encrypted with another key.
    return false
  }
}
