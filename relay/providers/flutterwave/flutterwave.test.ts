import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { flutterwave } from './flutterwave.ts'

const SECRET = 'my-flw-secret-hash-2026'

const signatureOf = (body: string) => createHmac('sha256', SECRET).update(body).digest('base64')

const event = (type: string, data: object) => ({
  webhook_id: 'wbk_1',
  timestamp: 1738317739798,
  type,
  data: { amount: 200.5, currency: 'NGN', ...data },
})

const charge = (status: string | null, more: object = {}) =>
  event('charge.completed', {
    ...{ id: 'chg_1', reference: 'ref-1', status, meta: { order_id: 'A-1' } },
    ...more,
  })

const refund = (type: string, status: string | null, more: object = {}) =>
  event(`refund.${type}`, {
    ...{ id: 'rfd_1', charge_id: 'chg_1', amount: undefined, amount_refunded: 50, status },
    ...more,
  })

const chargeback = (type: string, status: string) =>
  event(`chargeback.${type}`, { id: 'chb_1', charge_id: 'chg_1', stage: 'new', status })

const told = { eventId: 'digest', time: 1738317739798, payment: 'chg_1', currency: 'NGN' }

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...told,
  ...{ containers: ['ref-1'], orderId: 'A-1', orderAliases: ['ref-1'], amount: 20050 },
  ...more,
  part: 'main' as const,
  state,
})

const failure = (code: NonNullable<Update['reason']>['code'], more: Partial<Update> = {}) =>
  main('failed', { reason: { code }, ...more })

const ofRefund = { ...told, part: 'refund:rfd_1', amount: 5000 } as const

const ofChargeback = { ...told, part: 'dispute:chb_1', amount: 20050 } as const

const recorded = {
  ...{ eventId: 'digest', time: 1738317739798, payment: 'chg_nONgeAGY97', currency: 'NGN' },
  containers: ['1f7d1c2e-0b7a-4a5e-9b1f-1f0f5c1f6b11'],
  orderId: '1f7d1c2e-0b7a-4a5e-9b1f-1f0f5c1f6b11',
  amount: 20000,
}

const { orderAliases: _aliases, ...byReference } = main('succeeded')

/** The same, nobody knows of how much. */
const { amount: _, ...unclear } = main('processing')

