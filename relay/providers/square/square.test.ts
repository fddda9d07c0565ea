import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { square } from './square.ts'

const SECRET = 'Ibxx_5AKakO-3qeNVR61Dw'

const URL = 'https://relay.example.com/callbacks'

/**
 * As Square's library computes it, address and all; a vector of its own says so. That one was made with
 * square 46.0.0: `WebhooksHelper.verifySignature({ requestBody, signatureHeader, signatureKey, notificationUrl })`
 * answered true, and false for another address.
 */
const signatureOf = (body: string) =>
  createHmac('sha256', SECRET)
    .update(URL + body)
    .digest('base64')

const event = (type: string, kind: string, object: object) => ({
  ...{ merchant_id: 'ML82H4QPKMGXY', type, event_id: 'evt-1' },
  created_at: '2026-05-20T14:25:30.000Z',
  data: {
    type: kind,
    id: 'id',
    object: { [kind]: { updated_at: '2026-05-20T14:25:28.000Z', ...object } },
  },
})

const dollars = (amount: number) => ({ amount, currency: 'USD' })

const payment = (status: string | null, more: object = {}) =>
  event('payment.updated', 'payment', {
    ...{ id: 'pay_1', status, amount_money: dollars(200), order_id: 'order_1' },
    ...{ reference_id: 'A-1', receipt_number: 'KkAk', ...more },
  })

const refund = (status: string, more: object = {}) =>
  event('refund.updated', 'refund', {
    ...{ id: 'pay_1_re_1', status, payment_id: 'pay_1', amount_money: dollars(50) },
    // The order of the refund, which is none of the payment's.
    ...{ order_id: 'order_2', ...more },
  })

const dispute = (type: string, state: string) =>
  event(type, 'dispute', {
    ...{ id: 'dis_1', state, amount_money: dollars(200), reason: 'NO_KNOWLEDGE' },
    disputed_payment: { payment_id: 'pay_1' },
  })

const told = {
  ...{ eventId: 'evt-1', payment: 'pay_1', currency: 'USD' },
  time: Date.UTC(2026, 4, 20, 14, 25, 28),
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...told,
  ...{ containers: ['order_1'], orderId: 'A-1', amount: 200 },
  ...more,
  part: 'main' as const,
  state,
})

const ofRefund = { ...told, part: 'refund:pay_1_re_1', amount: 50 } as const

const ofDispute = { ...told, part: 'dispute:dis_1', amount: 200 } as const

const failed = (error: object) => payment('FAILED', { card_details: { errors: [error] } })

const recorded = (eventId: string) => ({
  ...{ eventId: `6a8f5f28-54a1-4eb0-a98a-0000000000${eventId}` },
  ...{ part: 'main' as const, payment: 'KkAkhdMsgzn59SM8A89WgKwekxLZY', time: told.time },
  ...{ containers: ['CAISENgvhpdP05f1DWG9H8yMn4kZY'], orderId: 'order-42' },
  ...{ amount: 200, currency: 'USD' },
})

/** The same, nobody knows of how much. */
const { amount: _, ...unclear } = main('processing')
const { currency: __, ...untold } = told

