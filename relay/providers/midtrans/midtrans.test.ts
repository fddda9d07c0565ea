import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording, type Recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { midtrans } from './midtrans.ts'

const SERVER_KEY = 'SB-Mid-server-TOq1a2AVuiyhhOjvfs3U_KeO'

/** As the manual has it: SHA512(order_id+status_code+gross_amount+ServerKey). */
const signatureOf = (body: string): string => {
  const { order_id, status_code, gross_amount } = JSON.parse(body)
  return createHash('sha512')
    .update(order_id + status_code + gross_amount + SERVER_KEY)
    .digest('hex')
}

const seal = (body: string) =>
  JSON.stringify({ ...JSON.parse(body), signature_key: signatureOf(body) })

type State = Extract<Update, { part: 'main' }>['state']

/** 14:39:33 in Jakarta. */
const time = Date.UTC(2015, 1, 26, 7, 39, 33)

const of1111 = (code: string) => ({
  eventId: `1111:${code}:100000.00`,
  ...{ payment: '1111', orderId: '1111', currency: 'IDR' },
})

const recorded = (code: string, state: State, more: object = {}): Update => ({
  ...of1111(code),
  ...{ part: 'main', state, amount: 10_000_000, time },
  ...more,
})

const told = (transaction_status: string, status_code: string, more: object = {}) => ({
  ...{ order_id: 'A-1', status_code, gross_amount: '50000.00', transaction_status },
  ...more,
})

const ours = (code: string) => ({
  eventId: `A-1:${code}:50000.00`,
  ...{ payment: 'A-1', orderId: 'A-1', currency: 'IDR' },
})

const main = (code: string, state: State, more: object = {}): Update => ({
  ...ours(code),
  ...{ part: 'main', state, amount: 5_000_000 },
  ...more,
})

/** Of totals under one signature the greater stands. */
const ofTotal = (amount: number): Update => ({
  ...ours('200'),
  eventId: `${ours('200').eventId}:${String(amount).padStart(16, '0')}`,
  ...{ part: 'refunds', state: 'total', amount },
})

/** Even after the card was charged, and whenever: nothing signed says. */
const calledOff: Update = {
  ...of1111('200'),
  ...{ part: 'void', state: 'canceled', doubt: 0 },
}

