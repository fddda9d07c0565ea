import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording, type Recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { daraja } from './daraja.ts'

const PROMPT = 'ws_CO_191220191020363925'
const TEN_MINUTES = 600_000

type Main = Extract<Update, { part: 'main' }>

const outcome = (code: number, state: Main['state'], more: Partial<Update> = {}): Update[] => [
  {
    eventId: `${PROMPT}:${code}`,
    payment: PROMPT,
    references: ['29115-34620561-1'],
    currency: 'KES',
    ...more,
    part: 'main',
    state,
  },
]

/** 10:21:15 in Nairobi. */
const time = Date.UTC(2019, 11, 19, 7, 21, 15)

const paid = (more: Partial<Update>, state: Main['state'] = 'succeeded'): Update => ({
  eventId: `${PROMPT}:0:NLJ7RT61SV`,
  payment: 'NLJ7RT61SV',
  containers: [PROMPT],
  references: ['29115-34620561-1'],
  receipt: 'NLJ7RT61SV',
  currency: 'KES',
  ...more,
  part: 'main',
  state,
})

const stk = (ResultCode: unknown, Item?: object[]) => ({
  Body: {
    stkCallback: {
      ...{ MerchantRequestID: '29115-34620561-1', CheckoutRequestID: PROMPT },
      ...{ ResultCode, ResultDesc: 'Said.' },
      ...(Item && { CallbackMetadata: { Item } }),
    },
  },
})

