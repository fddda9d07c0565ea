/**
 * Paytm: payments, told by forms, and refunds, told as JSON.
 *
 * @see https://developer.paytm.com/docs/payment-success-webhook/
 * @see https://developer.paytm.com/docs/success-refund-webhook/
 */

import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons } from '../reading/failure.ts'
import { Currency, given, Id, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { localTime } from '../reading/times.ts'
import { checksum } from './checksum.ts'
import { simulatedPaytm } from './simulated.ts'

const Form = v.object({
  STATUS: Text,
  ORDERID: v.nullish(Id),
  TXNID: Text,
  TXNAMOUNT: Text,
  CURRENCY: v.nullish(Currency),
  TXNDATE: Text,
  TXNDATETIME: Text,
  RESPCODE: Text,
  RESPMSG: Text,
  MERC_UNQ_REF: Text,
})

const Result = { resultStatus: Text, resultCode: Text, resultMsg: Text }

const Json = v.object({
  body: v.object({
    ...Result,
    resultInfo: v.nullish(v.object(Result)),
    orderId: v.nullish(Id),
    txnId: Text,
    txnAmount: Text,
    txnDate: Text,

    // Of a refund.
    refundId: Text,
    refId: Text,
    refundAmount: Text,
    userCreditInitiateTimestamp: Text,
  }),
})

/** A payment, whichever way it is told. */
interface Told {
  status: string
  code?: string | null | undefined
  message?: string | null | undefined
  orderId: string | null | undefined
  txnId: string | null | undefined
  amount: string | null | undefined
  currency: string
  date: string | null | undefined
  reference?: string | null | undefined
}

/** All else is `processing`. */
const STATES = new Map<string, MainState>([
  ['TXN_SUCCESS', 'succeeded'],
  ['TXN_FAILURE', 'failed'],
])

/** By the response code. Whoever left the page may have approved in the app before. */
const REASONS = reasons({
  insufficient_funds: '202 235',
  invalid_account: '207 209 232 295',
  authentication_failed: '229',
  declined: '205 208 210 227 401',
  no_response: '141 810',
  provider_error: '501',
})

/** Where Paytm's clock stands. */
const INDIA = '+05:30'

const CURRENCY = 'INR'

export const paytm: Provider = {
  id: 'paytm',
  name: 'Paytm',
  trust: 'signed-fields',
  format: 'form',
  secretOf: (random) => random.toString('hex').slice(0, 16),

  schemes: [checksum],

  updates(payload) {
    // In a form this would be a text.
    return v.is(v.object({ head: v.looseObject({}) }), payload) ? ofJson(payload) : ofForm(payload)
  },

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  ...simulatedPaytm,
}

function ofForm(payload: unknown): Update[] {
  const form = v.parse(Form, payload)
  const { STATUS: status, RESPCODE: code, RESPMSG: message, MERC_UNQ_REF: reference } = form
  // It tells of something else, such as that a subscription will be due.
  if (!status) return []

  return payment({
    ...{ status, code, message, reference },
    orderId: form.ORDERID,
    txnId: form.TXNID,
    amount: form.TXNAMOUNT,
    currency: form.CURRENCY ?? CURRENCY,
    date: form.TXNDATETIME || form.TXNDATE,
  })
}

function ofJson(payload: unknown): Update[] {
  const { body } = v.parse(Json, payload)
  if (body.refundId || body.refId) return refund(body)

  const { resultStatus: status, resultCode: code, resultMsg: message } = body.resultInfo ?? body
  if (!status) return []
  const { orderId, txnId, txnAmount: amount, txnDate: date } = body
  return payment({ status, code, message, orderId, txnId, amount, date, currency: CURRENCY })
}

function payment(told: Told): Update[] {
  const { status, code, message, orderId, txnId, currency, reference } = told
  const amount = minorUnits(told.amount, currency)
  const known = STATES.get(status) ?? 'processing'
  return [
    {
      part: 'main',
      state: stateWithAmount(known, amount),
      eventId: `${txnId || orderId}:${status}`,
      ...paymentNamed([txnId, orderId]),
      ...orderNamed([{ order_id: orderId }], [orderId, reference]),
      ...given({ amount, currency, time: localTime(told.date, INDIA) }),
      ...(txnId && { receipt: txnId }),
      ...(known === 'failed' && failure(REASONS, [code], message)),
    },
  ]
}

/** Paytm tells when it accepts a refund, and again when the bank has it. */
function refund({ refundId, refId, orderId, txnId, ...body }: v.InferOutput<typeof Json>['body']) {
  const id = refundId || refId
  const amount = minorUnits(body.refundAmount, CURRENCY)
  const state = partWithAmount(body.userCreditInitiateTimestamp ? 'done' : 'pending', amount)
  return [
    {
      part: `refund:${id}`,
      state,
      eventId: `${id}:${state}`,
      ...paymentNamed([txnId, orderId]),
      ...orderNamed([{ order_id: orderId }], [orderId]),
      ...given({ amount }),
      currency: CURRENCY,
    } satisfies Update,
  ]
}
