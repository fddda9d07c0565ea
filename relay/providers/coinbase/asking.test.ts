import { describeAsking } from '../conformance/asking.ts'
import { coinbase } from './coinbase.ts'

const CHARGE = {
  code: 'WVKM5QDV',
  id: 'f765421f-2451-4fed-8d0b-000000000001',
  metadata: { order_id: 'ORD-1205' },
  pricing: { local: { amount: '50.00', currency: 'USD' } },
}

const paid = {
  event: {
    id: 'event-1',
    type: 'charge:confirmed',
    data: { ...CHARGE, timeline: [{ status: 'COMPLETED', time: '2026-11-21T08:33:00Z' }] },
  },
}

const CHECKOUT = {
  id: '68f7a946db0529ea9b6d3a12',
  amount: '50.00',
  currency: 'USDC',
  metadata: { order_id: 'ORD-1205' },
}

describeAsking({
  provider: coinbase,
  credentials: 'anApiKey',

  both: [
    { answer: 'completed', callback: paid },
    { answer: 'pending', callback: paid },
    { answer: 'expired', callback: paid },
    {
      answer: 'checkout_completed',
      callback: {
        ...CHECKOUT,
        eventType: 'checkout.payment.success',
        status: 'COMPLETED',
        transactionHash: '0xaaaa',
        updatedAt: '2026-11-21T08:33:00Z',
      },
    },
  ],

  unknown: [
    { answer: 'new', body: { data: { ...CHARGE, timeline: [{ status: 'PARKED' }] } } },
    { answer: 'checkout_active', body: { ...CHECKOUT, status: 'PARKED' } },
  ],

  seen: { credentials: 'api-key' },
})