describeProvider({
  provider: square,
  secret: SECRET,
  otherSecret: 'Ibxx_5AKakO-3qeNVR61Dx',
  signature: 'x-square-hmacsha256-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'x-square-hmacsha256-signature': signatureOf(body) }),
  accepts: (body, headers) => headers['x-square-hmacsha256-signature'] === signatureOf(body),

  simulates: [
    'processing',
    'authorized',
    'succeeded',
    'failed',
    'canceled',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'the bank is confirming',
      body: recording('square/payment.updated-PENDING.json'),
      updates: [{ ...recorded('23'), state: 'processing' }],
    },
    {
      says: 'the payment was called off',
      body: recording('square/payment.updated-CANCELED.json'),
      updates: [{ ...recorded('24'), state: 'canceled', doubt: 0 }],
    },
    {
      says: 'the payment succeeded',
      body: recording('square/payment.updated-COMPLETED.json'),
      updates: [{ ...recorded('25'), state: 'succeeded' }],
    },

    {
      says: 'funds are held',
      body: { ...payment('APPROVED'), type: 'payment.created' },
      updates: [main('authorized')],
    },
    {
      says: 'the receipt has a number',
      body: payment('COMPLETED', { refunded_money: dollars(0) }),
      updates: [main('succeeded', { receipt: 'KkAk' })],
    },
    {
      says: 'some of it went back',
      body: payment('COMPLETED', { refunded_money: dollars(50) }),
      updates: [
        main('succeeded', { receipt: 'KkAk' }),
        {
          ...told,
          ...{ part: 'refunds', state: 'total', containers: ['order_1'], orderId: 'A-1' },
          amount: 50,
        },
      ],
    },
    {
      says: 'what cannot be the id of an order is a reference',
      body: payment('APPROVED', { reference_id: 'No. 17/2026', order_id: null }),
      updates: [
        { ...told, part: 'main', state: 'authorized', amount: 200, mentions: ['No. 17/2026'] },
      ],
    },
    {
      says: 'the card has no funds',
      body: failed({ code: 'INSUFFICIENT_FUNDS', detail: 'Low.' }),
      updates: [
        main('failed', { doubt: 0, reason: { code: 'insufficient_funds', message: 'Low.' } }),
      ],
    },
    {
      says: 'the card was declined',
      body: failed({ code: 'GENERIC_DECLINE' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'declined' } })],
    },
    {
      says: 'a code of tomorrow',
      body: failed({ code: 'OF_TOMORROW' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'unknown' } })],
    },
    {
      says: 'it failed, without saying why',
      body: payment('FAILED'),
      updates: [main('failed', { doubt: 0, reason: { code: 'unknown' } })],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: payment('OF_TOMORROW'),
      updates: [main('processing')],
    },
    {
      says: 'a success of nobody knows how much is not believed yet',
      body: payment('COMPLETED', { amount_money: { currency: 'USD' } }),
      updates: [unclear],
    },
    {
      says: 'yen, which have no decimals',
      body: payment('APPROVED', { amount_money: { amount: 500, currency: 'JPY' } }),
      updates: [main('authorized', { amount: 500, currency: 'JPY' })],
    },

    {
      says: 'a refund is done',
      body: refund('COMPLETED'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund is under way',
      body: { ...refund('PENDING'), type: 'refund.created' },
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'a refund was rejected',
      body: refund('REJECTED'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund failed',
      body: refund('FAILED'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('COMPLETED', { amount_money: null }),
      updates: [{ ...untold, part: 'refund:pay_1_re_1', state: 'pending' }],
    },
    {
      says: 'a refund of no payment',
      body: refund('COMPLETED', { payment_id: null }),
      updates: [],
    },

    {
      says: 'a dispute was opened',
      body: dispute('dispute.created', 'EVIDENCE_REQUIRED'),
      updates: [{ ...ofDispute, state: 'open' }],
    },
    {
      says: 'the bank looks at the evidence',
      body: dispute('dispute.state.updated', 'PROCESSING'),
      updates: [{ ...ofDispute, state: 'open' }],
    },
    {
      says: 'the dispute was won',
      body: dispute('dispute.state.updated', 'WON'),
      updates: [{ ...ofDispute, state: 'won' }],
    },
    {
      says: 'the dispute was lost',
      body: dispute('dispute.state.changed', 'LOST'),
      updates: [{ ...ofDispute, state: 'lost' }],
    },
    {
      says: 'the merchant accepted the dispute',
      body: dispute('dispute.state.updated', 'ACCEPTED'),
      updates: [{ ...ofDispute, state: 'lost' }],
    },
    {
      says: 'an inquiry ended without a dispute',
      body: dispute('dispute.state.updated', 'INQUIRY_CLOSED'),
      updates: [{ ...ofDispute, state: 'none' }],
    },

    {
      says: 'an inquiry is no dispute',
      body: dispute('dispute.created', 'INQUIRY_EVIDENCE_REQUIRED'),
      updates: [{ ...ofDispute, state: 'none' }],
    },
    ...['added', 'created', 'deleted', 'removed'].map((name) => ({
      says: `evidence was ${name}, and the dispute is lost`,
      body: dispute(`dispute.evidence.${name}`, 'LOST'),
      updates: [{ ...ofDispute, state: 'lost' as const }],
    })),
    {
      says: 'a tip came on top',
      body: payment('COMPLETED', { total_money: dollars(250), tip_money: dollars(50) }),
      updates: [main('succeeded', { receipt: 'KkAk', amount: 250, waived: -50, complete: true })],
    },
    {
      says: 'it is the sandbox\u2019s money, paid at a terminal',
      body: payment('COMPLETED', {
        receipt_url: 'https://squareupsandbox.com/receipt/preview/pay_1',
        terminal_checkout_id: 'term_1',
      }),
      updates: [
        main('succeeded', { receipt: 'KkAk', containers: ['order_1', 'term_1'], test: true }),
      ],
    },
    ...([-200, 0.5, '2.00'] as const).map((amount) => ({
      says: `a success of nobody knows how much is not believed yet: ${JSON.stringify(amount)}`,
      body: payment('COMPLETED', { amount_money: { amount, currency: 'USD' } }),
      updates: [unclear],
    })),
    {
      says: 'an empty text is no name, and no receipt',
      body: payment('COMPLETED', { order_id: '', receipt_number: '' }),
      updates: [{ ...told, part: 'main', state: 'succeeded', amount: 200, orderId: 'A-1' }],
    },
    ...(
      [
        ['PENDING', null, { state: 'requires_action' }],
        ['COMPLETED', null, { state: 'processing' }],
        ['CANCELED', 'TIMED_OUT', { state: 'expired', doubt: 0 }],
        [
          'CANCELED',
          'BUYER_CANCELED',
          { state: 'canceled', doubt: 0, reason: { code: 'canceled_by_customer' } },
        ],
      ] as const
    ).map(([status, cancel_reason, more]) => ({
      says: `a terminal tells: ${status}, ${cancel_reason}`,
      body: event('terminal.checkout.updated', 'checkout', {
        ...{ id: 'term_1', status, cancel_reason, amount_money: dollars(200) },
        reference_id: 'A-1',
      }),
      updates: [
        { ...told, part: 'main' as const, payment: 'term_1', orderId: 'A-1', amount: 200, ...more },
      ],
    })),
    {
      says: 'a terminal refunds, as the refund itself tells',
      body: event('terminal.refund.updated', 'refund', {
        ...{ id: 'termref_1', refund_id: 'pay_1_re_1', payment_id: 'pay_1', status: 'COMPLETED' },
        amount_money: dollars(50),
      }),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    ...(['PARTIALLY_PAID', 'PAID'] as const).map((status) => ({
      says: `so much of an invoice was paid so far: ${status}`,
      body: event('invoice.payment_made', 'invoice', {
        ...{ id: 'inv:1', status, order_id: 'order_1', invoice_number: '000-17' },
        payment_requests: [
          { total_completed_amount_money: dollars(150) },
          { total_completed_amount_money: dollars(50) },
        ],
      }),
      updates: [
        {
          ...{ ...told, part: 'main' as const, state: 'succeeded' as const, payment: 'order_1' },
          ...{ amount: 200, references: ['inv:1'], mentions: ['000-17'] },
          ...(status === 'PAID' && { complete: true }),
        },
      ],
    })),
    {
      says: 'an invoice was refunded: kept for somebody to look at',
      body: event('invoice.refunded', 'invoice', { id: 'inv:1' }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'an order: none of our business',
      body: event('order.updated', 'order_updated', { order_id: 'order_1', state: 'OPEN' }),
      updates: [],
    },
  ],
})
