/**
 * Paystack, asked: what came of a transaction, by the merchant's reference. That one failed, no callback tells.
 *
 * @see https://paystack.com/docs/api/transaction/#verify
 */

import * as v from 'valibot'
import type { Asking, Question, Told } from '../asking.ts'
import { given } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'

const transaction = (reference: string): Question => ({
  name: 'transaction',
  method: 'GET',
  path: pathOf`/transaction/verify/${reference}`,
  asks: reference,
})

/** With HTTP 400 or 404. */
const Absent = v.union([
  v.object({ code: v.literal('transaction_not_found') }),
  v.object({ message: v.pipe(v.string(), v.regex(/^transaction reference not found/i)) }),
])

const Found = v.object({ data: v.looseObject({ status: v.string() }) })

/** Refunded as a whole, or charged back: it had succeeded before. */
const REVERSED = 'reversed'

export const askingPaystack: Asking = {
  credentials: {
    form: 'key',
    example: 'sk_live_aSecretKey',
    pattern: /^(?<key>sk_(?:live|test)_\w+)$/,
    isCallbackSecret: true,
    alsoMay: 'pay out',
    isSandbox: ({ key = '' }) => key.startsWith('sk_test_'),
  },
  hosts: { live: 'https://api.paystack.co', sandbox: 'https://api.paystack.co' },
  auth: { headers: { Authorization: 'Bearer {key}' } },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known).map(transaction),
  fault: ({ body }) => formOf(Absent, body) && { outcome: 'absent' },

  read({ body }, _, event): Told[] {
    const { data } = v.parse(Found, body)
    const { status } = data
    const isReversed = status === REVERSED
    const said = isReversed ? { ...data, status: 'success' } : data
    const told = mendMain(event({ event: 'charge.success', data: said }), (main) => {
      // So every transaction is called from its beginning until it is paid.
      if (status === 'abandoned') return { ...main, state: 'pending' }
      // The shopper is to enter a code, or to send a transfer.
      if (status === 'ongoing') return { ...main, state: 'requires_action' }
      // Another card may still pay under the same reference.
      const { doubt: _doubt, ...open } = main
      return status === 'failed' ? open : main
    })
    return isReversed ? told.flatMap(wentBack) : told
  },

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'none',
  cadence: 'card',
  rate: { perMinute: 60, burst: 10 },
}

/** All of it. When, nobody says. */
function wentBack(main: Told): Told[] {
  const { payment, containers, amount, currency, test } = main
  const back = { payment, ...given({ containers, amount, currency, test }) }
  return amount === undefined ? [main] : [main, { part: 'refunds', state: 'total', ...back }]
}
