import { describeAsking } from '../conformance/asking.ts'
import { flutterwave } from './flutterwave.ts'

const CHARGE = {
  id: 'chg_aaaaaaaaaa',
  amount: 5000,
  currency: 'KES',
  reference: 'ORD-1205',
  meta: { order_id: 'ORD-1205' },
}

const paid = {
  type: 'charge.completed',
  timestamp: 1_795_249_861_000,
  data: { ...CHARGE, status: 'succeeded' },
}

describeAsking({
  provider: flutterwave,
  credentials: 'aClientId:aClientSecret',
  token: { access_token: 'eyJsample', expires_in: 600, token_type: 'Bearer' },

  both: [
    { answer: 'succeeded', callback: paid },
    { answer: 'pending_action', callback: paid },
  ],

  unknown: [
    { answer: 'succeeded', body: { status: 'success', data: { ...CHARGE, status: 'parked' } } },
  ],
})
