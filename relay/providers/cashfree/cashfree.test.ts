import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { cashfree } from './cashfree.ts'

const SECRET = 'TEST_cashfree_client_secret'

/**
 * As Cashfree's library computes it; a vector of its own says so. That one was made with cashfree-pg 6.0.6:
 * `new Cashfree(CFEnvironment.SANDBOX, 'id', SECRET).PGVerifyWebhookSignature(signature, body, timestamp)`
 * throws where the signature is not theirs.
 */
const signatureOf = (body: string, timestamp = '') =>
  createHmac('sha256', SECRET)
    .update(timestamp + body)
    .digest('base64')

const event = (type: string, data: object) => ({
  data,
  event_time: '2025-01-15T11:16:10+05:30',
  type,
})

const payment = (type: string, payment_status: string | null, more: object = {}) =>
  event(`PAYMENT_${type}_WEBHOOK`, {
    order: { order_id: 'A-1', order_amount: 170.5, order_currency: 'INR', order_tags: null },
    payment: {
      ...{ cf_payment_id: '1453002795', payment_status, payment_amount: 170.5 },
      ...{ payment_currency: 'INR', payment_message: null, bank_reference: '234928698581' },
      ...more,
    },
  })

const failed = (
  error_details: object | null,
  payment_message: string | null = null,
  by: object = { payment_group: 'credit_card' },
) => {
  const { data, ...rest } = payment('FAILED', 'FAILED', { payment_message, ...by })
  return { ...rest, data: { ...data, error_details } }
}

const tagged = (order_tags: unknown, order_id = 'CFPay_1') =>
  event('PAYMENT_SUCCESS_WEBHOOK', {
    order: { order_id, order_amount: 170.5, order_currency: 'INR', order_tags },
    payment: {
      ...{ cf_payment_id: '1453002795', payment_status: 'SUCCESS', payment_amount: 170.5 },
      ...{ payment_currency: 'INR', bank_reference: 'NA' },
    },
  })

const refund = (refund_status: string, more: object = {}) =>
  event('REFUND_STATUS_WEBHOOK', {
    refund: {
      ...{ cf_refund_id: 11325632, cf_payment_id: 1453002795, refund_id: 'refund_1' },
      ...{ order_id: 'A-1', refund_amount: 2.0, refund_currency: 'INR', refund_status },
      ...{ refund_type: 'MERCHANT_INITIATED', refund_arn: '205907014017' },
      ...more,
    },
  })

const autoRefund = (more: object = {}) =>
  event('AUTO_REFUND_STATUS_WEBHOOK', {
    auto_refund: {
      ...{ cf_refund_id: '11325633', cf_payment_id: '1453002796', order_id: 'A-1' },
      ...{ refund_amount: 170.5, refund_currency: 'INR', refund_status: 'SUCCESS' },
      ...{ refund_type: 'PAYMENT_AUTO_REFUND' },
      ...more,
    },
  })

const dispute = (type: string, dispute_status: string) =>
  event(`DISPUTE_${type}`, {
    dispute: {
      ...{ dispute_id: '433475258', dispute_type: 'CHARGEBACK', reason_code: '1402' },
      ...{ dispute_amount: 3, dispute_status },
    },
    order_details: {
      ...{ order_id: 'A-1', order_amount: 170.5, order_currency: 'INR' },
      ...{ cf_payment_id: 1453002795, payment_amount: 170.5, payment_currency: 'INR' },
    },
  })

const link = (link_status: string, more: object = {}) =>
  event('PAYMENT_LINK_EVENT', {
    ...{ cf_link_id: 1576977, link_id: 'A-1', link_status, link_currency: 'INR' },
    ...{ link_amount: '200.12', link_amount_paid: '0', order: {} },
    ...more,
  })

const ours = {
  ...{ eventId: 'digest', time: Date.UTC(2025, 0, 15, 5, 46, 10) },
  ...{ payment: '1453002795', containers: ['A-1'], orderId: 'A-1' },
  ...{ amount: 17050, currency: 'INR' },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...ours,
  ...more,
  part: 'main' as const,
  state,
})

const paid = (more: Partial<Update> = {}) => main('succeeded', { receipt: '234928698581', ...more })

const ofRefund = { ...ours, part: 'refund:11325632', amount: 200 } as const

const ofDispute = { ...ours, part: 'dispute:433475258', amount: 300 } as const

const THREE_DAYS = 259_200_000

