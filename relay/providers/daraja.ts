/**
 * M-Pesa, by Safaricom's Daraja: what came of a prompt on the shopper's phone (STK push).
 *
 * Nothing is signed and no order is named: the address is the proof, and is bound to the order. It is
 * told once, and never again.
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate
 */

import * as v from 'valibot'
import type { MainState } from '../update.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import { given, Id } from './fields.ts'
import { minorUnits } from './minor-units.ts'
import type { Provider } from './provider.ts'

/** How long M-Pesa may still settle what it did not see refused. In ms. */
const LATE = 10 * 60_000

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

/** What `simulate` sends. */
const SIMULATED: { [Status in PaymentStatus]?: [code: string, description: string] } = {
  succeeded: [SUCCEEDED, 'The service request is processed successfully.'],
  failed: ['1', 'The balance is insufficient for the transaction.'],
  canceled: ['1032', 'Request cancelled by user'],
  expired: ['1037', 'No response from user.'],
}

/** Comes as a number here, as a string there. */
const Value = v.pipe(v.union([v.string(), v.number()]), v.transform(String))

const StkCallback = v.object({
  Body: v.object({
    stkCallback: v.object({
      MerchantRequestID: v.nullish(Id),
      CheckoutRequestID: Id,
      ResultCode: Value,
      ResultDesc: v.nullish(v.string()),
      // Only on success.
      CallbackMetadata: v.nullish(
        v.object({ Item: v.array(v.object({ Name: v.string(), Value: v.nullish(Value) })) }),
      ),
    }),
  }),
})

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
    const { stkCallback } = v.parse(StkCallback, payload).Body
    const { CheckoutRequestID: prompt, ResultCode, CallbackMetadata } = stkCallback
    const items = new Map(CallbackMetadata?.Item.map(({ Name, Value }) => [Name, Value]))
    const receipt = items.get('MpesaReceiptNumber')
    const amount = minorUnits(items.get('Amount') ?? '', 'KES')

    // A success that does not say how much would count as all that the order asks.
    const isClear = ResultCode !== SUCCEEDED || (receipt && amount !== undefined)
    const { state, code, doubt } = (isClear && OUTCOMES.get(ResultCode)) || UNCLEAR

    return [
      {
        part: 'main',
        state,
        eventId: [prompt, ResultCode, ...(receipt ? [receipt] : [])].join(':'),
        ...(receipt ? { payment: receipt, containers: [prompt], receipt } : { payment: prompt }),
        ...(stkCallback.MerchantRequestID && { references: [stkCallback.MerchantRequestID] }),
        currency: 'KES',
        ...given({ amount, doubt, time: timeOf(items.get('TransactionDate')) }),
        ...(code && { reason: { code, ...given({ message: stkCallback.ResultDesc }) } }),
      },
    ]
  },

  simulate({ status, payment, amount, timestamp, id }) {
    const [code, ResultDesc] = SIMULATED[status] ?? []
    if (code === undefined) return undefined

    const receipt = payment
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(-10)
      .toUpperCase()
      .padStart(10, 'S')
    const Item = [
      { Name: 'Amount', Value: amount / 100 },
      { Name: 'MpesaReceiptNumber', Value: receipt },
      { Name: 'Balance' },
      { Name: 'TransactionDate', Value: Number(inNairobi(timestamp)) },
      { Name: 'PhoneNumber', Value: 254708374149 },
    ]
    return {
      Body: {
        stkCallback: {
          MerchantRequestID: id,
          CheckoutRequestID: payment,
          ResultCode: Number(code),
          ResultDesc,
          ...(code === SUCCEEDED && { CallbackMetadata: { Item } }),
        },
      },
    }
  },
}

const DATE = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/

/** `20191219102115`, in East Africa Time, as ms since 1970. */
function timeOf(date: string | null | undefined): number | undefined {
  if (!date || !DATE.test(date)) return undefined
  const time = Date.parse(date.replace(DATE, '$1-$2-$3T$4:$5:$6+03:00'))
  return Number.isNaN(time) ? undefined : time
}

/** Unix seconds as `20191219102115`. */
const inNairobi = (timestamp: number): string =>
  new Date((timestamp + 3 * 3600) * 1000).toISOString().replace(/\D/g, '').slice(0, 14)
