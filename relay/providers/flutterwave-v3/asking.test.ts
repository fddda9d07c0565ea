import { describeAsking } from '../conformance/asking.ts'
import { flutterwaveV3 } from './flutterwave-v3.ts'

const CHARGE = {
  id: 288_200_108,
  tx_ref: 'ORD-1205',
  flw_ref: 'FLW-MOCK-aaaaaaaa',
  amount: 5000,
  currency: 'KES',
  created_at: '2026-11-21T08:30:40.000Z',
}

const paid = { event: 'charge.completed', data: { ...CHARGE, status: 'successful' } }

describeAsking({
  provider: flutterwaveV3,
  credentials: 'FLWSECK-aSecretKey-X',

  both: [
    { answer: 'successful', callback: paid },
    { answer: 'pending', callback: paid },
    {
      answer: 'failed',
      callback: {
        event: 'charge.completed',
        data: { ...CHARGE, status: 'failed', processor_response: 'Insufficient Funds' },
      },
    },
  ],

  unknown: [
    { answer: 'successful', body: { status: 'success', data: { ...CHARGE, status: 'parked' } } },
  ],

  seen: { credentials: 'FLWSECK_TEST-x' },
})
