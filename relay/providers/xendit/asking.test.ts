import { describeAsking } from '../conformance/asking.ts'
import { xendit } from './xendit.ts'

const INVOICE = {
  id: '579c8d61f23fa4ca35e52da4',
  external_id: 'ORD-1205',
  amount: 50_000,
  currency: 'IDR',
}

const PAID = {
  ...INVOICE,
  status: 'PAID',
  paid_amount: 50_000,
  paid_at: '2026-11-21T08:31:00.000Z',
  payment_id: 'ewc_532as23lew2321id',
}

describeAsking({
  provider: xendit,
  credentials: 'xnd_production_aSecretKey',

  both: [
    { answer: 'invoice_paid', callback: PAID },
    { answer: 'invoice_pending', callback: PAID },
    {
      answer: 'v3_requires_action',
      callback: {
        event: 'payment.capture',
        created: '2026-11-21T08:32:00.000Z',
        data: {
          payment_id: 'py-1402feb0-bb79-47ae-9d1e-e69394d3949c',
          payment_request_id: 'pr-1102feb0-bb79-47ae-9d1e-e69394d3949c',
          reference_id: 'ORD-1205',
          status: 'SUCCEEDED',
          currency: 'IDR',
          request_amount: 50_000,
        },
      },
    },
  ],

  unknown: [
    { answer: 'invoice_paid', body: { ...INVOICE, status: 'PARKED' } },
    {
      answer: 'v3_requires_action',
      body: {
        payment_request_id: 'pr-1102feb0-bb79-47ae-9d1e-e69394d3949c',
        currency: 'IDR',
        request_amount: 50_000,
        status: 'PARKED',
      },
    },
  ],

  leads: [
    {
      by: { asks: ['pr-1102feb0-bb79-47ae-9d1e-e69394d3949c'] },
      name: 'payment request',
      body: {
        payment_request_id: 'pr-1102feb0-bb79-47ae-9d1e-e69394d3949c',
        status: 'SUCCEEDED',
        currency: 'IDR',
        request_amount: 50_000,
        latest_payment_id: 'py-1402feb0-bb79-47ae-9d1e-e69394d3949c',
      },
      to: ['GET /v3/payments/py-1402feb0-bb79-47ae-9d1e-e69394d3949c'],
    },
  ],

  seen: { credentials: 'xnd_development_sample' },
})
