import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulatedId } from '../simulated-id.ts'
import { simulator } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, resource: object]

const money = (amount: number, currency: string) => ({
  value: decimal(amount, currency),
  currency_code: currency,
})

const time = (timestamp: number): string => new Date(timestamp * 1000).toISOString()

/** The order in which captures and authorizations lie. */
export const simulatedOrderId = (payment: string): string => simulatedId(payment, 17).toUpperCase()

/** What goes back of it, in all. */
export const simulatedRefundId = (payment: string): string =>
  simulatedId(`refund of ${payment}`, 17).toUpperCase()

const resource =
  (type: string, status: string): Fields =>
  (simulated) => [
    type,
    {
      id: simulated.payment,
      status,
      amount: money(simulated.amount, simulated.currency),
      custom_id: simulated.orderId,
      update_time: time(simulated.timestamp),
      supplementary_data: { related_ids: { order_id: simulatedOrderId(simulated.payment) } },
    },
  ]

const order =
  (type: string, status: string): Fields =>
  (simulated) => [
    type,
    {
      id: simulated.payment,
      status,
      purchase_units: [
        { custom_id: simulated.orderId, amount: money(simulated.amount, simulated.currency) },
      ],
    },
  ]

const refund =
  (share: number): Fields =>
  (simulated) => [
    'PAYMENT.CAPTURE.REFUNDED',
    {
      id: simulatedRefundId(simulated.payment),
      status: 'COMPLETED',
      amount: money(Math.floor(simulated.amount * share), simulated.currency),
      custom_id: simulated.orderId,
      links: [
        {
          rel: 'up',
          href: `https://api.paypal.com/v2/payments/captures/${simulated.payment}`,
        },
      ],
    },
  ]

const dispute: Fields = ({ payment, id, orderId, amount, currency }) => [
  'CUSTOMER.DISPUTE.CREATED',
  {
    dispute_id: `PP-${id}`,
    status: 'OPEN',
    dispute_amount: money(amount, currency),
    disputed_transactions: [{ seller_transaction_id: payment, custom: orderId }],
  },
]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  processing: resource('PAYMENT.CAPTURE.PENDING', 'PENDING'),
  authorized: resource('PAYMENT.AUTHORIZATION.CREATED', 'CREATED'),
  succeeded: resource('PAYMENT.CAPTURE.COMPLETED', 'COMPLETED'),
  failed: resource('PAYMENT.CAPTURE.DENIED', 'DECLINED'),
  canceled: order('CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'VOIDED'),
  partially_refunded: refund(0.5),
  refunded: refund(1),
  disputed: dispute,
}

/** An event of PayPal's that says so. */
export const simulatedPayPal = simulator(EVENTS, (fieldsOf, simulated) => {
  const [event_type, resource] = fieldsOf(simulated)
  return {
    id: `WH-${simulated.id}`,
    create_time: time(simulated.timestamp),
    event_version: '1.0',
    event_type,
    resource,
  }
})
