import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { verify } from '../verify.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { phonepe } from './phonepe.ts'

const USER = 'relay_user'
const PASSWORD = 'Passw0rd1'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

type State = Extract<Update, { part: 'main' }>['state']

const recorded = (state: State, more: object = {}): Update => ({
  ...{ eventId: 'digest', part: 'main', state, payment: 'MO1af83fb6', orderId: 'MO1af83fb6' },
  ...{ references: ['OMO2403041556072639596105'], amount: 10_001, currency: 'INR' },
  ...more,
})

const udf = (text: string) => ({ mentions: [text], orderHint: text })

const ofRefund = {
  ...{ eventId: 'digest', part: 'refund:OMR2403041556072639596105' as const },
  ...{ payment: 'MO1af83fb6', orderId: 'MO1af83fb6', amount: 10_001, currency: 'INR' },
}

const order = (name: string, state: string | null, more: object = {}) => ({
  event: name,
  payload: { merchantOrderId: 'A-1', orderId: 'OMO1', state, amount: 5000, ...more },
})

const attempt = (state: string, more: object = {}) => ({
  paymentDetails: [{ transactionId: 'OM1', state, ...more }],
})

const main = (state: State, more: object = {}): Update => ({
  ...{ eventId: 'digest', part: 'main', state, payment: 'A-1', orderId: 'A-1' },
  ...{ references: ['OMO1'], amount: 5000, currency: 'INR' },
  ...more,
})

const THREE_DAYS = 259_200_000

const refund = (name: string, state: string | null) => ({
  event: name,
  payload: {
    ...{ merchantRefundId: 'r-1', originalMerchantOrderId: 'A-1', state, amount: 2000 },
  },
})

const refunded = {
  ...{ eventId: 'digest', part: 'refund:r-1' as const, payment: 'A-1', orderId: 'A-1' },
  ...{ amount: 2000, currency: 'INR' },
}

const by = (paymentMode: string) => ({ paymentMode })

const tooLittle = { detailedErrorCode: 'Z9' }

const failed = (more: object) =>
  main('failed', { reason: { code: 'insufficient_funds', message: 'Z9' }, ...more })

/** Of nobody knows how much. */
const { amount: _, ...unclear } = main('processing')

