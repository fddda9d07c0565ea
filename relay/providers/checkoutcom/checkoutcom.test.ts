import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { checkoutAmount, isoAmount } from './amount.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { checkoutcom } from './checkoutcom.ts'

const SECRET = 'cko-signature-key-2026'

const signatureOf = (body: string) => createHmac('sha256', SECRET).update(body).digest('hex')

/** They are one sample, told under several names. */
const ofRecording = {
  ...{ eventId: 'evt_fkfqht6yonme7bk7jawrgzbbxq', time: Date.parse('2023-05-24T09:12:32.357Z') },
  ...{ payment: 'pay_vti5layihapu5bhbn5tjtk6eem', orderId: 'ORD-5023-4E89' },
  ...{ amount: 20, currency: 'EUR' },
}

const event = (type: string, data: object = {}) => ({
  ...{ id: 'evt_1', type, version: '1.0.29', created_on: '2026-11-21T00:00:00.8821546Z' },
  data: {
    ...{ id: 'pay_1', action_id: 'act_1', reference: 'A-1', amount: 5000, currency: 'EUR' },
    ...data,
  },
  _links: { self: { href: 'https://api.checkout.com/workflows/events/evt_1' } },
})

const told = {
  ...{ eventId: 'evt_1', time: 1_795_219_200_882, payment: 'pay_1', orderId: 'A-1' },
  ...{ amount: 5000, currency: 'EUR' },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...told,
  ...more,
  part: 'main' as const,
  state,
})

const declined = (response_code: string, more: object = {}) =>
  event('payment_declined', { response_code, response_summary: 'No.', ...more })

const failed = (code: NonNullable<Update['reason']>['code'], more: Partial<Update> = {}) =>
  main('failed', { reason: { code, message: 'No.' }, doubt: 0, ...more })

const disputed = (name: string) =>
  event(`dispute_${name}`, {
    ...{ id: 'dsp_1', action_id: undefined, reference: undefined },
    ...{ payment_id: 'pay_1', payment_reference: 'A-1', amount: 2000 },
  })

const dispute = (state: 'open' | 'won' | 'lost') => ({
  ...{ ...told, amount: 2000 },
  part: 'dispute:dsp_1' as const,
  state,
})

const { amount: _, ...ofUnknownAmount } = main('processing')
const { currency: ___, ...ofNoCurrency } = ofUnknownAmount
const { orderId: __, ...nameless } = main('authorized')

