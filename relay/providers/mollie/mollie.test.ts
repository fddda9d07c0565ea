import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { mollie } from './mollie.ts'

const SECRET = 'test_webhook_secret'

const signatureOf = (body: string) =>
  `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`

const event = (type: string, entity: object | undefined, more: object = {}) => ({
  resource: 'event',
  id: 'event_1',
  type,
  entityId: 'tr_1',
  createdAt: '2024-12-16T15:59:04.0Z',
  ...(entity && { _embedded: { entity: { mode: 'live', ...entity } } }),
  ...more,
})

const euros = (value: string) => ({ value, currency: 'EUR' })

const payment = (status: string, more: object = {}) =>
  event(`payment.${status}`, {
    ...{ resource: 'payment', id: 'tr_1', status, method: 'ideal', amount: euros('10.00') },
    ...{ metadata: { order_id: 'A-1' }, createdAt: '2024-12-16T15:50:00+00:00' },
    ...more,
  })

const refund = (status: string, more: object = {}) =>
  event(`refund.${status}`, {
    ...{ resource: 'refund', id: 're_1', paymentId: 'tr_1', amount: euros('5.95'), status },
    ...more,
  })

const capture = (status: string, more: object = {}) =>
  event(`capture.${status}`, {
    ...{ resource: 'capture', id: 'cpt_1', paymentId: 'tr_1', amount: euros('4.00'), status },
    ...more,
  })

const chargeback = (more: object = {}) =>
  event('chargeback.received', {
    ...{ resource: 'chargeback', id: 'chb_1', paymentId: 'tr_1', amount: euros('10.00') },
    ...{ reason: null, createdAt: '2024-03-20T09:13:37+00:00', reversedAt: null },
    ...more,
  })

const link = (more: object = {}) =>
  event('payment-link.paid', {
    ...{ resource: 'payment-link', id: 'pl_1', amount: euros('24.95'), reusable: false },
    ...{ description: 'Bicycle tires', paidAt: '2024-12-16T15:59:00+00:00' },
    ...more,
  })

const told = {
  ...{ eventId: 'event_1', time: Date.UTC(2024, 11, 16, 15, 59, 4) },
  ...{ payment: 'tr_1', currency: 'EUR' },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...told,
  ...{ orderId: 'A-1', amount: 1000 },
  ...more,
  part: 'main' as const,
  state,
})

const ofRefund = { ...told, part: 'refund:re_1', amount: 595 } as const

const ofCapture = { ...told, part: 'capture:cpt_1', amount: 400 } as const

const ofChargeback = { ...told, part: 'dispute:tr_1', amount: 1000 } as const

const ofLink = { ...told, part: 'main', payment: 'pl_1', amount: 2495 } as const

/** The same, nobody knows of how much. */
const { currency: _, ...untold } = told

const { amount: __, ...unclear } = main('processing')

/** As recorded: the payment alone, without an event around it. */
const recorded = {
  ...{ eventId: 'digest', payment: 'tr_5B8cwPMGnU6qLbRvo7qEZo', orderId: '1234' },
  ...{ amount: 2000, currency: 'EUR', test: true },
}

