import { describeAsking } from '../conformance/asking.ts'
import { cashfree } from './cashfree.ts'

const PAYMENT = {
  cf_payment_id: '5114910634577',
  payment_amount: 5000,
  payment_currency: 'INR',
  payment_group: 'upi',
  bank_reference: '500000000001',
}

const paid = {
  type: 'PAYMENT_SUCCESS_WEBHOOK',
  event_time: '2026-11-21T14:03:10+05:30',
  data: {
    order: { order_id: 'ORD-1205', order_amount: 5000, order_currency: 'INR' },
    payment: { ...PAYMENT, payment_status: 'SUCCESS' },
  },
}

describeAsking({
  provider: cashfree,
  credentials: 'anAppId:aSecret',

  both: [
    { answer: 'pending', callback: paid },
    { answer: 'order_active', callback: paid },
  ],

  unknown: [
    {
      answer: 'pending',
      body: [{ ...PAYMENT, order_id: 'ORD-1205', order_amount: 5000, payment_status: 'PARKED' }],
    },
    {
      answer: 'order_active',
      body: { order_id: 'ORD-1205', order_amount: 5000, order_status: 'PARKED' },
    },
  ],

  leads: [
    {
      by: { orderId: 'ORD-1205' },
      name: 'payments',
      body: [],
      to: ['GET /orders/ORD-1205'],
    },
    {
      by: { orderId: 'ORD-1205' },
      name: 'payments',
      body: [{ ...PAYMENT, order_id: 'ORD-1205', order_amount: 5000, payment_status: 'SUCCESS' }],
      to: ['GET /orders/ORD-1205/refunds'],
    },
  ],

  seen: { credentials: 'TESTid:secret', where: 'sandbox' },
})
