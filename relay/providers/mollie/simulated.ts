import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulatedId } from '../simulated-id.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, entity: { id: string }]

const money = (amount: number, currency: string) => ({ value: decimal(amount, currency), currency })

const payment =
  (status: string, more: object = {}): Fields =>
  ({ payment: id, amount, currency }) => [
    `payment.${status}`,
    {
      resource: 'payment',
      id,
      status,
      method: 'ideal',
      amount: money(amount, currency),
      ...more,
    },
  ]

const failed = (failureReason: string): Fields => payment('failed', { details: { failureReason } })

/** What goes back of a payment, in all. */
export const simulatedRefundId = (payment: string): string => `re_${simulatedId(payment, 10)}`

const refund =
  (share: number): Fields =>
  ({ payment, amount, currency }) => [
    'refund.refunded',
    {
      resource: 'refund',
      id: simulatedRefundId(payment),
      paymentId: payment,
      status: 'refunded',
      amount: money(Math.floor(amount * share), currency),
    },
  ]

const EVENTS: Rows<Fields> = {
  pending: payment('open'),
  processing: payment('pending'),
  requires_action: payment('pending', { method: 'banktransfer' }),
  authorized: payment('authorized'),
  succeeded: payment('paid'),
  failed: byReason({
    insufficient_funds: failed('insufficient_funds'),
    authentication_failed: failed('authentication_failed'),
    invalid_account: failed('card_expired'),
    declined: failed('refused_by_issuer'),
  }),
  canceled: payment('canceled'),
  expired: payment('expired'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, amount, currency }) => [
    'chargeback.received',
    {
      resource: 'chargeback',
      id: `chb_${id}`,
      paymentId: payment,
      amount: money(amount, currency),
      reversedAt: null,
    },
  ],
}

/**
 * Events of Mollie's test mode. All of them carry the order: real chargebacks name
 * none.
 */
export const simulatedMollie = simulator(EVENTS, (fieldsOf, simulated) => {
  const [type, entity] = fieldsOf(simulated)
  const createdAt = new Date(simulated.timestamp * 1000).toISOString()
  const metadata = { order_id: simulated.orderId }
  return {
    resource: 'event',
    id: `event_${simulated.id}`,
    type,
    entityId: entity.id,
    createdAt,
    _embedded: { entity: { ...entity, mode: 'test', metadata, createdAt } },
  }
})
