import type { Update } from '../../order/update.ts'
import { describeProvider, recording, type Recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { flutterwaveV3 } from './flutterwave-v3.ts'

const HASH = 'my-flw-secret-hash-2026'

const ofCharge = {
  ...{ eventId: 'digest', payment: '285959875', amount: 10_000, currency: 'NGN' },
  part: 'main' as const,
  // What Flutterwave calls the payments of its links is no order of the shop's.
  mentions: ['Links-616626414629'],
  references: ['PeterEkene/FLW270177170'],
  receipt: 'PeterEkene/FLW270177170',
  time: Date.UTC(2020, 6, 6, 19, 17, 4),
}

const charge = (status: string | null, more: object = {}, around: object = {}) => ({
  event: 'charge.completed',
  data: { id: 7, tx_ref: 'A-1', amount: 100.5, currency: 'KES', status, ...more },
  ...around,
})

const main = (state: Extract<Update, { part: 'main' }>['state'], more: object = {}) => ({
  ...{ eventId: 'digest', part: 'main' as const, state, payment: '7', orderId: 'A-1' },
  ...{ namedBy: 'shopper' as const, amount: 10_050, currency: 'KES' },
  ...more,
})

/** The same, without an amount. */
const withoutAmount = <Told extends object>({ amount: _, ...told }: Told & { amount?: unknown }) =>
  told

const refund = (more: object) => ({
  event: 'refund.completed',
  'event.type': 'Refund',
  data: { id: 75923, TransactionId: 7, FlwRef: 'FLW-7', AmountRefunded: 60, ...more },
})

const refunded = { eventId: 'digest', part: 'refund:75923' as const, payment: '7' }
const ofReference = { containers: ['FLW-7'] }

describeProvider({
  provider: flutterwaveV3,
  secret: HASH,
  otherSecret: 'my-flw-secret-hash-2027',
  signature: 'verif-hash',
  sentTwice: 'mismatch',
  sign: () => ({ 'verif-hash': HASH }),
  accepts: (_, headers) => headers['verif-hash'] === HASH,

  simulates: ['processing', 'succeeded', 'failed', 'canceled'],

  recordings: [
    {
      says: 'the charge succeeded',
      body: recording('flutterwave-v3/charge.completed-successful.json'),
      updates: [{ ...ofCharge, state: 'succeeded' }],
    },
    {
      says: 'the charge failed, although it is complete',
      body: recording('flutterwave-v3/charge.completed-failed.json'),
      updates: [
        {
          ...ofCharge,
          state: 'failed',
          reason: { code: 'insufficient_funds', message: 'Insufficient Funds' },
          doubt: 0,
        },
      ],
    },

    {
      says: 'a transfer is under way',
      body: charge('pending'),
      updates: [main('processing')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: charge('of_tomorrow'),
      updates: [main('processing')],
    },
    {
      says: 'a charge without a status is no success',
      body: charge(null),
      updates: [main('processing')],
    },
    {
      says: 'the charge was called off',
      body: charge('cancelled'),
      updates: [main('canceled')],
    },
    {
      says: 'it failed for a reason of tomorrow, and may yet turn out paid',
      body: charge('failed', { processor_response: 'Moon not in phase' }),
      updates: [main('failed', { reason: { code: 'unknown', message: 'Moon not in phase' } })],
    },
    {
      says: 'it failed, without saying why',
      body: charge('failed'),
      updates: [main('failed', { reason: { code: 'unknown' } })],
    },
    {
      says: 'shillings of Uganda, which have no decimals',
      body: charge('successful', { amount: '5000', currency: 'UGX' }),
      updates: [main('succeeded', { amount: 5000, currency: 'UGX' })],
    },
    {
      says: 'an amount finer than the currency is no success',
      body: charge('successful', { amount: 5000.5, currency: 'UGX' }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'processing' },
          ...{ payment: '7', orderId: 'A-1', namedBy: 'shopper', currency: 'UGX' },
        },
      ],
    },
    {
      says: 'the order stands beside a reference that is no order',
      body: charge(
        'successful',
        { tx_ref: 'ref #1', created_at: 'yesterday' },
        { meta_data: { order_id: 1205 } },
      ),
      updates: [main('succeeded', { orderId: '1205', mentions: ['ref #1'] })],
    },

    {
      says: 'a refund is done',
      body: refund({ status: 'completed-mpgs', currency: 'KES' }),
      updates: [{ ...refunded, ...ofReference, state: 'done', amount: 6000, currency: 'KES' }],
    },
    {
      says: 'a refund that names no currency: somebody must look',
      body: refund({ status: 'completed-momo' }),
      updates: UNKNOWN_EVENT,
    },
    ...[-60, 'all', 60.005].map((AmountRefunded): Recording => ({
      says: `a refund of ${AmountRefunded} is not all of it: somebody must look`,
      body: refund({ status: 'completed-mpgs', currency: 'KES', AmountRefunded }),
      updates: UNKNOWN_EVENT,
    })),
    {
      says: 'a refund failed, of a charge that is known by its reference',
      body: refund({ status: 'failed', TransactionId: null }),
      updates: [{ ...refunded, payment: 'FLW-7', state: 'failed' }],
    },
    {
      says: 'a refund was sent, and has not come yet',
      body: refund({ status: 'completed', currency: 'KES' }),
      updates: [{ ...refunded, ...ofReference, state: 'pending', amount: 6000, currency: 'KES' }],
    },
    {
      says: 'a refund that failed was sent again, at this time',
      body: refund({
        ...{ status: 'completed-momo', currency: 'KES', updatedAt: '2026-03-04T13:20:44.000Z' },
      }),
      updates: [
        {
          ...{ ...refunded, ...ofReference, state: 'done', amount: 6000, currency: 'KES' },
          time: Date.UTC(2026, 2, 4, 13, 20, 44),
        },
      ],
    },
    {
      says: 'a refund is new',
      body: refund({ status: 'new' }),
      updates: [{ ...refunded, ...ofReference, state: 'pending' }],
    },
    ...[-100, 'all', null].map((amount) => ({
      says: `an amount of ${amount} is no success`,
      body: charge('successful', { amount }),
      updates: [withoutAmount(main('processing'))],
    })),
    {
      says: 'the charge was taken back',
      body: charge('voided'),
      updates: [
        withoutAmount({
          ...main('canceled'),
          ...{ part: 'void' as const, state: 'canceled' as const, doubt: 0 },
        }),
      ],
    },
    {
      says: 'the charge succeeded, as the second version told it',
      body: recording('flutterwave-v3/flat-successful.json'),
      updates: [
        main('succeeded', {
          ...{ payment: '4410233', orderId: 'ORD-3304', amount: 1_850_000, currency: 'NGN' },
          ...{ references: ['FLW-M03K-7c21'], receipt: 'FLW-M03K-7c21' },
          time: Date.UTC(2026, 2, 4, 13, 20, 44),
        }),
      ],
    },
    {
      says: 'the charge failed, as the second version told it, without saying of what kind',
      body: { id: 7, txRef: 'A-1', amount: 100.5, currency: 'KES', status: 'failed' },
      updates: [main('failed', { reason: { code: 'unknown' } })],
    },
    {
      says: 'a payout, as the second version told it: none of our business',
      body: { 'event.type': 'Transfer', transfer: { id: 1, status: 'SUCCESSFUL' } },
      updates: [],
    },
    {
      says: 'an event of tomorrow is kept',
      body: { event: 'chargeback.created', data: { id: 1 } },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'an event of tomorrow, as the second version told it, is kept',
      body: { 'event.type': 'Chargeback', id: 1 },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a payout: none of our business',
      body: { event: 'transfer.completed', data: { id: 1, status: 'SUCCESSFUL' } },
      updates: [],
    },
  ],
})
