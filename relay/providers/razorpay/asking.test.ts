import { describeAsking } from '../conformance/asking.ts'
import { razorpay } from './razorpay.ts'

const PAYMENT = {
  id: 'pay_R1aaaaaaaaaaaa',
  entity: 'payment',
  amount: 500_000,
  currency: 'INR',
  order_id: 'order_R1bbbbbbbbbbbb',
  method: 'upi',
  notes: { order_id: 'ORD-1205' },
}

const captured = {
  event: 'payment.captured',
  created_at: 1_795_249_870,
  payload: { payment: { entity: { ...PAYMENT, status: 'captured', captured: true } } },
}

describeAsking({
  provider: razorpay,
  credentials: 'rzp_live_aKeyId:aKeySecret',

  both: [
    { answer: 'created', callback: captured },
    { answer: 'authorized', callback: captured },
  ],

  unknown: [
    {
      answer: 'created',
      body: { entity: 'collection', items: [{ ...PAYMENT, status: 'parked', captured: false }] },
    },
    {
      answer: 'link_expired',
      body: { id: 'plink_R1dddddddddddd', amount: 500_000, currency: 'INR', status: 'parked' },
    },
  ],

  leads: [
    {
      by: { orderId: 'ORD-1205' },
      name: 'orders',
      body: {
        items: [
          { entity: 'order', id: 'order_R1bbbbbbbbbbbb', receipt: 'ORD-1205' },
          { entity: 'order', id: 'order_R1eeeeeeeeeeee', receipt: 'ORD-1206' },
        ],
      },
      to: ['GET /v1/orders/order_R1bbbbbbbbbbbb/payments'],
    },
    {
      by: { asks: ['plink_R1dddddddddddd'] },
      name: 'link',
      body: {
        ...{ id: 'plink_R1dddddddddddd', status: 'paid', amount: 500_000, currency: 'INR' },
        payments: [{ payment_id: 'pay_R1aaaaaaaaaaaa', status: 'captured' }],
      },
      to: ['GET /v1/payments/pay_R1aaaaaaaaaaaa'],
    },
  ],

  seen: { credentials: 'rzp_test_id:secret' },
})
