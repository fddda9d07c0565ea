import { describeAsking } from '../conformance/asking.ts'
import { lemonsqueezy } from './lemonsqueezy.ts'

const ORDER = {
  type: 'orders',
  id: '1',
  attributes: {
    identifier: '104e18a2-d755-4d4b-80c4-a6c1dcbe1c10',
    order_number: 12,
    currency: 'USD',
    total: 5000,
    updated_at: '2026-11-21T08:31:00.000000Z',
  },
}

const withStatus = (status: string) => ({
  ...ORDER,
  attributes: { ...ORDER.attributes, status },
})

const paid = { meta: { event_name: 'order_created' }, data: withStatus('paid') }

describeAsking({
  provider: lemonsqueezy,
  credentials: 'eyJaKey.ofThree.Parts',

  both: [
    { answer: 'paid', callback: paid },
    { answer: 'pending', callback: paid },
  ],

  unknown: [{ answer: 'paid', body: { data: withStatus('parked') } }],

  seen: { credentials: 'eyJsample' },
})