describeProvider({
  provider: flutterwave,
  secret: SECRET,
  otherSecret: 'my-flw-secret-hash-2027',
  signature: 'flutterwave-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'flutterwave-signature': signatureOf(body) }),
  accepts: (body, headers) => headers['flutterwave-signature'] === signatureOf(body),

  simulates: [
    'processing',
    'succeeded',
    'failed',
    'canceled',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'the charge succeeded',
      body: recording('flutterwave/charge.completed-succeeded.json'),
      updates: [{ ...recorded, part: 'main', state: 'succeeded' }],
    },
    {
      says: 'the charge is complete, and failed',
      body: recording('flutterwave/charge.completed-failed.json'),
      updates: [
        {
          ...recorded,
          ...{ part: 'main', state: 'failed' },
          ...{ reason: { code: 'insufficient_funds' }, doubt: 0 },
        },
      ],
    },

    {
      says: 'the merchant’s own field names the order',
      body: charge('succeeded'),
      updates: [main('succeeded')],
    },
    {
      says: 'what cannot be the id of an order is a reference',
      body: charge('succeeded', { meta: { order: 'No. 17/2026' } }),
      updates: [{ ...byReference, orderId: 'ref-1', mentions: ['No. 17/2026'] }],
    },
    {
      says: 'a charge without a reference was taken back',
      body: charge('voided', { reference: '', meta: null }),
      updates: [{ ...told, part: 'void', state: 'canceled', doubt: 0 }],
    },
    ...[-200, 'all', 200.005].map((amount) => ({
      says: `a charge of ${amount} is no success of all that the order asks`,
      body: charge('succeeded', { amount }),
      updates: [unclear],
    })),
    {
      says: 'a refund of a negative amount is not all of it',
      body: refund('completed', 'succeeded', { amount_refunded: -50 }),
      updates: [{ ...told, part: 'refund:rfd_1', state: 'pending' }],
    },
    {
      says: 'an event of tomorrow is kept',
      body: event('charge.of_tomorrow', { id: 'chg_1' }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'the bank is confirming',
      body: charge('pending'),
      updates: [main('processing')],
    },
    {
      says: 'the shopper must approve on the phone',
      body: charge('pending', { next_action: { type: 'payment_instruction' } }),
      updates: [main('requires_action')],
    },
    {
      says: 'nothing is left for the shopper to do',
      body: charge('succeeded', { next_action: { type: 'payment_instruction' } }),
      updates: [main('succeeded')],
    },
    {
      says: 'funds are held',
      body: charge('authorized'),
      updates: [main('authorized')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: event('charge.failed', {
        ...{ id: 'chg_1', reference: 'ref-1', status: 'of_tomorrow', meta: { order_id: 'A-1' } },
      }),
      updates: [main('processing')],
    },
    {
      says: 'that a charge is complete does not say how it ended',
      body: charge(null),
      updates: [main('processing')],
    },
    {
      says: 'without a status the event tells by its name',
      body: event('charge.failed', { id: 'chg_1', reference: 'ref-1', meta: { order_id: 'A-1' } }),
      updates: [failure('unknown')],
    },
    {
      says: 'a success of nobody knows how much is not believed yet',
      body: charge('succeeded', { amount: 200.505 }),
      updates: [unclear],
    },
    {
      says: 'a time of another kind is none',
      body: { ...charge('succeeded', { amount: '200.50' }), timestamp: '2025-01-31' },
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest', payment: 'chg_1' },
          ...{ containers: ['ref-1'], orderId: 'A-1', orderAliases: ['ref-1'] },
          ...{ amount: 20050, currency: 'NGN' },
        },
      ],
    },
    {
      says: 'francs, which have no decimals',
      body: charge('succeeded', { amount: 5000, currency: 'XOF' }),
      updates: [main('succeeded', { amount: 5000, currency: 'XOF' })],
    },
    {
      says: 'the bank declined, whatever the code is',
      body: charge('failed', { processor_response: { type: 'declined', code: 'of_tomorrow' } }),
      updates: [failure('declined', { doubt: 0 })],
    },
    {
      says: 'the bank did not answer, and may have paid',
      body: charge('failed', { processor_response: { type: 'failed', code: '91' } }),
      updates: [failure('provider_error')],
    },

    {
      says: 'a refund is done',
      body: refund('completed', 'succeeded'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund is under way',
      body: refund('completed', 'new'),
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'that a refund is complete does not say how it ended',
      body: refund('completed', null),
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'a refund failed',
      body: refund('failed', null),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund calls its amount otherwise',
      body: refund('completed', 'completed', { amount_refunded: null, amount: '50.00' }),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('completed', 'succeeded', { currency: null }),
      updates: [
        {
          ...{ part: 'refund:rfd_1', state: 'pending', eventId: 'digest' },
          ...{ time: told.time, payment: 'chg_1' },
        },
      ],
    },

    {
      says: 'a chargeback was opened',
      body: chargeback('created', 'initiated'),
      updates: [{ ...ofChargeback, state: 'open' }],
    },
    {
      says: 'the merchant contests the chargeback',
      body: chargeback('updated', 'declined'),
      updates: [{ ...ofChargeback, state: 'open' }],
    },
    {
      says: 'the merchant accepts the chargeback',
      body: chargeback('updated', 'accepted'),
      updates: [{ ...ofChargeback, state: 'lost' }],
    },
    {
      says: 'the chargeback was lost',
      body: chargeback('updated', 'lost'),
      updates: [{ ...ofChargeback, state: 'lost' }],
    },
    {
      says: 'the chargeback was won',
      body: chargeback('updated', 'won'),
      updates: [{ ...ofChargeback, state: 'won' }],
    },

    {
      says: 'a payout: none of our business',
      body: event('transfer.completed', { id: 'trf_1', status: 'SUCCESSFUL' }),
      updates: [],
    },
  ],
})
