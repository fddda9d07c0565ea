import { describeAsking } from '../conformance/asking.ts'
import { stripe } from './stripe.ts'

const INTENT = {
  id: 'pi_3QWbn8A1B2C3D4E51aaaaaaa',
  object: 'payment_intent',
  amount: 5000,
  amount_received: 5000,
  currency: 'usd',
  latest_charge: 'ch_3QWbn8A1B2C3D4E51bbbbbbb',
  metadata: { order_id: 'ORD-1205' },
}

const event = (type: string, object: object) => ({
  ...{ id: 'evt_1', object: 'event', type, created: 1_795_249_861, livemode: false },
  data: { object },
})

const paid = event('payment_intent.succeeded', { ...INTENT, status: 'succeeded' })

describeAsking({
  provider: stripe,
  credentials: 'rk_live_aRestrictedKey',

  both: [
    { answer: 'succeeded', callback: paid },
    {
      answer: 'succeeded',
      callback: event('charge.succeeded', {
        id: INTENT.latest_charge,
        object: 'charge',
        amount: 5000,
        captured: true,
        currency: 'usd',
        payment_intent: INTENT.id,
        status: 'succeeded',
      }),
    },
    {
      answer: 'session_complete_unpaid',
      callback: paid,
    },
  ],

  unknown: [
    { answer: 'succeeded', body: { ...INTENT, status: 'requires_patience' } },
    {
      answer: 'session_open',
      body: {
        id: 'cs_test_a1b2c3',
        object: 'checkout.session',
        amount_total: 5000,
        currency: 'usd',
        status: 'parked',
      },
    },
  ],

  seen: { credentials: 'sk_test_sample' },

  missed: [
    {
      body: { object: 'list', has_more: true, data: [paid] },
      cursor: 'evt_1',
      says: stripe.updates(paid, { headers: new Headers(), digest: () => '' }),
    },
  ],
})