describeProvider({
  provider: checkoutcom,
  secret: SECRET,
  otherSecret: 'cko-signature-key-2025',
  signature: 'cko-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'cko-signature': signatureOf(body), authorization: 'relay-auth-key' }),
  accepts: (body, headers) => headers['cko-signature'] === signatureOf(body),

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
      says: 'the bank holds the money',
      body: recording('checkoutcom/payment_approved.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'authorized' }],
    },
    {
      says: 'the payment was captured',
      body: recording('checkoutcom/payment_captured.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'succeeded' }],
    },
    {
      says: 'the shopper called it off',
      body: recording('checkoutcom/payment_canceled.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'the held money was let go',
      body: recording('checkoutcom/payment_voided.json'),
      updates: [{ ...ofRecording, part: 'void', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'a capture was declined, which takes nothing back',
      body: recording('checkoutcom/payment_capture_declined.json'),
      updates: [
        {
          ...ofRecording,
          ...{ part: 'capture:act_uqlj3642dyyuroivzdwfg2fysq', state: 'failed', amount: 0 },
        },
      ],
    },
    {
      says: 'it went back',
      body: recording('checkoutcom/payment_refunded.json'),
      updates: [{ ...ofRecording, part: 'refund:act_uqlj3642dyyuroivzdwfg2fysq', state: 'done' }],
    },
    {
      says: 'a refund was declined',
      body: recording('checkoutcom/payment_refund_declined.json'),
      updates: [{ ...ofRecording, part: 'refund:act_uqlj3642dyyuroivzdwfg2fysq', state: 'failed' }],
    },
    {
      says: 'it is disputed',
      body: recording('checkoutcom/dispute_received.json'),
      updates: [{ ...ofRecording, part: 'dispute:pay_vti5layihapu5bhbn5tjtk6eem', state: 'open' }],
    },

    {
      says: 'the shopper must act',
      body: event('payment_pending'),
      updates: [main('requires_action')],
    },
    {
      says: 'more is held than at first',
      body: event('payment_authorization_incremented', {
        ...{ amount: 1000, balances: { total_authorized: 6000 } },
      }),
      updates: [main('authorized', { amount: 6000 })],
    },
    {
      says: 'a part was captured, and another before',
      body: event('payment_captured', { amount: 1000, balances: { total_captured: 3000 } }),
      updates: [main('succeeded', { amount: 3000 })],
    },
    {
      says: 'it was captured, and nobody knows how much',
      body: event('payment_captured', { amount: '50.00' }),
      updates: [ofUnknownAmount],
    },
    {
      says: 'the bank took back what was captured days ago',
      body: event('payment_returned'),
      updates: [{ ...told, part: 'void', state: 'failed' }],
    },
    {
      says: 'the bank declined, and will be asked again',
      body: event('payment_retry_scheduled'),
      updates: [main('processing')],
    },
    ...[{ amount: -5000 }, { amount: 0.5 }, { amount: null }].map((data) => ({
      says: `a success of nobody knows how much is not believed yet: ${JSON.stringify(data)}`,
      body: event('payment_captured', data),
      updates: [ofUnknownAmount],
    })),
    {
      says: 'hundredths of a peso that do not exist',
      body: event('payment_captured', { amount: 500_050, currency: 'CLP' }),
      updates: [{ ...ofUnknownAmount, currency: 'CLP' }],
    },
    {
      says: 'a number without its currency is no amount',
      body: event('payment_captured', { currency: null }),
      updates: [ofNoCurrency],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: event('payment_refunded', { amount: '20.00' }),
      updates: [{ ...ofUnknownAmount, part: 'refund:act_1', state: 'pending' }],
    },
    ...['payment_chargeback', 'payment_paid', 'dispute_of_tomorrow'].map((type) => ({
      says: `${type}: kept for somebody to look at`,
      body: event(type),
      updates: UNKNOWN_EVENT,
    })),
    {
      says: 'a hold could not be let go: it stands as it stood',
      body: event('payment_void_declined'),
      updates: [],
    },
    {
      says: 'pesos come in hundredths',
      body: event('payment_captured', { amount: 500000, currency: 'CLP' }),
      updates: [main('succeeded', { currency: 'CLP' })],
    },
    {
      says: 'yen come as they are',
      body: event('payment_captured', { currency: 'JPY' }),
      updates: [main('succeeded', { currency: 'JPY' })],
    },
    {
      says: 'the bank declined, for want of funds',
      body: declined('20051'),
      updates: [failed('insufficient_funds')],
    },
    {
      says: 'the bank declined, for what we do not know',
      body: declined('99999'),
      updates: [failed('unknown')],
    },
    {
      says: 'the bank declined, and will be asked again for ten days',
      body: declined('20005', { retry: { ends_on: '2026-12-01T00:00:00.882Z' } }),
      updates: [failed('declined', { doubt: 10 * 24 * 3_600_000 })],
    },
    {
      says: 'the bank declined, and will be asked again for nobody knows how long',
      body: declined('20005', { retry: { ends_on: '2026-06-34T00:00:00Z' } }),
      updates: [main('failed', { reason: { code: 'declined', message: 'No.' } })],
    },
    {
      says: 'nobody came in time',
      body: event('payment_expired'),
      updates: [main('expired', { doubt: 0 })],
    },
    {
      says: 'a capture is under way',
      body: event('payment_capture_pending'),
      updates: [{ ...told, part: 'capture:act_1', state: 'pending', amount: 0 }],
    },
    {
      says: 'a refund is under way',
      body: event('payment_refund_pending', { reference: undefined, amount: 2000 }),
      updates: [
        {
          ...{ eventId: 'evt_1', time: 1_795_219_200_882, payment: 'pay_1' },
          ...{ part: 'refund:act_1', state: 'pending', amount: 2000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'metadata names the order where there is no reference',
      body: event('payment_approved', { reference: null, metadata: { order_id: 'B-2' } }),
      updates: [main('authorized', { orderId: 'B-2' })],
    },
    {
      says: 'a reference that no order can have is mentioned',
      body: event('payment_approved', { reference: 'Order #1' }),
      updates: [{ ...nameless, mentions: ['Order #1'] }],
    },
    {
      says: 'it is test money',
      body: {
        ...event('payment_approved'),
        _links: { self: { href: 'https://api.sandbox.checkout.com/workflows/events/evt_1' } },
      },
      updates: [main('authorized', { test: true })],
    },

    { says: 'a dispute was opened', body: disputed('received'), updates: [dispute('open')] },
    ...[
      'evidence_required',
      'evidence_submitted',
      'evidence_acknowledged_by_scheme',
      'arbitration_sent_to_scheme',
      'arbitration_evidence_submitted',
    ].map((name) => ({
      says: `the dispute goes on: ${name}`,
      body: disputed(name),
      updates: [dispute('open')],
    })),
    {
      says: 'the dispute was lost in the end',
      body: disputed('arbitration_lost'),
      updates: [dispute('lost')],
    },
    {
      says: 'the dispute was won in the end',
      body: disputed('arbitration_won'),
      updates: [dispute('won')],
    },
    {
      says: 'it is too late to answer the dispute, which decides nothing yet',
      body: disputed('expired'),
      updates: [dispute('open')],
    },
    { says: 'the dispute was lost', body: disputed('lost'), updates: [dispute('lost')] },
    { says: 'the shop gave in', body: disputed('accepted'), updates: [dispute('lost')] },
    { says: 'the dispute was won', body: disputed('won'), updates: [dispute('won')] },
    { says: 'the bank withdrew', body: disputed('canceled'), updates: [dispute('won')] },
    {
      says: 'the money went back before the dispute',
      body: disputed('resolved'),
      updates: [dispute('won')],
    },

    {
      says: 'the shop pays somebody: none of our business',
      body: event('payment_approved', { destination: { type: 'card', last_4: '4242' } }),
      updates: [],
    },
    {
      says: 'an authentication: the payment tells for itself what came of it',
      body: event('authentication_failed', { id: undefined, payment_id: 'pay_1' }),
      updates: [],
    },
  ],
})

it.each([
  [5000, 'CLP', 500_000],
  [5000, 'JPY', 5000],
  [5000, 'KWD', 5000],
  [5000, 'EUR', 5000],
])('%i %s are %i of theirs, and back', (amount, currency, theirs) => {
  expect(checkoutAmount(amount, currency)).toBe(theirs)
  expect(isoAmount(theirs, currency)).toBe(amount)
})
