import { describeAsking } from '../conformance/asking.ts'
import { standardWebhooks } from './standard-webhooks.ts'

const PAYMENT = { order: 'ORD-1205', payment: 'p-1', amount: 500_000, currency: 'KES' }

describeAsking({
  provider: standardWebhooks,
  credentials: 'https://shop.example/payments/{order}/now?for=relay',
  callbackSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',

  both: [
    {
      answer: 'state',
      headers: { 'webhook-id': 'msg_1' },
      callback: { type: 'payment.succeeded', timestamp: '2026-11-21T08:31:02Z', data: PAYMENT },
    },
  ],

  unknown: [
    {
      answer: 'state',
      body: { type: 'payment.succeeded', data: { ...PAYMENT, status: 'parked' } },
    },
  ],
})
