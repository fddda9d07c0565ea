import { describeAsking } from '../conformance/asking.ts'
import { checkoutcom } from './checkoutcom.ts'

const PAYMENT = {
  id: 'pay_mbabizu24mvu3mela5njyhpit4',
  amount: 5000,
  currency: 'USD',
  reference: 'ORD-1205',
}

const captured = {
  id: 'evt_1',
  type: 'payment_captured',
  created_on: '2026-11-21T08:31:10Z',
  data: { ...PAYMENT, action_id: 'act_cap00000000000000000000000' },
}

describeAsking({
  provider: checkoutcom,
  credentials: 'abcd1234:sk_aSecretKey',

  both: [
    { answer: 'captured', callback: captured },
    { answer: 'authorized', callback: captured },
    { answer: 'pending', callback: captured },
  ],

  unknown: [{ answer: 'captured', body: { ...PAYMENT, status: 'Parked' } }],

  seen: { credentials: 'abcd1234:sk_sbox_sample00000000000000000000', where: 'sandbox' },
})
