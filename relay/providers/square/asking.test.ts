import { describeAsking } from '../conformance/asking.ts'
import { square } from './square.ts'

const PAYMENT = {
  id: 'hYy9pRFVxpDsO1FB05SunFWUe9JZY',
  order_id: 'pRsjRTgFWATl7so6DxdKBJa7ssbZY',
  reference_id: 'ORD-1205',
  total_money: { amount: 5000, currency: 'USD' },
  receipt_number: 'hYy9',
}

const paid = {
  type: 'payment.updated',
  event_id: 'event-1',
  data: {
    object: {
      payment: { ...PAYMENT, status: 'COMPLETED', updated_at: '2026-11-21T08:32:00.000Z' },
    },
  },
}

describeAsking({
  provider: square,
  credentials: 'EAAAanAccessToken',

  both: [
    { answer: 'approved', callback: paid },
    { answer: 'pending', callback: paid },
    { answer: 'order_open_unpaid', callback: paid },
  ],

  unknown: [
    { answer: 'approved', body: { payment: { ...PAYMENT, status: 'PARKED' } } },
    {
      answer: 'order_open_unpaid',
      body: { order: { id: PAYMENT.order_id, state: 'PARKED', total_money: PAYMENT.total_money } },
    },
  ],

  leads: [
    {
      by: { asks: [PAYMENT.order_id] },
      name: 'order',
      body: { order: { id: PAYMENT.order_id, state: 'OPEN', tenders: [{ id: PAYMENT.id }] } },
      to: [`GET /v2/payments/${PAYMENT.id}`],
    },
  ],

  seen: { credentials: 'EAAA_sample', where: 'sandbox' },
})
