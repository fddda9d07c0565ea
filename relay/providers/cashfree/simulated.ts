import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent & { major: number }) => [type: string, data: object]

const attempt =
  (type: string, payment_status: string, more: object = {}): Fields =>
  ({ payment, orderId, major, currency, timestamp }) => [
    type,
    {
      order: {
        order_id: orderId,
        order_amount: major,
        order_currency: currency,
        order_tags: null,
      },
      payment: {
        cf_payment_id: payment,
        payment_status,
        payment_amount: major,
        payment_currency: currency,
        payment_message: null,
        payment_time: new Date(timestamp * 1000).toISOString(),
        bank_reference: null,
        auth_id: null,
        payment_group: 'upi',
      },
      customer_details: { customer_id: 'simulated' },
      ...more,
    },
  ]

const refund =
  (share: number): Fields =>
  ({ id, payment, orderId, amount, currency }) => [
    'REFUND_STATUS_WEBHOOK',
    {
      refund: {
        cf_refund_id: `refund_${id}`,
        cf_payment_id: payment,
        refund_id: id,
        order_id: orderId,
        refund_amount: Number(decimal(Math.floor(amount * share), currency)),
        refund_currency: currency,
        entity: 'Refund',
        refund_type: 'MERCHANT_INITIATED',
        refund_status: 'SUCCESS',
      },
    },
  ]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  processing: attempt('PAYMENT_SUCCESS_WEBHOOK', 'PENDING'),
  succeeded: attempt('PAYMENT_SUCCESS_WEBHOOK', 'SUCCESS'),
  failed: attempt('PAYMENT_FAILED_WEBHOOK', 'FAILED', {
    error_details: {
      error_code: 'TRANSACTION_DECLINED',
      error_description: 'The account does not have sufficient funds.',
      error_reason: 'insufficient_funds',
      error_source: 'customer',
    },
  }),
  canceled: attempt('PAYMENT_USER_DROPPED_WEBHOOK', 'USER_DROPPED'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, orderId, major, currency }) => [
    'DISPUTE_CREATED',
    {
      dispute: {
        dispute_id: id,
        dispute_type: 'CHARGEBACK',
        dispute_amount: major,
        dispute_status: 'CHARGEBACK_CREATED',
      },
      order_details: {
        order_id: orderId,
        order_amount: major,
        order_currency: currency,
        cf_payment_id: payment,
        payment_amount: major,
        payment_currency: currency,
      },
    },
  ],
}

/** Cashfree's events. */
export const simulatedCashfree = simulator(EVENTS, (fieldsOf, simulated) => {
  const major = Number(decimal(simulated.amount, simulated.currency))
  const [type, data] = fieldsOf({ ...simulated, major })
  return { data, event_time: new Date(simulated.timestamp * 1000).toISOString(), type }
})