const ITEMS = [
  { Name: 'TransactionDate', Value: '20191219102115' },
  { Name: 'Balance' },
  { Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' },
  { Name: 'Amount', Value: 1 },
]

const withMetadata = ({ Body }: ReturnType<typeof stk>, CallbackMetadata: unknown) => ({
  Body: { stkCallback: { ...Body.stkCallback, CallbackMetadata } },
})

const reversal = (more: object) => {
  const parameters = { Amount: 250, OriginalTransactionID: 'UC40PQM3ZX', ...more }
  return {
    Result: {
      ...{ ResultType: 0, ResultCode: '0', ResultDesc: 'Said.', TransactionID: 'UC41RVT8QA' },
      ResultParameters: {
        ResultParameter: [
          { Key: 'TransCompletedTime', Value: 20260304143011 },
          ...Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
        ],
      },
    },
  }
}

const sentBack = (state: 'pending' | 'done', more: { amount?: number } = {}): Update => ({
  ...{ part: 'refund:UC41RVT8QA', state, eventId: 'UC41RVT8QA', payment: 'UC40PQM3ZX' },
  ...{ currency: 'KES', time: Date.UTC(2026, 2, 4, 11, 30, 11), ...more },
})

const without = (name: string) => ITEMS.filter(({ Name }) => Name !== name)

/** 6:38:45 in Nairobi. */
const confirmedAt = Date.UTC(2019, 10, 22, 3, 38, 45)

const CONFIRMATION = {
  TransactionType: 'Pay Bill',
  ...{ TransID: 'RKTQDM7W6S', TransTime: '20191122063845', TransAmount: '10' },
  ...{ BusinessShortCode: '600638', BillRefNumber: 'order-42', MSISDN: '25470****149' },
}

const confirmed = (more: Partial<Update> = {}, state: Main['state'] = 'succeeded'): Update => ({
  eventId: 'RKTQDM7W6S',
  payment: 'RKTQDM7W6S',
  receipt: 'RKTQDM7W6S',
  currency: 'KES',
  amount: 1000,
  orderHint: 'order-42',
  time: confirmedAt,
  ...more,
  part: 'main',
  state,
})

const { amount: _, ...unclear } = confirmed({}, 'processing')
const { orderHint: __, ...unnamed } = confirmed()
const { time: ___, ...untimed } = confirmed()

const recorded = (code: number, says: string, updates: Update[]): Recording => ({
  says,
  body: recording(`daraja/stk-${code}.json`),
  updates,
})

describeProvider({
  provider: daraja,
  simulates: ['succeeded', 'failed', 'canceled', 'expired'],

  recordings: [
    {
      says: 'paid, with the code as a text',
      body: recording('daraja/stk-0-as-string.json'),
      updates: [paid({ amount: 100, time })],
    },
    {
      says: 'paid, with the items in another order',
      body: stk(0, ITEMS),
      updates: [paid({ amount: 100, time })],
    },
    {
      says: 'paid, with decimals, which are counted from the text',
      body: stk(0, [...without('Amount'), { Name: 'Amount', Value: '1.15' }]),
      updates: [paid({ amount: 115, time })],
    },
    ...[2019, '20191319102115'].map((Value) => ({
      says: `paid at ${Value}, which is no time`,
      body: stk(0, [...without('TransactionDate'), { Name: 'TransactionDate', Value }]),
      updates: [paid({ amount: 100 })],
    })),
    {
      says: 'paid, and not how much: we are checking',
      body: stk(0, without('Amount')),
      updates: [paid({ time }, 'processing')],
    },
    {
      says: 'paid, and nothing else: we are checking',
      body: stk(0),
      updates: outcome(0, 'processing'),
    },

    recorded(
      1,
      'not enough money',
      outcome(1, 'failed', {
        reason: {
          code: 'insufficient_funds',
          message: 'The balance is insufficient for the transaction.',
        },
        doubt: 0,
      }),
    ),
    recorded(
      26,
      'M-Pesa is busy',
      outcome(26, 'failed', {
        reason: { code: 'provider_error', message: 'System busy. Try again in few minutes.' },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(
      1001,
      'another prompt is open',
      outcome(1001, 'failed', {
        reason: {
          code: 'provider_error',
          message:
            'Unable to lock subscriber, a transaction is already in process for the current subscriber',
        },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(
      1019,
      'the transaction expired',
      outcome(1019, 'expired', {
        reason: { code: 'expired', message: 'Transaction has expired' },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(
      1025,
      'the prompt could not be sent',
      outcome(1025, 'failed', {
        reason: {
          code: 'provider_error',
          message: 'An error occurred while sending a push request',
        },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(
      1032,
      'the shopper said no',
      outcome(1032, 'canceled', {
        reason: { code: 'canceled_by_customer', message: 'Request cancelled by user' },
        doubt: 0,
      }),
    ),
    recorded(
      1037,
      'the shopper said nothing, and may still turn out to have paid',
      outcome(1037, 'expired', {
        reason: { code: 'no_response', message: 'No response from user.' },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(
      2001,
      'a wrong PIN',
      outcome(2001, 'failed', {
        reason: {
          code: 'authentication_failed',
          message: 'The initiator information is invalid.',
        },
        doubt: 0,
      }),
    ),
    recorded(4999, 'it is under way', outcome(4999, 'processing')),
    recorded(
      9999,
      'the prompt could not be sent, otherwise',
      outcome(9999, 'failed', {
        reason: { code: 'provider_error', message: 'Request failed' },
        doubt: TEN_MINUTES,
      }),
    ),
    recorded(77777, 'a code of tomorrow is no failure', outcome(77777, 'processing')),
    {
      says: 'money came to a Paybill',
      body: recording('daraja/c2b-confirmation.json'),
      updates: [confirmed()],
    },
    {
      says: 'money came, and the payer typed with spaces around: the case is left as it was',
      body: { ...CONFIRMATION, BillRefNumber: ' oRDer-42\t' },
      updates: [confirmed({ orderHint: 'oRDer-42' })],
    },
    ...['', '  ', undefined, null, 'x'.repeat(256), ['order-42']].map((BillRefNumber) => ({
      says: `money came to a Till, and ${JSON.stringify(BillRefNumber)?.slice(0, 20)} names no order`,
      body: { ...CONFIRMATION, TransactionType: 'Buy Goods', BillRefNumber },
      updates: [unnamed],
    })),
    ...[
      ['10.00', 1000],
      ['1.15', 115],
      [10, 1000],
      ['70000.1', 70_000_10],
    ].map(([TransAmount, amount]) => ({
      says: `money came: ${typeof TransAmount} ${TransAmount}`,
      body: { ...CONFIRMATION, TransAmount },
      updates: [confirmed({ amount: Number(amount) })],
    })),
    ...['', '1,000.00', '-10', '1e3', '10.005', undefined].map((TransAmount) => ({
      says: `money came, and "${TransAmount}" does not say how much: we are checking`,
      body: { ...CONFIRMATION, TransAmount },
      updates: [unclear],
    })),
    {
      says: 'money came at a time that is none',
      body: { ...CONFIRMATION, TransTime: '2019-11-22 06:38' },
      updates: [untimed],
    },

    ...[{}, { Item: null }, null, 'none'].map((CallbackMetadata) => ({
      says: `the shopper said no, and there is nothing else to tell: ${JSON.stringify(CallbackMetadata)}`,
      body: withMetadata(stk(1032), CallbackMetadata),
      updates: outcome(1032, 'canceled', {
        reason: { code: 'canceled_by_customer', message: 'Said.' },
        doubt: 0,
      }),
    })),
    ...[{}, 'none'].map((CallbackMetadata) => ({
      says: `paid, and nothing else can be read: ${JSON.stringify(CallbackMetadata)}`,
      body: withMetadata(stk(0), CallbackMetadata),
      updates: outcome(0, 'processing'),
    })),
    {
      says: 'the merchant sent the money back',
      body: recording('daraja/reversal.json'),
      updates: [sentBack('done', { amount: 25_000 })],
    },
    ...['-250', 'all', 250.005, null].map((Amount) => ({
      says: `the merchant sent ${Amount} back, which is not all`,
      body: reversal({ Amount }),
      updates: [sentBack('pending')],
    })),
    {
      says: 'the merchant could not send it back, and nothing names the payment',
      body: { Result: { ResultType: 0, ResultCode: 'R000001', TransactionID: 'UC41RVT8QA' } },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'the merchant sent money, which is no payment to it',
      body: reversal({ OriginalTransactionID: undefined }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a limit was reached',
      body: stk('17'),
      updates: outcome(17, 'failed', {
        reason: { code: 'limit_exceeded', message: 'Said.' },
        doubt: TEN_MINUTES,
      }),
    },
    {
      says: 'the phone is off',
      body: stk(1036),
      updates: outcome(1036, 'expired', {
        reason: { code: 'unreachable', message: 'Said.' },
        doubt: TEN_MINUTES,
      }),
    },
  ],
})

it('hears that we have it, in the words it expects', () => {
  expect(daraja.answer).toEqual({
    status: 200,
    type: 'application/json',
    body: '{"ResultCode":0,"ResultDesc":"Accepted"}',
  })
})
