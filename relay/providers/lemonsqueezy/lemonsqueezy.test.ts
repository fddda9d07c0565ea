import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { lemonsqueezy } from './lemonsqueezy.ts'

const SECRET = 'ls-signing-secret-2026'

const signatureOf = (body: string) => createHmac('sha256', SECRET).update(body).digest('hex')

const ofRecording = {
  ...{ eventId: 'digest', time: Date.parse('2021-08-17T09:45:53Z'), test: true },
  ...{ payment: '1', references: ['104e18a2-d755-4d4b-80c4-a6c1dcbe1c10'], receipt: '1' },
  ...{ orderId: 'order-42', namedBy: 'shopper' as const, currency: 'USD' },
}

const event = (event_name: string, attributes: object = {}, meta: object = {}) => ({
  meta: { event_name, custom_data: { order_id: 'A-1' }, ...meta },
  data: {
    ...{ type: 'orders', id: '7' },
    attributes: {
      ...{ status: 'paid', currency: 'EUR', total: 5000, refunded: false, refunded_amount: 0 },
      ...{ order_number: 3, updated_at: '2026-11-21T00:00:00.000000Z' },
      ...attributes,
    },
  },
})

const told = {
  ...{ eventId: 'digest', time: 1_795_219_200_000, payment: '7', receipt: '3' },
  ...{ orderId: 'A-1', namedBy: 'shopper' as const, currency: 'EUR' },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...{ ...told, amount: 5000 },
  ...more,
  part: 'main' as const,
  state,
})

const refunds = (amount: number) => ({
  ...{ ...told, amount },
  part: 'refunds' as const,
  state: 'total' as const,
})

const paid = main('succeeded', { complete: true })

const { orderId: _, namedBy: __, ...nameless } = paid

/** Of a subscription, and of what it bills. */
const subscribed = (event_name: string, id: string, attributes: object) => ({
  meta: { event_name, custom_data: { order_id: 'A-1' } },
  data: {
    type: 'subscriptions',
    id,
    attributes: { updated_at: '2026-11-21T00:00:00Z', ...attributes },
  },
})

const ofSubscription = { eventId: 'digest', time: 1_795_219_200_000 } as const

describeProvider({
  provider: lemonsqueezy,
  secret: SECRET,
  otherSecret: 'ls-signing-secret-2025',
  signature: 'x-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'x-event-name': 'order_created', 'x-signature': signatureOf(body) }),
  accepts: (body, headers) => headers['x-signature'] === signatureOf(body),

  simulates: ['processing', 'succeeded', 'failed', 'refunded', 'partially_refunded'],

  recordings: [
    {
      says: 'the order itself says that it is a test',
      body: event('order_created', { test_mode: true }),
      updates: [main('succeeded', { complete: true, test: true })],
    },
    {
      says: 'an order was placed, and is paid',
      body: recording('lemonsqueezy/order_created.json'),
      updates: [
        {
          ...{ ...ofRecording, part: 'main', state: 'succeeded' },
          ...{ amount: 1199, waived: -200, complete: true },
        },
      ],
    },
    {
      says: 'some of it went back',
      body: recording('lemonsqueezy/order_refunded-partial.json'),
      updates: [{ ...ofRecording, part: 'refunds', state: 'total', amount: 500 }],
    },

    {
      says: 'an order was placed, and is not paid yet',
      body: event('order_created', { status: 'pending' }),
      updates: [main('processing')],
    },
    {
      says: 'an order was placed, and its payment failed',
      body: event('order_created', { status: 'failed' }),
      updates: [main('failed')],
    },
    {
      says: 'an order was paid, and refunded since',
      body: event('order_created', { status: 'refunded', refunded_amount: 5000 }),
      updates: [paid, refunds(5000)],
    },
    {
      says: 'an order was paid, and refunded in part since',
      body: event('order_created', { status: 'partial_refund', refunded_amount: 2000 }),
      updates: [paid, refunds(2000)],
    },
    {
      says: 'fraud is suspected, and nobody says what became of the money',
      body: event('order_created', { status: 'fraudulent' }),
      updates: [main('processing')],
    },
    {
      says: 'an order was paid, and nobody knows how much',
      body: event('order_created', { total: '50.00' }),
      updates: [{ ...told, part: 'main', state: 'processing', complete: true }],
    },
    {
      says: 'some went back, and the order stays paid',
      body: event('order_refunded', { refunded_amount: 2000 }),
      updates: [refunds(2000)],
    },
    {
      says: 'all of it went back',
      body: event('order_refunded', { status: 'refunded', refunded: true, refunded_amount: 5000 }),
      updates: [refunds(5000)],
    },
    {
      says: 'all of it went back, as stores hear that stayed with an older payload',
      body: event('order_refunded', { status: 'refunded', refunded_amount: undefined }),
      updates: [refunds(5000)],
    },
    {
      says: 'a name that no order can have is mentioned',
      body: event('order_created', {}, { custom_data: { order_id: '#1' } }),
      updates: [{ ...nameless, mentions: ['#1'] }],
    },
    {
      says: 'a code took something off, and a tax is in the price',
      body: event('order_created', { discount_total: 1000, tax: 800, tax_inclusive: true }),
      updates: [{ ...paid, waived: 1000 }],
    },
    {
      says: 'a tax is in the price',
      body: event('order_created', { tax: 800, tax_inclusive: true }),
      updates: [paid],
    },
    {
      says: 'a subscription says with which order it began',
      body: subscribed('subscription_created', '12', { order_id: 7, status: 'active' }),
      updates: [
        {
          ...{ ...ofSubscription, part: 'main', state: 'processing' },
          ...{ payment: '7', references: ['subscription:12'] },
        },
      ],
    },
    {
      says: 'the first invoice of a subscription went back in part',
      body: subscribed('subscription_payment_refunded', '9', {
        ...{ subscription_id: 12, billing_reason: 'initial', status: 'partial_refund' },
        ...{ currency: 'EUR', total: 5000, refunded_amount: 2000 },
      }),
      updates: [
        {
          ...{ ...ofSubscription, part: 'refunds', state: 'total' },
          ...{ payment: 'subscription:12', amount: 2000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'a renewal went back: nothing of the order',
      body: subscribed('subscription_payment_refunded', '9', {
        ...{ subscription_id: 12, billing_reason: 'renewal', status: 'refunded', total: 5000 },
      }),
      updates: [],
    },
    ...[-5000, 0.5, null].map((total) => ({
      says: `an order of nobody knows how much is not believed yet: ${total}`,
      body: event('order_created', { total }),
      updates: [{ ...told, part: 'main' as const, state: 'processing' as const, complete: true }],
    })),
    {
      says: 'an order\u2019s event of tomorrow: kept for somebody to look at',
      body: event('order_of_tomorrow'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a renewal: none of our business',
      body: {
        meta: { event_name: 'subscription_payment_success', custom_data: { order_id: 'A-1' } },
        data: {
          type: 'subscription-invoices',
          id: '9',
          attributes: { status: 'paid', total: 5000 },
        },
      },
      updates: [],
    },
  ],
})

describe('a refund that does not say how much', () => {
  it('is not taken for the whole', () => {
    const body = event('order_refunded', { refunded_amount: undefined })
    const read = () =>
      lemonsqueezy.updates(body, { headers: new Headers(), digest: () => 'digest' })
    expect(read).toThrow('how much')
  })
})
