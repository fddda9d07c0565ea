/**
 * PhonePe, the first version of its API, asked: what came of a payment, by the merchant's own name for it. Its
 * documentation demands it.
 *
 * @see https://developer.phonepe.com/v1/reference/check-status-api-standard-checkout
 */

import * as v from 'valibot'
import type { Asking, Fault, Question } from '../asking.ts'
import { given } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'

const payment = (id: string): Question => ({
  name: 'payment',
  method: 'GET',
  path: pathOf`/pg/v1/status/{merchant}/${id}`,
  headers: { 'Content-Type': 'application/json' },
  asks: id,
})

/** PhonePe's own names of payments. */
const isTheirs = (id: string): boolean => /^T\d{10,}$/.test(id)

const Message = v.looseObject({ code: v.string() })

const FAULTS = new Map<string, Fault>([
  // Just after the request, too.
  ['TRANSACTION_NOT_FOUND', { outcome: 'absent' }],
  // As good as pending.
  ['INTERNAL_SERVER_ERROR', { outcome: 'later' }],
  ['BAD_REQUEST', { outcome: 'refused', why: 'request' }],
  ['AUTHORIZATION_FAILED', { outcome: 'refused', why: 'credentials' }],
])

export const askingPhonepeV1: Asking = {
  credentials: {
    form: 'merchantId:saltKey###index',
    example: 'SHOP:099eb0cd-02cf-4e2a-8aca-3e6c6aff0399###1',
    pattern: /^(?<merchant>[^\s:]+):(?<saltKey>[^\s,]+)###(?<index>\d{1,9})$/,
    open: ['merchant', 'index'],
  },
  hosts: {
    live: 'https://api.phonepe.com/apis/hermes',
    sandbox: 'https://api-preprod.phonepe.com/apis/pg-sandbox',
  },

  auth: {
    headers: { 'X-MERCHANT-ID': '{merchant}' },

    // Of the path as it is sent, without what the host has before it.
    seal: (question, { saltKey = '', index = '' }, { sha256 }) => ({
      ...question,
      headers: {
        ...question.headers,
        'X-VERIFY': `${sha256(question.path + saltKey)}###${index}`,
      },
    }),
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known, (id) => !isTheirs(id)).map(payment),
  fault: ({ body }) => FAULTS.get(formOf(Message, body)?.code ?? ''),

  // A callback brings the same in base64.
  read({ body }, _, event) {
    const text = JSON.stringify(v.parse(Message, body))
    const told = event({ response: Buffer.from(text).toString('base64') })
    // Until it is paid, there is none: PhonePe's own number would stand before the bank's.
    return mendMain(told, ({ receipt, ...main }) => ({
      ...main,
      ...(main.state === 'succeeded' && given({ receipt })),
    }))
  },

  tells: ['amount', 'receipt'],
  clock: 'none',
  cadence: 'upi',
  gap: 3000,
  rate: { perMinute: 60, burst: 10 },
}