/** What was held was let go, or what came went back. */
const letGo = (({ amount: _, currency: __, ...of }) => of)({
  ...ours,
  ...{ part: 'void' as const, state: 'canceled' as const, doubt: 0 },
})

/** The same, of an amount that is not told. */
const { amount: _, ...ofRefundUntold } = ofRefund
const { amount: __, receipt: ___, ...untold } = paid()

describeProvider({
  provider: cashfree,
  secret: SECRET,
  otherSecret: 'TEST_other_client_secret',
  signature: 'x-webhook-signature',
  sentTwice: 'mismatch',

  sign(body, timestamp) {
    const at = String(timestamp * 1000)
    return {
      'x-webhook-timestamp': at,
      'x-webhook-signature': signatureOf(body, at),
      'x-webhook-version': '2025-01-01',
      'x-idempotency-key': 'n9rn7079wqXcse3GEDEXCYle9ajXmU0SUQY8zrUNAlc=',
    }
  },

  accepts: (body, headers) =>
    headers['x-webhook-signature'] === signatureOf(body, headers['x-webhook-timestamp']),

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
      says: 'the order is paid, some of it by an offer',
      body: recording('cashfree/PAYMENT_SUCCESS_WEBHOOK.json'),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest' },
          ...{ payment: '1453002795', containers: ['order_OFR_2'], orderId: 'order_OFR_2' },
          ...{ amount: 100, waived: 100, complete: true, currency: 'INR', receipt: '234928698581' },
          time: Date.UTC(2023, 0, 3, 5, 46, 10),
        },
      ],
    },
    {
      says: 'the shopper left',
      body: recording('cashfree/PAYMENT_USER_DROPPED_WEBHOOK.json'),
      updates: [
        {
          ...{ part: 'main', state: 'canceled', eventId: 'digest' },
          ...{ payment: '2150264295', containers: ['testspos83'], orderId: 'testspos83' },
          ...{ amount: 100, currency: 'INR', time: Date.UTC(2023, 10, 3, 7, 7, 44) },
          reason: { code: 'canceled_by_customer' },
        },
      ],
    },

    {
      says: 'the payment succeeded',
      body: payment('SUCCESS', 'SUCCESS'),
      updates: [paid()],
    },
    {
      says: 'the shopper bore the fee, which is none of the order',
      body: payment('SUCCESS', 'SUCCESS', { payment_amount: 171.1 }),
      updates: [paid({ amount: 17110, waived: -60, complete: true })],
    },
    {
      says: 'it was debited in other money: the order is what the merchant gets',
      body: payment('SUCCESS', 'SUCCESS', { payment_amount: 2.05, payment_currency: 'USD' }),
      updates: [paid()],
    },
    ...[-170.5, 'all'].map((payment_amount) => ({
      says: `a debit of ${payment_amount} is not believed yet`,
      body: payment('SUCCESS', 'SUCCESS', { payment_amount }),
      updates: [{ ...untold, state: 'processing' as const }],
    })),
    {
      says: 'the order is paid, in the one currency that needs no name, by what has none',
      body: event('PAYMENT_SUCCESS_WEBHOOK', {
        order: { order_id: 'A-1', order_amount: 170.5 },
        payment: { payment_status: 'SUCCESS' },
      }),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest', time: ours.time },
          ...{ payment: 'A-1', orderId: 'A-1', amount: 17050, currency: 'INR' },
        },
      ],
    },
    {
      says: 'the order has no amount of its own',
      body: event('PAYMENT_SUCCESS_WEBHOOK', {
        order: { order_id: 'A-1' },
        payment: {
          ...{ cf_payment_id: 1453002795, payment_status: 'SUCCESS', payment_amount: '171.10' },
          ...{ payment_currency: 'INR', bank_reference: null },
        },
      }),
      updates: [main('succeeded', { amount: 17110 })],
    },
    {
      says: 'a success of nobody knows how much is not believed yet',
      body: event('PAYMENT_SUCCESS_WEBHOOK', {
        order: { order_id: 'A-1', order_amount: '1e3', order_currency: 'INR' },
        payment: { cf_payment_id: 1453002795, payment_status: 'SUCCESS', payment_amount: 1.005 },
      }),
      updates: [{ ...untold, state: 'processing' }],
    },
    {
      says: 'the card is charged, and nothing taken yet',
      body: payment('SUCCESS', 'SUCCESS', { is_captured: false }),
      updates: [main('authorized')],
    },
    {
      says: 'the bank has not confirmed, whatever the event is called',
      body: payment('SUCCESS', 'PENDING'),
      updates: [main('processing')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: payment('FAILED', 'OF_TOMORROW'),
      updates: [main('processing')],
    },
    {
      says: 'without a status the event tells by its name',
      body: payment('USER_DROPPED', null),
      updates: [main('canceled')],
    },
    {
      says: 'held money was let go',
      body: payment('FAILED', 'VOID'),
      updates: [letGo],
    },
    {
      says: 'the bank declined, and that is final',
      body: failed({
        error_code: 'TRANSACTION_DECLINED',
        error_description: 'issuer bank or payment service provider declined the transaction',
        error_reason: 'auth_declined',
        error_source: 'customer',
      }),
      updates: [
        main('failed', {
          doubt: 0,
          reason: {
            code: 'declined',
            message: 'issuer bank or payment service provider declined the transaction',
          },
        }),
      ],
    },
    {
      says: 'the reason is more exact than the code',
      body: failed({ error_code: 'TRANSACTION_DECLINED', error_reason: 'insufficient_funds' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'insufficient_funds' } })],
    },
    {
      says: 'the bank’s own code is more exact than the reason',
      body: failed({ error_code_raw: 'ZM', error_reason: 'bank_declined' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'authentication_failed' } })],
    },
    {
      says: 'nobody answered in the UPI app, and the money may come yet',
      body: failed(null, 'U69::Collect expired', { payment_group: 'upi' }),
      updates: [
        main('failed', {
          reason: { code: 'no_response', message: 'U69::Collect expired' },
          doubt: THREE_DAYS,
        }),
      ],
    },
    ...[{ payment_group: 'upi' }, { payment_method: { upi: { upi_id: 'a@b' } } }, {}].map((by) => ({
      says: `a wrong PIN is not the end of UPI: ${JSON.stringify(by)}`,
      body: failed({ error_code_raw: 'ZM' }, null, by),
      updates: [main('failed', { doubt: THREE_DAYS, reason: { code: 'authentication_failed' } })],
    })),
    {
      says: 'too little money in an account at a bank',
      body: failed({ error_reason: 'insufficient_funds' }, null, {
        payment_method: { netbanking: { netbanking_bank_code: 3003 } },
      }),
      updates: [main('failed', { doubt: 0, reason: { code: 'insufficient_funds' } })],
    },
    {
      says: 'a reason of tomorrow',
      body: failed({ error_code: 'OF_TOMORROW', error_description: 'No.' }),
      updates: [main('failed', { reason: { code: 'unknown', message: 'No.' } })],
    },
    {
      says: 'a time without a zone is none',
      body: { ...payment('SUCCESS', 'PENDING'), event_time: '2025-01-15T11:16:10' },
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'digest', payment: '1453002795' },
          ...{ containers: ['A-1'], orderId: 'A-1', amount: 17050, currency: 'INR' },
        },
      ],
    },

    {
      says: 'the merchant’s own tag names the order',
      body: tagged({ order_id: 'A-1' }, 'cf-order-1'),
      updates: [main('succeeded', { containers: ['cf-order-1'], orderAliases: ['cf-order-1'] })],
    },
    {
      says: 'a link was paid, which the merchant called after the order',
      body: tagged({ cf_link_id: '13746255', link_id: 'A-1' }),
      updates: [main('succeeded', { containers: ['CFPay_1', 'A-1'], orderAliases: ['CFPay_1'] })],
    },
    {
      says: 'tags of another kind say nothing',
      body: tagged('towels', 'A-1'),
      updates: [main('succeeded')],
    },
    {
      says: 'nobody paid the link in time',
      body: link('EXPIRED'),
      updates: [
        {
          ...{ part: 'main', state: 'expired', eventId: 'digest', time: ours.time },
          ...{ payment: 'A-1', orderId: 'A-1', amount: 20012, currency: 'INR' },
        },
      ],
    },
    {
      says: 'a link was paid, nothing of which has come',
      body: link('PAID'),
      updates: [],
    },
    {
      says: 'some of a link was paid, in two parts so far',
      body: recording('cashfree/PAYMENT_LINK_EVENT.json'),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest', payment: 'ORD-3306' },
          ...{ orderId: 'ORD-3306', amount: 41_050, currency: 'INR' },
          time: Date.UTC(2026, 2, 4, 8, 2, 17),
        },
      ],
    },
    {
      says: 'a link is called paid',
      body: link('PAID', { link_amount_paid: '55.00', link_notes: { order_id: 'B-2' } }),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'digest', time: ours.time },
          ...{ payment: 'A-1', orderId: 'B-2', orderAliases: ['A-1'], amount: 5500 },
          ...{ currency: 'INR', complete: true },
        },
      ],
    },
    {
      says: 'a link is called paid, nobody knows how much',
      body: link('PAID', { link_amount_paid: null }),
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'digest', time: ours.time },
          ...{ payment: 'A-1', orderId: 'A-1', currency: 'INR', complete: true },
        },
      ],
    },

    {
      says: 'a refund is done',
      body: refund('SUCCESS'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund is under way',
      body: refund('ONHOLD'),
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'a refund could not be made',
      body: refund('CANCELLED'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('SUCCESS', { refund_amount: null }),
      updates: [{ ...ofRefundUntold, state: 'pending' }],
    },
    {
      says: 'a refund without the ids of Cashfree',
      body: refund('SUCCESS', { cf_refund_id: null, cf_payment_id: null }),
      updates: [
        {
          ...{ part: 'refund:refund_1', state: 'done', eventId: 'digest', time: ours.time },
          ...{ payment: 'A-1', orderId: 'A-1', amount: 200, currency: 'INR' },
        },
      ],
    },
    {
      says: 'what was paid twice went back by itself',
      body: autoRefund(),
      updates: [{ ...letGo, payment: '1453002796' }],
    },
    {
      says: 'what was paid twice is going back',
      body: autoRefund({ refund_status: 'PENDING' }),
      updates: [],
    },
    {
      says: 'what was paid before there was an order went back',
      body: autoRefund({ order_id: undefined, cf_payment_id: undefined }),
      updates: [],
    },

    {
      says: 'a dispute was opened',
      body: dispute('CREATED', 'DISPUTE_CREATED'),
      updates: [{ ...ofDispute, state: 'open' }],
    },
    {
      says: 'a dispute goes to the next stage',
      body: dispute('UPDATED', 'PRE_ARBITRATION_UNDER_REVIEW'),
      updates: [{ ...ofDispute, state: 'open' }],
    },
    {
      says: 'the dispute was won',
      body: dispute('CLOSED', 'CHARGEBACK_MERCHANT_WON'),
      updates: [{ ...ofDispute, state: 'won' }],
    },
    {
      says: 'the dispute was lost',
      body: dispute('CLOSED', 'CHARGEBACK_MERCHANT_LOST'),
      updates: [{ ...ofDispute, state: 'lost' }],
    },
    {
      says: 'the merchant accepted the dispute',
      body: dispute('CLOSED', 'DISPUTE_MERCHANT_ACCEPTED'),
      updates: [{ ...ofDispute, state: 'lost' }],
    },
    {
      says: 'the merchant did not defend it',
      body: dispute('CLOSED', 'ARBITRATION_INSUFFICIENT_EVIDENCE'),
      updates: [{ ...ofDispute, state: 'lost' }],
    },

    {
      says: 'a bank that only asks contests nothing',
      body: dispute('CREATED', 'RETRIEVAL_CREATED'),
      updates: [{ ...ofDispute, state: 'none' }],
    },

    {
      says: 'an event of tomorrow is kept',
      body: event('PAYMENT_OF_TOMORROW_WEBHOOK', { order: { order_id: 'A-1' } }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a settlement: none of our business',
      body: event('SETTLEMENT_SUCCESS', { settlement: { settlement_id: 738, status: 'SUCCESS' } }),
      updates: [],
    },
    {
      says: 'the dashboard tries the address',
      body: event('WEBHOOK', { test_object: { test_key: 'test_value' } }),
      updates: [],
    },
  ],
})

it('does not take the beginning of the body for the end of the time', () => {
  const [time, body] = ['1746427759733', '{"type":"PAYMENT_SUCCESS_WEBHOOK"}']
  const mac = signatureOf(body, time)
  const judge = (timestamp: string, rest: string) =>
    verify(
      cashfree,
      {
        url: 'https://relay.example.com/callbacks/cashfree',
        headers: new Headers({ 'x-webhook-timestamp': timestamp, 'x-webhook-signature': mac }),
        body: Buffer.from(rest),
      },
      [SECRET],
      0,
    )

  expect(judge(time, body)).toBe('valid')
  expect(judge(time + body.slice(0, 8), body.slice(8))).toBe('missing')
})
