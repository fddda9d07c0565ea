import { describeAsking } from '../conformance/asking.ts'
import { midtrans } from './midtrans.ts'

const NOTIFICATION = {
  status_code: '200',
  order_id: 'ORD-1205',
  gross_amount: '50000.00',
  currency: 'IDR',
  transaction_time: '2026-11-21 15:30:40',
}

const settled = { ...NOTIFICATION, transaction_status: 'settlement' }

describeAsking({
  provider: midtrans,
  credentials: 'Mid-server-aServerKey',

  both: [
    { answer: 'settlement', callback: settled },
    { answer: 'pending', callback: settled },
    { answer: 'deny', callback: settled },
  ],

  unknown: [{ answer: 'settlement', body: { ...NOTIFICATION, transaction_status: 'parked' } }],

  seen: { credentials: 'SB-Mid-server-sample', where: 'sandbox' },
})
