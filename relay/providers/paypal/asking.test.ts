import { describeAsking } from '../conformance/asking.ts'
import { paypal } from './paypal.ts'

const ORDER = '5O190127TN364715T'

const CAPTURE = {
  id: '2GG279541U471931P',
  status: 'COMPLETED',
  amount: { currency_code: 'USD', value: '50.00' },
  custom_id: 'ORD-1205',
  supplementary_data: { related_ids: { order_id: ORDER } },
}

const paid = {
  id: 'WH-1',
  event_type: 'PAYMENT.CAPTURE.COMPLETED',
  create_time: '2026-11-21T08:31:02Z',
  resource: CAPTURE,
}

describeAsking({
  provider: paypal,
  credentials: 'aClientId:aSecret',
  token: { access_token: 'A21sample', token_type: 'Bearer', expires_in: 32_400 },

  both: [
    { answer: 'completed', callback: paid },
    { answer: 'capture_pending', callback: paid },
    { answer: 'approved', callback: paid },
    { answer: 'created', callback: paid },
  ],

  unknown: [
    {
      answer: 'created',
      body: {
        id: ORDER,
        status: 'PARKED',
        purchase_units: [{ amount: { currency_code: 'USD', value: '50.00' } }],
      },
    },
  ],

  missed: [
    {
      body: {
        events: [paid],
        links: [
          {
            rel: 'next',
            href: 'https://api.paypal.com/v1/notifications/webhooks-events?page_size=100&page_token=x',
          },
        ],
      },
      cursor: '?page_size=100&page_token=x',
      says: paypal.updates(paid, { headers: new Headers(), digest: () => '' }),
    },
    { body: { events: [], links: [] }, says: [] },
  ],

  seen: { credentials: 'id:secret', where: 'sandbox' },
})
