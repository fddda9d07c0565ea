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

  seen: { credentials: 'rzp_test_id:secret' },
})
