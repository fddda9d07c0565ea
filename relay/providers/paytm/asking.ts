/**
 * Paytm, asked: what came of an order, by the merchant's own name for it.
 *
 * What is wrong with the question is told in the words of a payment that failed, with HTTP 200.
 *
 * @see https://www.paytmpayments.com/docs/api/transaction-status-api/
 */

import * as v from 'valibot'
import type { Asking, Fault, Question, Told } from '../asking.ts'
import { minorUnits } from '../reading/amounts.ts'
import { given, Text } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { merchantIds, NO_SUCH_ORDER } from '../reading/questions.ts'
import { checksum } from './checksum.ts'

/** Paytm's own names of payments. */
const isTheirs = (id: string): boolean => /^\d{20,}$/.test(id)

const order = (id: string): Question => ({
  name: 'order',
  method: 'POST',
  path: '/v3/order/status',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ orderId: id }),
  asks: id,
})

const Coded = v.object({ body: v.object({ resultInfo: v.object({ resultCode: v.string() }) }) })

/** By the result code. */
const FAULTS = new Map<string, Fault>([
  ['334', { outcome: 'absent' }],
  ['335', { outcome: 'refused', why: 'credentials' }],
  ['330', { outcome: 'refused', why: 'credentials' }],
  ['501', { outcome: 'later' }],
])

const Found = v.looseObject({
  head: v.looseObject({}),
  body: v.looseObject({ resultInfo: v.looseObject({ resultStatus: v.string() }), refundAmt: Text }),
})

export const askingPaytm: Asking = {
  credentials: {
    form: 'mid:merchantKey',
    example: 'SHOP0000000000000000:aMerchantKeyOf16',
    pattern: /^(?<mid>[^\s:]+):(?<merchantKey>\S{16})$/,
    open: ['mid'],
  },
  // Of late also secure.paytmpayments.com and securestage.paytmpayments.com.
  hosts: { live: 'https://securegw.paytm.in', sandbox: 'https://securegw-stage.paytm.in' },

  auth: {
    // A checksum of the body's very text.
    seal(question, { mid, merchantKey = '' }, { sha256, encrypt, random }) {
      const asked = v.parse(v.record(v.string(), v.unknown()), JSON.parse(question.body ?? '{}'))
      const body = JSON.stringify({ mid, ...asked })
      const salt = random(3)
      const text = checksum.text([body], salt, (_, parts) => sha256(parts.join(''))) + salt
      const signature = encrypt(merchantKey, checksum.iv, text)
      return { ...question, body: `{"body":${body},"head":${JSON.stringify({ signature })}}` }
    },
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known, (id) => !isTheirs(id)).map(order),
  fault: ({ body }) => FAULTS.get(formOf(Coded, body)?.body.resultInfo.resultCode ?? ''),

  read({ body }, _, event): Told[] {
    const { refundAmt } = v.parse(Found, body).body
    return event(body).flatMap((main) => {
      const amount = minorUnits(refundAmt, main.currency)
      return main.part === 'main' && amount ? [main, wentBack(main, amount)] : [main]
    })
  },

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'attempt',
  cadence: 'upi',
  rate: { perMinute: 60, burst: 10 },
}

/** All that went back so far. When, nobody says. */
const wentBack = ({ payment, containers, currency }: Told, amount: number): Told => ({
  ...{ part: 'refunds', state: 'total', payment, amount },
  ...given({ containers, currency }),
})
