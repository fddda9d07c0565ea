/**
 * Flutterwave v3, asked: what came of a charge, by its number, or by the merchant's `tx_ref`: of several charges that
 * have it, the answer tells one.
 *
 * @see https://developer.flutterwave.com/v3.0/reference/verify-transaction
 * @see https://developer.flutterwave.com/v3.0/reference/verify-transaction-with-tx_ref
 */

import * as v from 'valibot'
import type { Asking, Known, Question } from '../asking.ts'
import { formOf } from '../reading/json.ts'
import { byKind, merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'

const NUMBER = /^\d{5,15}$/

const byNumber = (id: string): Question => ({
  name: 'transaction',
  method: 'GET',
  path: pathOf`/transactions/${id}/verify`,
  asks: id,
})

const byReference = (id: string): Question => ({
  name: 'transaction by reference',
  method: 'GET',
  path: pathOf`/transactions/verify_by_reference?tx_ref=${id}`,
  asks: id,
})

/** The shopper may try again, under the same reference: so that is asked by, too. */
function questions(known: Known): readonly Question[] {
  const own = merchantIds({ ...known, payments: [] })
  return [...own.map(byReference), ...byKind({ ...known, asks: [] }, [[NUMBER, byNumber]])]
}

/** With HTTP 400. So it is before the shopper has tried at all. */
const Absent = v.object({ message: v.pipe(v.string(), v.regex(/^no transaction was found/i)) })

const Found = v.object({ data: v.looseObject({ status: v.string() }) })

export const askingFlutterwaveV3: Asking = {
  credentials: {
    form: 'key',
    example: 'FLWSECK-aSecretKey-X',
    pattern: /^(?<key>FLWSECK[\w-]+)$/,
    isSandbox: ({ key = '' }) => key.startsWith('FLWSECK_TEST-'),
  },
  hosts: { live: 'https://api.flutterwave.com/v3', sandbox: 'https://api.flutterwave.com/v3' },
  auth: { headers: { Authorization: 'Bearer {key}' } },

  probes: [NO_SUCH_ORDER],
  questions,
  fault: ({ body }) => formOf(Absent, body) && { outcome: 'absent' },

  read: ({ body }, _, event) =>
    event({ event: 'charge.completed', data: v.parse(Found, body).data }),

  tells: ['amount', 'receipt'],
  clock: 'attempt',
  cadence: 'prompt',
  rate: { perMinute: 60, burst: 5 },
}
