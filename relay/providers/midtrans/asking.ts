/**
 * Midtrans, asked: what came of an order, by the merchant's own name for it. The answer is a notification; what is
 * wrong is told in its code, often with HTTP 200.
 *
 * @see https://docs.midtrans.com/reference/get-transaction-status
 */

import * as v from 'valibot'
import type { Asking, Fault, Question, Told } from '../asking.ts'
import { formOf } from '../reading/json.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'
import { later } from '../reading/waits.ts'

const order = (id: string): Question => ({
  name: 'order',
  method: 'GET',
  path: pathOf`/v2/${id}/status`,
  asks: id,
})

const Coded = v.object({ status_code: v.string() })

const FAULTS = new Map<string, Fault>([
  // Also of one for which the shopper has not yet chosen a way to pay.
  ['404', { outcome: 'absent' }],
  ['401', { outcome: 'refused', why: 'credentials' }],
  ['403', { outcome: 'refused', why: 'permission' }],
])

const LATER = /^(?:429|5\d\d)$/

const Found = v.looseObject({ transaction_status: v.string(), status_code: v.string() })

/** Of what was settled before. Callbacks leave that to the one that came first. */
const WENT_BACK: ReadonlySet<string> = new Set([
  ...['refund', 'partial_refund', 'chargeback', 'partial_chargeback'],
])

export const askingMidtrans: Asking = {
  credentials: {
    form: 'serverKey',
    example: 'Mid-server-aServerKey',
    pattern: /^(?<serverKey>(?:(?:SB-)?Mid|VT)-server-[\w-]+)$/,
    isCallbackSecret: true,
    isSandbox: ({ serverKey = '' }) => serverKey.startsWith('SB-'),
  },
  hosts: { live: 'https://api.midtrans.com', sandbox: 'https://api.sandbox.midtrans.com' },
  auth: { basic: '{serverKey}:' },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known).map(order),

  fault({ body, headers }) {
    const { status_code = '' } = formOf(Coded, body) ?? {}
    return LATER.test(status_code) ? later(headers) : FAULTS.get(status_code)
  },

  read({ body }, _, event): Told[] {
    const notification = v.parse(Found, body)
    const { transaction_status, status_code } = notification
    const wasSettled = WENT_BACK.has(transaction_status) && status_code === '200'
    const settled = { ...notification, transaction_status: 'settlement' }
    return [...event(notification), ...(wasSettled ? event(settled) : [])].map(unambiguous)
  },

  tells: ['amount', 'refunds', 'disputes'],
  clock: 'attempt',
  cadence: 'slow',
  rate: { perMinute: 60, burst: 10 },
}

/** Whose signature it could be as well does not matter: nobody but Midtrans answers. */
function unambiguous({ sharedWith: _, ...told }: Told): Told {
  return told
}