describeProvider({
  provider: phonepe,
  secret: `${USER}:${PASSWORD}`,
  otherSecret: `${USER}:Passw0rd2`,
  signature: 'authorization',
  sentTwice: 'mismatch',
  // As PhonePe's library expects it; a vector of its own says so. That one was made with pg-sdk-node 2.0.2,
  // whose `CommonUtils.isCallbackValid(USER, PASSWORD, authorization)` answered true.
  sign: () => ({ authorization: sha256(`${USER}:${PASSWORD}`) }),
  accepts: (_, headers) => headers['authorization'] === sha256(`${USER}:${PASSWORD}`),

  simulates: [
    'requires_action',
    'succeeded',
    'failed',
    'expired',
    'refunded',
    'partially_refunded',
  ],

  recordings: [
    {
      says: 'the order is paid',
      body: recording('phonepe/checkout.order.completed.json'),
      updates: [recorded('succeeded', udf('order-42'))],
    },
    {
      says: 'the order failed, nobody answered in time',
      body: recording('phonepe/checkout.order.failed.json'),
      updates: [
        recorded('failed', {
          ...udf('order-42'),
          reason: { code: 'no_response', message: 'TIMED_OUT' },
          doubt: THREE_DAYS,
        }),
      ],
    },
    {
      says: 'an attempt failed, and the order is open',
      body: recording('phonepe/checkout.transaction.attempt.failed.json'),
      updates: [recorded('requires_action', udf('dummy1'))],
    },
    {
      says: 'the order is called complete, and expired',
      body: recording('phonepe/pg.order.completed-with-state-EXPIRED.json'),
      updates: [
        recorded('expired', {
          ...{ payment: 'merchantOrderId', orderId: 'merchantOrderId', amount: 10_000 },
          references: ['OMOxx'],
        }),
      ],
    },
    {
      says: 'a refund was accepted, and is under way',
      body: recording('phonepe/pg.refund.accepted.json'),
      updates: [{ ...ofRefund, state: 'pending' }],
    },
    {
      says: 'a refund failed',
      body: recording('phonepe/pg.refund.failed.json'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },

    {
      says: 'the order is paid, and the bank has a number for it',
      body: order('pg.order.completed', 'COMPLETED', attempt('COMPLETED', { rail: { utr: '42' } })),
      updates: [main('succeeded', { receipt: '42' })],
    },
    {
      says: 'the order is paid, and PhonePe has a number for it',
      body: order('pg.order.completed', 'COMPLETED', attempt('COMPLETED')),
      updates: [main('succeeded', { receipt: 'OM1' })],
    },
    {
      says: 'only an attempt calls itself complete: the order decides',
      body: order('pg.order.completed', 'PENDING', attempt('COMPLETED')),
      updates: [main('processing', { receipt: 'OM1' })],
    },
    {
      says: 'the order is paid, nobody says how much: no success of all that the order asks',
      body: order('pg.order.completed', 'COMPLETED', { amount: null }),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'processing', payment: 'A-1' },
          ...{ orderId: 'A-1', references: ['OMO1'], currency: 'INR' },
        },
      ],
    },
    {
      says: 'a state of tomorrow is no failure',
      body: order('pg.order.failed', 'OF_TOMORROW'),
      updates: [main('processing')],
    },
    {
      says: 'without a state the event tells by its name',
      body: order('paylink.order.failed', null),
      updates: [main('failed', { reason: { code: 'unknown' }, doubt: THREE_DAYS })],
    },
    {
      says: 'there was too little money, as the last attempt tells',
      body: order('pg.order.failed', 'FAILED', {
        ...{ errorCode: 'OF_TOMORROW' },
        ...attempt('FAILED', { errorCode: 'AUTHORIZATION_ERROR', detailedErrorCode: 'Z9' }),
      }),
      updates: [
        main('failed', {
          reason: { code: 'insufficient_funds', message: 'OF_TOMORROW' },
          doubt: THREE_DAYS,
        }),
      ],
    },
    {
      says: 'there was too little money on the card',
      body: order('pg.order.failed', 'FAILED', attempt('FAILED', { ...by('CARD'), ...tooLittle })),
      updates: [failed({ doubt: 0 })],
    },
    {
      says: 'there was too little money by UPI, where the shopper may try again in the app',
      body: order(
        'pg.order.failed',
        'FAILED',
        attempt('FAILED', { ...by('UPI_INTENT'), ...tooLittle }),
      ),
      updates: [failed({ doubt: THREE_DAYS })],
    },
    {
      says: 'by the event’s old name',
      body: { ...order('', 'COMPLETED'), event: null, type: 'CHECKOUT_ORDER_COMPLETED' },
      updates: [main('succeeded')],
    },
    {
      says: 'the merchant’s fields name the order better than its number at PhonePe',
      body: order('pg.order.completed', 'COMPLETED', { metaInfo: { order_id: 'B-2', udf1: 'x' } }),
      updates: [
        main('succeeded', {
          ...{ orderId: 'B-2', orderAliases: ['A-1'], mentions: ['x'], orderHint: 'x' },
        }),
      ],
    },
    {
      says: 'a refund is done',
      body: refund('pg.refund.completed', 'COMPLETED'),
      updates: [{ ...refunded, state: 'done' }],
    },
    {
      says: 'a refund that failed was made again, at the time of its last attempt',
      body: {
        event: 'pg.refund.completed',
        payload: {
          ...refund('pg.refund.completed', 'COMPLETED').payload,
          paymentDetails: [{ timestamp: 1772632211000 }, { timestamp: 1772718611000 }],
        },
      },
      updates: [{ ...refunded, state: 'done', time: 1772718611000 }],
    },
    {
      says: 'a refund of nobody knows how much is not all of it',
      body: {
        event: 'pg.refund.completed',
        payload: { refundId: 'r-1', originalMerchantOrderId: 'A-1', state: 'COMPLETED' },
      },
      updates: [
        {
          ...{ eventId: 'digest', part: 'refund:r-1', state: 'pending', payment: 'A-1' },
          ...{ orderId: 'A-1', currency: 'INR' },
        },
      ],
    },
    {
      says: 'a refund is called complete, and is not',
      body: refund('pg.refund.completed', 'CONFIRMED'),
      updates: [{ ...refunded, state: 'pending' }],
    },
    {
      says: 'without a state a refund tells by its name',
      body: refund('pg.refund.completed', null),
      updates: [{ ...refunded, state: 'done' }],
    },
    {
      says: 'by the event’s old name, under the new key',
      body: order('CHECKOUT_ORDER_COMPLETED', 'COMPLETED'),
      updates: [main('succeeded')],
    },
    ...[-5000, 'all', 50.5].map((amount) => ({
      says: `an amount of ${amount} is not all of it`,
      body: order('pg.order.completed', 'COMPLETED', { amount }),
      updates: [unclear],
    })),
    {
      says: 'a mandate paid the order',
      body: recording('phonepe/subscription.redemption.order.completed.json'),
      updates: [
        {
          ...{ eventId: 'digest', part: 'main', state: 'succeeded', payment: 'ORD-3305' },
          ...{ orderId: 'ORD-3305', references: ['OMO2603041330118842150021'] },
          ...{ amount: 24_900, currency: 'INR', receipt: '606384112790', mentions: ['plan-7'] },
          orderHint: 'plan-7',
        },
      ],
    },
    {
      says: 'a mandate’s try failed, and PhonePe tries again',
      body: order('subscription.redemption.transaction.failed', 'PENDING'),
      updates: [main('processing')],
    },
    {
      says: 'an event of tomorrow is kept',
      body: order('pg.order.of_tomorrow', 'COMPLETED'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a mandate was set up with a payment, which is kept',
      body: {
        event: 'subscription.setup.order.completed',
        payload: { paymentFlow: { authWorkflowType: 'TRANSACTION' } },
      },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a mandate: none of our business',
      body: { event: 'subscription.setup.order.completed', payload: {} },
      updates: [],
    },
  ],
})

it.each([':', 'user:', ':password', 'user', ''])('knows that "%s" is no secret', (secret) => {
  const delivery = {
    url: 'https://relay.example.com/callbacks/phonepe',
    headers: new Headers({ authorization: sha256(secret) }),
    body: new Uint8Array(),
  }
  expect(verify(phonepe, delivery, [secret], 0)).toBe('mismatch')
})