describeProvider({
  provider: midtrans,
  secret: SERVER_KEY,
  otherSecret: 'SB-Mid-server-TOq1a2AVuiyhhOjvfs3U_KeP',
  field: 'signature_key',
  seal,
  accepts: (body) => JSON.parse(body).signature_key === signatureOf(body),

  covers(body) {
    const { order_id, status_code, gross_amount } = JSON.parse(body)
    return [order_id, status_code, gross_amount]
  },

  simulates: [
    'requires_action',
    'authorized',
    'succeeded',
    'failed',
    'canceled',
    'expired',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'the card was charged',
      body: recording('midtrans/capture.json'),
      updates: [recorded('200', 'succeeded')],
    },
    {
      says: 'the money has reached the merchant',
      body: recording('midtrans/settlement.json'),
      updates: [recorded('200', 'succeeded')],
    },
    {
      says: 'the money is held',
      body: recording('midtrans/authorize.json'),
      updates: [recorded('200', 'authorized')],
    },
    {
      says: 'the card was declined, and the shopper may try another',
      body: recording('midtrans/deny.json'),
      updates: [
        recorded('202', 'failed', {
          reason: { code: 'unknown', message: 'Success, transaction found' },
        }),
      ],
    },
    {
      says: 'somebody called it off',
      body: recording('midtrans/cancel.json'),
      updates: [calledOff],
    },
    {
      says: 'nobody paid in time',
      body: recording('midtrans/expire.json'),
      updates: [recorded('407', 'expired')],
    },
    {
      says: 'the money was charged back',
      body: recording('midtrans/chargeback.json'),
      updates: [
        { ...of1111('200'), part: 'dispute:chargeback', state: 'open', amount: 10_000_000 },
      ],
    },
    {
      says: 'some of the money was charged back',
      body: recording('midtrans/partial_chargeback.json'),
      updates: [{ ...of1111('200'), part: 'dispute:chargeback', state: 'open' }],
    },

    {
      says: 'the shopper still has to pay, to an account or at a counter',
      body: told('pending', '201', { va_numbers: [{ bank: 'bca', va_number: '812785002530231' }] }),
      updates: [main('201', 'requires_action')],
    },
    {
      says: 'a pending payment that somebody calls settled: the signed code knows better',
      body: told('settlement', '201'),
      updates: [main('201', 'processing')],
    },
    {
      says: 'a pending payment that somebody calls captured',
      body: told('capture', '201', { fraud_status: 'accept' }),
      updates: [main('201', 'processing')],
    },
    {
      says: 'a pending payment that somebody calls held',
      body: told('authorize', '201'),
      updates: [main('201', 'processing')],
    },
    {
      says: 'a pending payment that somebody calls refunded, or charged back',
      body: told('refund', '201'),
      updates: [],
    },
    {
      says: 'a pending payment that somebody calls off, and that may yet be paid',
      body: told('cancel', '201'),
      updates: [main('201', 'processing')],
    },
    {
      says: 'a denied payment that somebody calls charged back',
      body: told('chargeback', '202'),
      updates: [],
    },
    {
      says: 'somebody looks whether the card is the shopper’s',
      body: told('capture', '201', { fraud_status: 'challenge' }),
      updates: [main('201', 'processing')],
    },
    {
      says: 'the same, with the code of a success',
      body: told('capture', '200', { fraud_status: 'challenge' }),
      updates: [main('200', 'processing')],
    },
    {
      says: 'a look of tomorrow is no success',
      body: told('capture', '200', { fraud_status: 'of_tomorrow' }),
      updates: [main('200', 'processing')],
    },
    {
      says: 'money that nobody watches for fraud',
      body: told('capture', '200'),
      updates: [main('200', 'succeeded')],
    },
    {
      says: 'there was too little money',
      body: told('deny', '202', { channel_response_code: '51', channel_response_message: 'Low.' }),
      updates: [main('202', 'failed', { reason: { code: 'insufficient_funds', message: 'Low.' } })],
    },
    {
      says: 'it failed, without saying why',
      body: told('failure', '202'),
      updates: [main('202', 'failed', { reason: { code: 'unknown' } })],
    },
    {
      says: 'dollars',
      body: told('settlement', '200', { currency: 'usd', transaction_time: 'yesterday' }),
      updates: [main('200', 'succeeded', { currency: 'USD' })],
    },
    {
      says: 'an amount finer than the currency is no success',
      body: told('settlement', '200', { currency: 'JPY', gross_amount: '50000.50' }),
      updates: [
        {
          ...{ ...ours('200'), eventId: 'A-1:200:50000.50' },
          ...{ part: 'main', state: 'processing', currency: 'JPY' },
        },
      ],
    },
    {
      says: 'some was refunded, in two parts',
      body: told('partial_refund', '200', {
        refund_amount: '20000.00',
        refunds: [{ refund_amount: '15000.00' }, { refund_amount: '5000.00' }],
      }),
      updates: [ofTotal(2_000_000)],
    },
    {
      says: 'some was refunded, of which one part is nobody knows how much',
      body: told('partial_refund', '200', {
        refund_amount: '20000.00',
        refunds: [{ refund_amount: '15000.00' }, {}],
      }),
      updates: [ofTotal(2_000_000)],
    },
    {
      says: 'some was refunded, nobody knows how much: somebody must look',
      body: told('partial_refund', '200'),
      updates: UNKNOWN_EVENT,
    },
    ...[null, '-20000.00', 'all', '200.005'].map((refund_amount): Recording => ({
      says: `a refund of ${refund_amount} is not all of it`,
      body: told('refund', '200', { refund_amount }),
      updates: UNKNOWN_EVENT,
    })),
    {
      says: 'all was refunded',
      body: told('refund', '200'),
      updates: [ofTotal(5_000_000)],
    },
    {
      says: 'an order that is called what no order is',
      body: told('pending', '201', { order_id: 'No. 17' }),
      updates: [
        {
          ...{ eventId: 'No. 17:201:50000.00', part: 'main', state: 'requires_action' },
          ...{ payment: 'No. 17', mentions: ['No. 17'], amount: 5_000_000, currency: 'IDR' },
        },
      ],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: told('of_tomorrow', '200'),
      updates: [main('200', 'processing')],
    },
  ],
})

it.each([
  ['11112', '002', '00000.00'],
  ['111', '120', '0200000.00'],
  ['1111200', '200', '000.00'],
])('refuses %s %s %s, which is joined to the same', (order_id, status_code, gross_amount) => {
  const signed = { order_id: '1111', status_code: '200', gross_amount: '200000.00' }
  const forged = { order_id, status_code, gross_amount }
  expect(Object.values(forged).join('')).toBe(Object.values(signed).join(''))

  const { signature_key } = JSON.parse(seal(JSON.stringify(signed)))
  const delivery = {
    url: 'https://relay.example.com/callbacks/midtrans',
    headers: new Headers(),
    body: new TextEncoder().encode(JSON.stringify({ ...forged, signature_key })),
  }
  expect(verify(midtrans, delivery, [SERVER_KEY], 0)).toBe('missing')
})
