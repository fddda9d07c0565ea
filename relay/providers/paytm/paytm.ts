/**
 * Paytm: payments, told by forms, and refunds, told as JSON.
 *
 * @see https://developer.paytm.com/docs/payment-success-webhook/
 * @see https://developer.paytm.com/docs/success-refund-webhook/
 */

import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons, UPI_DOUBT } from '../reading/failure.ts'
import { Currency, given, Id, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { localTime } from '../reading/times.ts'
import { askingPaytm } from './asking.ts'
import { checksum } from './checksum.ts'
import { simulatedPaytm } from './simulated.ts'

/**
 * No name in a form is signed, only the values in the order of their names. So what decides must be there, and of a
 * form that no other value has: lest a form that a shopper holds be told again under other names.
 */
const Payment = v.object({
  MID: Id,
  ORDERID: Id,
  TXNAMOUNT: v.pipe(v.string(), v.regex(/^\d{1,12}(?:\.\d{1,2})?$/)),
  STATUS: v.pipe(v.string(), v.regex(/^[A-Z_]+$/)),
  TXNID: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
  CURRENCY: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
})

/** A success has all of these besides. */
const Success = v.object({
  RESPCODE: v.literal('01'),
  TXNID: Id,
  CURRENCY: Id,
})

/** Where a value could be two, it might have been. */
const Whole = v.record(v.string(), v.pipe(v.string(), v.regex(/^[^|]*$/)))

const Form = v.object({
  STATUS: Text,
  ORDERID: MaybeId,
  TXNID: Text,
  TXNAMOUNT: Text,
  CURRENCY: v.nullish(Currency),
  TXNDATE: Text,
  TXNDATETIME: Text,
  RESPCODE: Text,
  RESPMSG: Text,
  MERC_UNQ_REF: Text,
  PAYMENTMODE: Text,
  NOTIFICATIONSTATUS: Text,
})

const Result = { resultStatus: Text, resultCode: Text, resultMsg: Text }

const Json = v.object({
  body: v.object({
    ...Result,
    resultInfo: v.nullish(v.object(Result)),
    orderId: MaybeId,
    txnId: Text,
    txnAmount: Text,
    txnDate: Text,
    paymentMode: Text,

    // Of a refund.
    refundId: Text,
    refId: Text,
    refundAmount: Text,
    acceptRefundTimestamp: Text,
    acceptRefundStatus: Text,
    userCreditInitiateTimestamp: Text,
    userCreditInitiateStatus: Text,
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
  mode: string | null | undefined
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

/** By what shoppers pay that is not UPI: of these alone a no is the last word. */
const OTHER_MODES: ReadonlySet<unknown> = new Set([
  ...['CC', 'DC', 'NB', 'PPI', 'PPBL', 'EMI', 'PAYTMCC', 'PAYTM_DIGITAL_CREDIT', 'BALANCE'],
  ...['CREDIT_CARD', 'DEBIT_CARD', 'NET_BANKING'],
])

/** Where Paytm's clock stands. */
const INDIA = '+05:30'

const CURRENCY = 'INR'

export const paytm: Provider = {
  id: 'paytm',
  name: 'Paytm',
  trust: 'signed-fields',
  currency: CURRENCY,
  format: 'form',
  secretOf: (random) => random.toString('hex').slice(0, 16),

  schemes: [checksum],

  updates(payload) {
    // In a form this would be a text.
    return v.is(v.object({ head: v.looseObject({}) }), payload) ? ofJson(payload) : ofForm(payload)
  },

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  asking: askingPaytm,

  ...simulatedPaytm,
}

type Read = ReturnType<Provider['updates']>

function ofForm(payload: unknown): Read {
  const form = v.parse(Form, payload)
  const { STATUS: status, RESPCODE: code, RESPMSG: message, MERC_UNQ_REF: reference } = form
  // That a subscription will be due.
  if (!status) return form.NOTIFICATIONSTATUS ? [] : UNKNOWN_EVENT
  v.parse(Payment, payload)
  if (status === 'TXN_SUCCESS') v.parse(Success, payload)
  v.parse(Whole, payload)

  return payment({
    ...{ status, code, message, reference },
    orderId: form.ORDERID,
    txnId: form.TXNID,
    amount: form.TXNAMOUNT,
    currency: form.CURRENCY ?? CURRENCY,
    date: form.TXNDATETIME || form.TXNDATE,
    mode: form.PAYMENTMODE,
  })
}

function ofJson(payload: unknown): Read {
  const { body } = v.parse(Json, payload)
  if (body.refundId || body.refId) return refund(body)

  const { resultStatus: status, resultCode: code, resultMsg: message } = body.resultInfo ?? body
  if (!status) return UNKNOWN_EVENT
  const { orderId, txnId, txnAmount: amount, txnDate: date, paymentMode: mode } = body
  const currency = CURRENCY
  return payment({ status, code, message, orderId, txnId, amount, date, currency, mode })
}

function payment(told: Told): Update[] {
  const { status, code, message, orderId, txnId, currency, reference } = told
  const amount = minorUnits(told.amount, currency)
  const known = STATES.get(status) ?? 'processing'
  const isUpi = !OTHER_MODES.has(told.mode)
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
      // What nobody tells may be UPI.
      ...(known === 'failed' && isUpi && { doubt: UPI_DOUBT }),
    },
  ]
}

/** Paytm tells when it accepts a refund, and again when the bank has it. */
function refund({ refundId, refId, orderId, txnId, ...body }: v.InferOutput<typeof Json>['body']) {
  const id = refundId || refId
  const amount = minorUnits(body.refundAmount, CURRENCY)
  const { acceptRefundStatus, userCreditInitiateStatus, userCreditInitiateTimestamp } = body
  const hasFailed = [acceptRefundStatus, userCreditInitiateStatus].some((each) =>
    each?.toUpperCase().startsWith('FAIL'),
  )
  const known = hasFailed ? 'failed' : userCreditInitiateTimestamp ? 'done' : 'pending'
  const state = partWithAmount(known, amount)
  const date = userCreditInitiateTimestamp || body.acceptRefundTimestamp
  return [
    {
      part: `refund:${id}`,
      state,
      eventId: `${id}:${state}`,
      ...paymentNamed([txnId, orderId]),
      ...orderNamed([{ order_id: orderId }], [orderId]),
      ...given({ amount, time: localTime(date, INDIA) }),
      currency: CURRENCY,
    } satisfies Update,
  ]
}
