import { describeAsking } from '../conformance/asking.ts'
import { paddle } from './paddle.ts'

const TRANSACTION = {
  id: 'txn_01hv8wptq8987qeep44cyrewp9',
  currency_code: 'USD',
  custom_data: { order_id: 'ORD-1205' },
  details: { totals: { grand_total: '5000', tax: '500' } },
  invoice_number: '325-10566',
}

const paid = {
  event_id: 'evt_1',
  event_type: 'transaction.completed',
  occurred_at: '2026-11-21T08:31:02.000Z',
  data: { ...TRANSACTION, status: 'completed' },
}

describeAsking({
  provider: paddle,
  credentials: 'pdl_live_apikey_aKey',

  both: [
    { answer: 'ready', callback: paid },
    { answer: 'ready_attempt_failed', callback: paid },
    { answer: 'paid', callback: paid },
  ],

  unknown: [{ answer: 'paid', body: { data: { ...TRANSACTION, status: 'parked' } } }],

  seen: { credentials: 'pdl_sdbx_apikey_sample', where: 'sandbox' },
})
