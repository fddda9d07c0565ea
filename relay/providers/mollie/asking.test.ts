import { describeAsking } from '../conformance/asking.ts'
import { mollie } from './mollie.ts'

const PAYMENT = {
  resource: 'payment',
  id: 'tr_7UhSN1zuXS',
  mode: 'test',
  amount: { value: '50.00', currency: 'EUR' },
  metadata: { order_id: 'ORD-1205' },
}

const event = (type: string, entity: object) => ({
  ...{ resource: 'event', id: 'event_1', type, entityId: PAYMENT.id },
  createdAt: '2026-11-21T08:31:01+00:00',
  _embedded: { entity },
})

describeAsking({
  provider: mollie,
  credentials: 'live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM',

  both: [
    { answer: 'paid', callback: event('payment.paid', { ...PAYMENT, status: 'paid' }) },
    { answer: 'open', callback: event('payment.paid', { ...PAYMENT, status: 'paid' }) },
    {
      answer: 'failed',
      callback: event('payment.failed', { ...PAYMENT, status: 'failed' }),
    },
  ],

  unknown: [{ answer: 'paid', body: { ...PAYMENT, status: 'parked' } }],

  leads: [
    {
      by: { asks: ['pl_4Y0eZitmBnQ6IDoMqZQKh'] },
      name: 'payment link',
      body: {
        ...{ resource: 'payment-link', id: 'pl_4Y0eZitmBnQ6IDoMqZQKh', mode: 'test' },
        amount: PAYMENT.amount,
      },
      to: ['GET /v2/payment-links/pl_4Y0eZitmBnQ6IDoMqZQKh/payments'],
    },
  ],

  seen: { credentials: 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM' },
})