describeProvider({
  provider: mollie,
  secret: SECRET,
  otherSecret: 'alternate_webhook_secret',
  signature: 'x-mollie-signature',
  sentTwice: 'valid',

  sign: (body) => ({ 'x-mollie-signature': signatureOf(body) }),
  accepts: (body, headers) => headers['x-mollie-signature'] === signatureOf(body),

  simulates: [
    'pending',
    'requires_action',
    'processing',
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
      says: 'the shopper has not begun',
      body: recording('mollie/fetched-payment-open.json'),
      updates: [{ ...recorded, part: 'main', state: 'pending' }],
    },
    {
      says: 'the bank is confirming',
      body: recording('mollie/fetched-payment-pending.json'),
      updates: [{ ...recorded, part: 'main', state: 'processing' }],
    },
    {
      says: 'nobody paid in time',
      body: recording('mollie/fetched-payment-expired.json'),
      updates: [{ ...recorded, part: 'main', state: 'expired', doubt: 0 }],
    },
    {
      says: 'it is paid, and some went back',
      body: recording('mollie/fetched-payment-paid-partially-refunded.json'),
      updates: [
        { ...recorded, part: 'main', state: 'succeeded' },
        { ...recorded, part: 'refunds', state: 'total', amount: 500 },
      ],
    },
    {
      says: 'it is paid, and all went back',
      body: recording('mollie/fetched-payment-paid-refunded.json'),
      updates: [
        { ...recorded, part: 'main', state: 'succeeded' },
        { ...recorded, part: 'refunds', state: 'total' },
      ],
    },
    {
      says: 'it is paid, and charged back',
      body: recording('mollie/fetched-payment-paid-charged-back.json'),
      updates: [
        { ...recorded, part: 'main', state: 'succeeded' },
        { ...recorded, part: 'dispute:tr_5B8cwPMGnU6qLbRvo7qEZo', state: 'open' },
      ],
    },

    {
      says: 'the payment succeeded',
      body: payment('paid', { amountRefunded: euros('0.00'), amountChargedBack: null }),
      updates: [main('succeeded')],
    },
    {
      says: 'the time of a payment alone is that of its status',
      body: {
        ...{ resource: 'payment', id: 'tr_1', status: 'paid', amount: euros('10.00') },
        ...{ metadata: '{"order_id":12345}', paidAt: '2024-12-16T15:59:00+00:00' },
      },
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest', payment: 'tr_1' },
          ...{ orderId: '12345', amount: 1000, currency: 'EUR' },
          time: Date.UTC(2024, 11, 16, 15, 59),
        },
      ],
    },
    {
      says: 'what cannot be the id of an order is a reference',
      body: payment('paid', { metadata: { order: 'No. 17/2026' } }),
      updates: [
        {
          ...told,
          ...{ part: 'main', state: 'succeeded', amount: 1000, mentions: ['No. 17/2026'] },
        },
      ],
    },
    ...(['A-1', 1205] as const).map((metadata) => ({
      says: `the metadata is the order\u2019s name itself: ${metadata}`,
      body: payment('paid', { metadata }),
      updates: [main('succeeded', { orderId: String(metadata) })],
    })),
    {
      says: 'the order stands in a description only',
      body: payment('authorized', { metadata: null, description: 'A-1' }),
      updates: [{ ...told, part: 'main', state: 'authorized', amount: 1000, orderHint: 'A-1' }],
    },
    {
      says: 'a renewal is another matter than the order that the subscription began with',
      body: payment('paid', { subscriptionId: 'sub_1', sequenceType: 'recurring' }),
      updates: [{ ...told, part: 'main', state: 'succeeded', amount: 1000 }],
    },
    {
      says: 'a hold ran out',
      body: payment('expired', { authorizedAt: '2024-12-01T10:00:00+00:00' }),
      updates: [main('canceled', { doubt: 0 })],
    },
    {
      says: 'the shop let go of a hold',
      body: payment('canceled', { authorizedAt: '2024-12-01T10:00:00+00:00' }),
      updates: [main('canceled', { doubt: 0 })],
    },
    {
      says: 'nothing is left of a chargeback that was reversed',
      body: payment('paid', { amountChargedBack: euros('0.00') }),
      updates: [main('succeeded'), { ...ofChargeback, orderId: 'A-1', amount: 0, state: 'none' }],
    },
    ...['-10.00', '10.005', 'ten', ''].map((value) => ({
      says: `a success of nobody knows how much is not believed yet: "${value}"`,
      body: payment('paid', { amount: euros(value) }),
      updates: [unclear],
    })),
    {
      says: 'a refund of less than nothing is not believed yet',
      body: refund('refunded', { amount: euros('-5.95') }),
      updates: [{ ...told, part: 'refund:re_1', state: 'pending' }],
    },
    {
      says: 'an invoice: kept for somebody to look at',
      body: event('sales-invoice.paid', { resource: 'sales-invoice', id: 'invoice_1' }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'funds are held',
      body: payment('authorized'),
      updates: [main('authorized')],
    },
    {
      says: 'some of what was held was taken',
      body: payment('paid', { amountCaptured: euros('4.00') }),
      updates: [main('succeeded', { amount: 400 })],
    },
    {
      says: 'the shopper is to transfer the money',
      body: payment('open', { method: 'banktransfer' }),
      updates: [main('requires_action')],
    },
    {
      says: 'the transferred money came',
      body: payment('paid', { method: 'banktransfer' }),
      updates: [main('succeeded')],
    },
    {
      says: 'the card was declined',
      body: payment('failed', {
        details: { failureReason: 'refused_by_issuer', failureMessage: 'Refused.' },
      }),
      updates: [main('failed', { doubt: 0, reason: { code: 'declined', message: 'Refused.' } })],
    },
    {
      says: 'the reason of the status comes first',
      body: payment('failed', {
        statusReason: { code: 'insufficient_funds', message: 'Low.' },
        details: { failureReason: 'refused_by_issuer' },
      }),
      updates: [
        main('failed', { doubt: 0, reason: { code: 'insufficient_funds', message: 'Low.' } }),
      ],
    },
    {
      says: 'it failed, without saying why',
      body: payment('failed'),
      updates: [main('failed', { doubt: 0, reason: { code: 'unknown' } })],
    },
    {
      says: 'the shopper called it off',
      body: payment('canceled'),
      updates: [main('canceled', { doubt: 0, reason: { code: 'canceled_by_customer' } })],
    },
    {
      says: 'the payment has moved on since the event was made',
      body: { ...payment('paid'), type: 'payment.failed' },
      updates: [main('succeeded')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: payment('of_tomorrow'),
      updates: [main('processing')],
    },
    {
      says: 'a success of nobody knows how much is not believed yet',
      body: payment('paid', { amount: euros('1e1') }),
      updates: [{ ...untold, part: 'main', state: 'processing', orderId: 'A-1', currency: 'EUR' }],
    },
    {
      says: 'nothing is enclosed: the name tells that it failed',
      body: event('payment.failed', undefined),
      updates: [
        { ...untold, part: 'main', state: 'failed', doubt: 0, reason: { code: 'unknown' } },
      ],
    },
    {
      says: 'nothing is enclosed: the name tells that it is paid, and not how much',
      body: event('payment.paid', undefined),
      updates: [{ ...untold, part: 'main', state: 'processing' }],
    },
    {
      says: 'a time of another kind is none',
      body: { ...payment('authorized'), createdAt: 'yesterday' },
      updates: [
        {
          ...{ part: 'main', state: 'authorized', eventId: 'event_1', payment: 'tr_1' },
          ...{ orderId: 'A-1', amount: 1000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'yen, which have no decimals',
      body: payment('paid', { amount: { value: '500', currency: 'JPY' } }),
      updates: [main('succeeded', { amount: 500, currency: 'JPY' })],
    },

    {
      says: 'a refund is done',
      body: refund('refunded'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund is queued',
      body: refund('queued'),
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'a refund bounced',
      body: refund('failed'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund was called off',
      body: refund('canceled'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('refunded', { amount: null }),
      updates: [{ ...untold, part: 'refund:re_1', state: 'pending' }],
    },
    {
      says: 'a capture is done',
      body: capture('succeeded'),
      updates: [{ ...ofCapture, state: 'done' }],
    },
    {
      says: 'a capture is under way',
      body: capture('pending'),
      updates: [{ ...ofCapture, state: 'pending' }],
    },
    {
      says: 'a capture failed',
      body: capture('failed'),
      updates: [{ ...ofCapture, state: 'failed' }],
    },
    {
      says: 'a capture of nobody knows how much is not believed yet',
      body: capture('succeeded', { amount: null }),
      updates: [{ ...untold, part: 'capture:cpt_1', state: 'pending' }],
    },

    {
      says: 'a chargeback came',
      body: chargeback(),
      updates: [{ ...ofChargeback, state: 'open' }],
    },
    {
      says: 'a chargeback was reversed',
      body: chargeback({ reversedAt: '2024-04-20T09:13:37+00:00' }),
      updates: [{ ...ofChargeback, state: 'won' }],
    },
    {
      says: 'a chargeback alone was reversed at its own time',
      body: {
        ...{ resource: 'chargeback', id: 'chb_1', paymentId: 'tr_1', amount: euros('10.00') },
        ...{ createdAt: '2024-03-20T09:13:37+00:00', reversedAt: '2024-04-20T09:13:37+00:00' },
      },
      updates: [
        {
          ...ofChargeback,
          ...{ state: 'won', eventId: 'digest', time: Date.UTC(2024, 3, 20, 9, 13, 37) },
        },
      ],
    },

    {
      says: 'a link was paid, which only the merchant can know',
      body: link(),
      updates: [{ ...ofLink, state: 'succeeded', complete: true }],
    },
    {
      says: 'a link was paid, nothing enclosed',
      body: event('payment-link.paid', undefined, { entityId: 'pl_1' }),
      updates: [{ ...untold, part: 'main', state: 'processing', payment: 'pl_1', complete: true }],
    },
    {
      says: 'a link waits to be paid',
      body: link({ paidAt: null }),
      updates: [{ ...ofLink, state: 'pending' }],
    },
    {
      says: 'a link that many pay is no order’s',
      body: link({ reusable: true }),
      updates: [],
    },

    {
      says: 'a profile: none of our business',
      body: event('profile.verified', { resource: 'profile', id: 'pfl_1' }),
      updates: [],
    },
    {
      says: 'the dashboard tries the address',
      body: event('hook.ping', undefined),
      updates: [],
    },
  ],
})
