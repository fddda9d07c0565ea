import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Payload = Record<string, { entity: object }>
type Fields = (simulated: SimulatedEvent) => [event: string, payload: Payload]

const payment = (
  { payment: id, amount, currency, orderId, timestamp }: SimulatedEvent,
  status: string,
  more: object = {},
) => ({
  entity: {
    id,
    entity: 'payment',
    amount,
    currency,
    status,
    order_id: `order_${id.replace(/^pay_/, '')}`,
    method: 'card',
    amount_refunded: 0,
    captured: status === 'captured',
    notes: { order_id: orderId },
    created_at: timestamp,
    ...more,
  },
})

const attempt =
  (event: string, status: string, more: object = {}): Fields =>
  (simulated) => [event, { payment: payment(simulated, status, more) }]

const failed = (error_reason: string, error_description: string): Fields =>
  attempt('payment.failed', 'failed', {
    error_code: 'BAD_REQUEST_ERROR',
    error_description,
    error_source: 'customer',
    error_step: 'payment_authorization',
    error_reason,
  })

const link =
  (event: string, status: string): Fields =>
  ({ payment: id, amount, currency, orderId }) => {
    const entity = {
      id,
      amount,
      amount_paid: 0,
      currency,
      reference_id: orderId,
      notes: null,
      status,
    }
    return [event, { payment_link: { entity } }]
  }

const refund =
  (share: number): Fields =>
  (simulated) => {
    const amount_refunded = Math.floor(simulated.amount * share)
    const refund_status = share === 1 ? 'full' : 'partial'
    return [
      'refund.processed',
      {
        refund: {
          entity: {
            id: `rfnd_${simulated.id}`,
            entity: 'refund',
            amount: amount_refunded,
            currency: simulated.currency,
            payment_id: simulated.payment,
            notes: [],
            status: 'processed',
          },
        },
        payment: payment(simulated, 'captured', { amount_refunded, refund_status }),
      },
    ]
  }

const EVENTS: Rows<Fields> = {
  pending: attempt('payment.pending', 'pending'),
  authorized: attempt('payment.authorized', 'authorized'),
  succeeded: attempt('payment.captured', 'captured'),
  failed: byReason({
    insufficient_funds: failed('insufficient_funds', 'The account does not have enough money.'),
    authentication_failed: failed('incorrect_pin', 'The PIN is not right.'),
    canceled_by_customer: failed('payment_cancelled', 'The customer cancelled the payment.'),
    no_response: failed('payment_timed_out', 'The customer did not approve in time.'),
    limit_exceeded: failed('transaction_limit_exceeded', 'The amount exceeds the limit.'),
    invalid_account: failed('invalid_vpa', 'There is no such UPI ID.'),
    declined: failed('payment_declined', 'The bank declined the payment.'),
  }),
  canceled: link('payment_link.cancelled', 'cancelled'),
  expired: link('payment_link.expired', 'expired'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: (simulated) => [
    'payment.dispute.created',
    {
      payment: payment(simulated, 'captured'),
      dispute: {
        entity: {
          id: `disp_${simulated.id}`,
          entity: 'dispute',
          payment_id: simulated.payment,
          amount: simulated.amount,
          currency: simulated.currency,
          status: 'open',
          phase: 'chargeback',
        },
      },
    },
  ],
}

/** Razorpay's events. */
export const simulatedRazorpay = simulator(EVENTS, (fieldsOf, simulated) => {
  const [event, payload] = fieldsOf(simulated)
  return {
    entity: 'event',
    account_id: 'acc_simulated',
    event,
    contains: Object.keys(payload),
    payload,
    created_at: simulated.timestamp,
  }
})
