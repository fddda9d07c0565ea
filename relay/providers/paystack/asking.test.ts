import { describeAsking } from '../conformance/asking.ts'
import { paystack } from './paystack.ts'

const CHARGE = {
  id: 4_099_260_516,
  domain: 'test',
  reference: 'ORD-1205',
  amount: 500_000,
  currency: 'KES',
  metadata: { order_id: 'ORD-1205' },
}

const paid = {
  event: 'charge.success',
  data: { ...CHARGE, status: 'success', paid_at: '2026-11-21T08:31:00.000Z' },
}

describeAsking({
  provider: paystack,
  credentials: 'sk_live_aSecretKey',

  both: [
    { answer: 'success', callback: paid },
    { answer: 'abandoned', callback: paid },
    { answer: 'failed', callback: paid },
  ],

  unknown: [{ answer: 'success', body: { status: true, data: { ...CHARGE, status: 'parked' } } }],

  seen: { credentials: 'sk_test_x' },
})
