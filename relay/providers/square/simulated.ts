import type { SimulatedEvent } from '../provider.ts'
import { simulatedId } from '../simulated-id.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, kind: string, entity: { id: string }]

/** The order in which the payment lies. */
export const simulatedOrderId = (payment: string): string => simulatedId(payment, 29)

const payment =
  (status: string, more: object = {}): Fields =>
  ({ payment: id }) => [
    'payment.updated',
    'payment',
    {
      id,
      status,
      source_type: 'CARD',
      order_id: simulatedOrderId(id),
      ...more,
    },
  ]

const failed = (code: string, detail: string): Fields =>
  payment('FAILED', {
    card_details: { errors: [{ category: 'PAYMENT_METHOD_ERROR', code, detail }] },
  })

const refund =
  (share: number): Fields =>
  ({ id, payment, amount, currency }) => [
    'refund.updated',
    'refund',
    {
      id: `${payment}_${id}`,
      status: 'COMPLETED',
      payment_id: payment,
      amount_money: { amount: Math.floor(amount * share), currency },
    },
  ]

const EVENTS: Rows<Fields> = {
  processing: payment('PENDING'),
  authorized: payment('APPROVED'),
  succeeded: payment('COMPLETED'),
  failed: byReason({
    insufficient_funds: failed('INSUFFICIENT_FUNDS', 'The card has insufficient funds.'),
    authentication_failed: failed('INVALID_PIN', 'The PIN is not right.'),
    canceled_by_customer: failed('BUYER_REFUSED_PAYMENT', 'The buyer refused the payment.'),
    limit_exceeded: failed('TRANSACTION_LIMIT', 'The amount exceeds the limit of the card.'),
    invalid_account: failed('CARD_EXPIRED', 'The card is expired.'),
    declined: failed('GENERIC_DECLINE', 'The card was declined.'),
  }),
  canceled: payment('CANCELED'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment }) => [
    'dispute.created',
    'dispute',
    { id: `dispute_${id}`, state: 'EVIDENCE_REQUIRED', disputed_payment: { payment_id: payment } },
  ],
}

/** Square's events. All of them carry the order: real refunds and disputes name none. */
export const simulatedSquare = simulator(EVENTS, (fieldsOf, simulated) => {
  const { id, orderId, amount, currency, timestamp } = simulated
  const [type, kind, entity] = fieldsOf(simulated)
  const at = new Date(timestamp * 1000).toISOString()
  const amount_money = { amount, currency }
  const common = { reference_id: orderId, amount_money, created_at: at, updated_at: at, version: 1 }
  return {
    merchant_id: 'simulated',
    type,
    event_id: id,
    created_at: at,
    data: { type: kind, id: entity.id, object: { [kind]: { ...common, ...entity } } },
  }
})
