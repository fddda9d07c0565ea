/**
 * M-Pesa, by Safaricom's Daraja: what came of a prompt on the shopper's phone (STK push), what was paid to a
 * Paybill or Till (C2B), and what was sent back (reversal).
 *
 * Nothing is signed: the address is the proof. That of a prompt is bound to the order, which the callback
 * does not name; a Paybill has one address for all, and the payer types the order's number. It is told
 * once, and never again.
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate
 * @see https://developer.safaricom.co.ke/APIs/CustomerToBusinessRegisterURL
 * @see https://developer.safaricom.co.ke/APIs/Reversal
 */

import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { given, Id } from '../reading/fields.ts'
import { askingDaraja } from './asking.ts'
import { simulatedDaraja } from './simulated.ts'

/** How long M-Pesa may still settle what it did not see refused. In ms. */
const LATE = 10 * 60_000

/** A text longer than this names no order. In characters. */
const LONGEST = 255

const SUCCEEDED = '0'

interface Outcome {
  state: MainState
  code?: ReasonCode
  doubt?: number
}

/** By result code. The descriptions vary, and say nothing that can be relied on. */
const OUTCOMES = new Map<string, Outcome>([
  [SUCCEEDED, { state: 'succeeded' }],
  ['1', { state: 'failed', code: 'insufficient_funds', doubt: 0 }],
  ['17', { state: 'failed', code: 'limit_exceeded', doubt: LATE }],
  ['26', { state: 'failed', code: 'provider_error', doubt: LATE }],
  ['1001', { state: 'failed', code: 'provider_error', doubt: LATE }],
  ['1019', { state: 'expired', code: 'expired', doubt: LATE }],
  ['1025', { state: 'failed', code: 'provider_error', doubt: LATE }],
  ['1032', { state: 'canceled', code: 'canceled_by_customer', doubt: 0 }],
  ['1036', { state: 'expired', code: 'unreachable', doubt: LATE }],
  ['1037', { state: 'expired', code: 'no_response', doubt: LATE }],
  ['2001', { state: 'failed', code: 'authentication_failed', doubt: 0 }],
  ['4999', { state: 'processing' }],
  ['9999', { state: 'failed', code: 'provider_error', doubt: LATE }],
])

/** Of a code of tomorrow, too: no reason to call the payment failed. */
const UNCLEAR: Outcome = { state: 'processing' }

/** Comes as a number here, as a string there. */
const Value = v.pipe(v.union([v.string(), v.number()]), v.transform(String))

const StkCallback = v.object({
  Body: v.object({
    stkCallback: v.object({
      MerchantRequestID: v.nullish(Id),
      CheckoutRequestID: Id,
      ResultCode: Value,
      ResultDesc: v.nullish(v.string()),
      // Only on success; on a refusal it may be empty.
      CallbackMetadata: v.fallback(
        v.nullish(
          v.object({
            Item: v.nullish(v.array(v.object({ Name: v.string(), Value: v.nullish(Value) }))),
          }),
        ),
        null,
      ),
    }),
  }),
})

/** Money that has come. Of a Till, nobody types a number. */
const Confirmation = v.object({
  TransID: Id,
  TransTime: v.nullish(Value),
  TransAmount: v.nullish(Value),
  BillRefNumber: v.fallback(
    v.optional(v.pipe(Value, v.trim(), v.nonEmpty(), v.maxLength(LONGEST))),
    undefined,
  ),
})

/** What came of what the merchant asked for itself. */
const Requested = v.object({
  Result: v.object({
    ResultCode: Value,
    TransactionID: v.nullish(Id),
    ResultParameters: v.fallback(
      v.nullish(
        v.object({
          ResultParameter: v.array(v.object({ Key: v.string(), Value: v.nullish(Value) })),
        }),
      ),
      null,
    ),
  }),
})

const Callback = v.union([StkCallback, Confirmation, Requested])

export const daraja: Provider = {
  id: 'daraja',
  name: 'M-Pesa',
  trust: 'address',
  schemes: [{ kind: 'address' }],

  answer: {
    status: 200,
    type: 'application/json',
    body: '{"ResultCode":0,"ResultDesc":"Accepted"}',
  },

  updates(payload) {
    const callback = v.parse(Callback, payload)
    if ('Result' in callback) return reversed(callback)
    return ['Body' in callback ? prompted(callback) : confirmed(callback)]
  },

  asking: askingDaraja,

  ...simulatedDaraja,
}

function prompted({ Body: { stkCallback } }: v.InferOutput<typeof StkCallback>): Update {
  const { CheckoutRequestID: prompt, ResultCode, CallbackMetadata } = stkCallback
  const items = new Map(CallbackMetadata?.Item?.map(({ Name, Value }) => [Name, Value]))
  const receipt = items.get('MpesaReceiptNumber')
  const amount = minorUnits(items.get('Amount'), 'KES')

  // A success that does not say how much would count as all that the order asks.
  const isClear = ResultCode !== SUCCEEDED || (receipt && amount !== undefined)
  const { state, code, doubt } = (isClear && OUTCOMES.get(ResultCode)) || UNCLEAR

  return {
    part: 'main',
    state,
    eventId: [prompt, ResultCode, ...(receipt ? [receipt] : [])].join(':'),
    ...(receipt ? { payment: receipt, containers: [prompt], receipt } : { payment: prompt }),
    ...(stkCallback.MerchantRequestID && { references: [stkCallback.MerchantRequestID] }),
    currency: 'KES',
    ...given({ amount, doubt, time: timeOf(items.get('TransactionDate')) }),
    ...(code && { reason: { code, ...given({ message: stkCallback.ResultDesc }) } }),
  }
}

/** What a prompt brought in is confirmed so as well, under the same receipt: that is one payment. */
function confirmed(confirmation: v.InferOutput<typeof Confirmation>): Update {
  const { TransID: receipt, TransTime, TransAmount, BillRefNumber: orderHint } = confirmation
  const amount = minorUnits(TransAmount, 'KES')
  return {
    part: 'main',
    state: stateWithAmount('succeeded', amount),
    eventId: receipt,
    payment: receipt,
    receipt,
    currency: 'KES',
    ...given({ amount, orderHint, time: timeOf(TransTime) }),
  }
}

/** Money that was sent back: of what else the merchant asked for, nothing names the payment that it came by. */
function reversed({ Result }: v.InferOutput<typeof Requested>): ReturnType<Provider['updates']> {
  const { ResultCode, TransactionID: id, ResultParameters } = Result
  const all = ResultParameters?.ResultParameter ?? []
  const parameters = new Map(all.map(({ Key, Value }) => [Key, Value]))
  const payment = parameters.get('OriginalTransactionID')
  if (!id || !payment || ResultCode !== SUCCEEDED) return UNKNOWN_EVENT

  const amount = minorUnits(parameters.get('Amount'), 'KES')
  return [
    {
      part: `refund:${id}`,
      state: partWithAmount('done', amount),
      eventId: id,
      payment,
      currency: 'KES',
      ...given({ amount, time: timeOf(parameters.get('TransCompletedTime')) }),
    },
  ]
}

const DATE = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/

/** `20191219102115`, in East Africa Time, as ms since 1970. */
function timeOf(date: string | null | undefined): number | undefined {
  if (!date || !DATE.test(date)) return undefined
  const time = Date.parse(date.replace(DATE, '$1-$2-$3T$4:$5:$6+03:00'))
  return Number.isNaN(time) ? undefined : time
}
