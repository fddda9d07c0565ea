import { createHash } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { phonepeV1 } from './phonepe-v1.ts'

const KEY = '099eb0cd-02cf-4e2a-8aca-3e6c6aff0399'

const response = (body: string): string => JSON.parse(body).response

/** As the manual has it: SHA256(base64 response + salt key) + "###" + salt index. */
const signatureOf = (body: string) =>
  `${createHash('sha256')
    .update(response(body) + KEY)
    .digest('hex')}###2`

type State = Extract<Update, { part: 'main' }>['state']

const sealed = (message: unknown) => ({
  response: Buffer.from(JSON.stringify(message)).toString('base64'),
})

const message = (code: string | null, state: string | null, more: object = {}) =>
  sealed({
    ...{ success: code === 'PAYMENT_SUCCESS', code, message: 'Said.' },
    data: { merchantTransactionId: 'A-1', transactionId: 'T1', amount: 5000, state, ...more },
  })

const main = (state: State, more: object = {}): Update => ({
  ...{ eventId: 'digest', part: 'main', state, payment: 'T1', containers: ['A-1'] },
  ...{ orderId: 'A-1', amount: 5000, currency: 'INR', receipt: 'T1' },
  ...more,
})

const THREE_DAYS = 259_200_000

const failed = (code: NonNullable<Update['reason']>['code'], more: object = {}) =>
  main('failed', { reason: { code, message: 'Said.' }, doubt: THREE_DAYS, ...more })

describeProvider({
  provider: phonepeV1,
  secret: `${KEY}###2`,
  otherSecret: `${KEY}###1`,
  signature: 'x-verify',
  sentTwice: 'mismatch',
  covers: response,
  sign: (body) => ({ 'x-verify': signatureOf(body) }),
  accepts: (body, headers) => headers['x-verify'] === signatureOf(body),

  simulates: ['processing', 'succeeded', 'failed'],

  recordings: [
    {
      says: 'the payment succeeded',
      body: recording('phonepe-v1/PAYMENT_SUCCESS.json'),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'succeeded' },
          ...{ payment: 'T2111221437456190170379', containers: ['MT7850590068188104'] },
          ...{ orderId: 'MT7850590068188104', amount: 100, currency: 'INR' },
          receipt: '206378866112',
        },
      ],
    },
    {
      says: 'the shopper declined in the app',
      body: recording('phonepe-v1/PAYMENT_ERROR.json'),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'failed' },
          ...{ payment: 'FTX23060115431957163239', containers: ['merchantTransactionId'] },
          ...{ orderId: 'merchantTransactionId', amount: 100, currency: 'INR' },
          receipt: 'FTX23060115431957163239',
          reason: { code: 'canceled_by_customer', message: 'Payment Failed' },
          doubt: THREE_DAYS,
        },
      ],
    },

    {
      says: 'the bank is confirming',
      body: message('PAYMENT_PENDING', 'PENDING'),
      updates: [main('processing')],
    },
    {
      says: 'the payment’s own state knows better',
      body: message('PAYMENT_SUCCESS', 'PENDING'),
      updates: [main('processing')],
    },
    {
      says: 'without a state the code tells',
      body: message('PAYMENT_SUCCESS', null),
      updates: [main('succeeded')],
    },
    {
      says: 'nobody answered in time, and may have paid',
      body: message('TIMED_OUT', 'FAILED'),
      updates: [failed('no_response')],
    },
    {
      says: 'the bank declined, of what may be UPI',
      body: message('PAYMENT_DECLINED', null, { responseCode: 'OF_TOMORROW' }),
      updates: [failed('declined')],
    },
    {
      says: 'the bank declined by UPI, where the shopper may try again in the app',
      body: message('PAYMENT_DECLINED', null, { paymentInstrument: { type: 'UPI', utr: '' } }),
      updates: [failed('declined')],
    },
    ...[-5000, 'all', 50.5].map((amount) => ({
      says: `an amount of ${amount} is not all of it`,
      body: message('PAYMENT_SUCCESS', 'COMPLETED', { amount, transactionId: null }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main' as const, state: 'processing' as const },
          ...{ payment: 'A-1', orderId: 'A-1', currency: 'INR' },
        },
      ],
    })),
    {
      says: 'the bank declined the card',
      body: message('PAYMENT_DECLINED', null, { paymentInstrument: { type: 'CARD' } }),
      updates: [failed('declined', { doubt: 0 })],
    },
    {
      says: 'a code of tomorrow is no failure',
      body: message('OF_TOMORROW', null),
      updates: [main('processing')],
    },
    {
      says: 'it was paid, nobody says how much: no success of all that the order asks',
      body: message('PAYMENT_SUCCESS', 'COMPLETED', { amount: null, transactionId: null }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'processing', payment: 'A-1' },
          ...{ orderId: 'A-1', currency: 'INR' },
        },
      ],
    },
    {
      says: 'a refund is done',
      body: message('PAYMENT_SUCCESS', 'COMPLETED', {
        ...{ merchantTransactionId: 'r-1', originalTransactionId: 'A-1', amount: 2000 },
      }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'refund:r-1', state: 'done', payment: 'A-1' },
          ...{ orderId: 'A-1', amount: 2000, currency: 'INR' },
        },
      ],
    },
    {
      says: 'a refund failed',
      body: message('PAYMENT_ERROR', 'FAILED', {
        ...{ merchantTransactionId: 'r-1', originalTransactionId: 'A-1', amount: 2000 },
      }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'refund:r-1', state: 'failed', payment: 'A-1' },
          ...{ orderId: 'A-1', amount: 2000, currency: 'INR' },
        },
      ],
    },
  ],
})
