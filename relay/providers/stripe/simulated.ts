import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'
import { stripeAmount } from './amount.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, object: object]

const intent =
  (event: string, status: string, more: object = {}): Fields =>
  ({ payment, amount }) => [
    `payment_intent.${event}`,
    {
      id: payment,
      object: 'payment_intent',
      status,
      amount,
      amount_received: status === 'succeeded' ? amount : 0,
      ...more,
    },
  ]

/** Of the card's bank, which says why, and of anything else. */
const declined = (decline_code: string, message: string): Fields =>
  failed('card_declined', message, { decline_code })

const failed = (code: string, message: string, more: object = {}): Fields =>
  intent('payment_failed', 'requires_payment_method', {
    last_payment_error: { type: 'card_error', code, ...more, message },
  })

const refund =
  (share: number): Fields =>
  ({ payment, amount }) => [
    'charge.refunded',
    {
      id: `ch_${payment}`,
      object: 'charge',
      payment_intent: payment,
      captured: true,
      refunded: share === 1,
      amount,
      amount_refunded: Math.floor(amount * share),
    },
  ]

const EVENTS: Rows<Fields> = {
  pending: intent('created', 'requires_payment_method'),
  requires_action: intent('requires_action', 'requires_action'),
  processing: intent('processing', 'processing'),
  authorized: intent('amount_capturable_updated', 'requires_capture'),
  succeeded: intent('succeeded', 'succeeded'),
  failed: byReason({
    insufficient_funds: declined('insufficient_funds', 'Your card has insufficient funds.'),
    authentication_failed: failed(
      'payment_intent_authentication_failure',
      'The provided payment method has failed authentication.',
    ),
    canceled_by_customer: failed(
      'payment_method_customer_decline',
      'The customer did not approve the payment.',
    ),
    expired: failed(
      'payment_intent_payment_attempt_expired',
      'The latest attempt to pay has expired.',
    ),
    limit_exceeded: declined('card_velocity_exceeded', 'Your card was used too often.'),
    invalid_account: failed('expired_card', 'Your card has expired.'),
    declined: declined('generic_decline', 'Your card was declined.'),
  }),
  canceled: intent('canceled', 'canceled', { cancellation_reason: 'requested_by_customer' }),
  expired: ({ orderId, payment, amount }) => [
    'checkout.session.expired',
    {
      id: `cs_${payment}`,
      object: 'checkout.session',
      mode: 'payment',
      status: 'expired',
      payment_status: 'unpaid',
      payment_intent: payment,
      client_reference_id: orderId,
      amount_total: amount,
    },
  ],
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, amount }) => [
    'charge.dispute.created',
    {
      id: `dp_${id}`,
      object: 'dispute',
      charge: `ch_${payment}`,
      payment_intent: payment,
      status: 'needs_response',
      amount,
    },
  ],
}

/** Events of Stripe's test mode. */
export const simulatedStripe = simulator(EVENTS, (fieldsOf, simulated) => {
  const { id, orderId, timestamp, currency } = simulated
  const amount = stripeAmount(simulated.amount, currency)
  const [type, object] = fieldsOf({ ...simulated, amount })
  const money = { currency: currency.toLowerCase(), livemode: false }
  return {
    id,
    object: 'event',
    created: timestamp,
    livemode: false,
    type,
    data: { object: { ...object, ...money, metadata: { order_id: orderId } } },
  }
})
