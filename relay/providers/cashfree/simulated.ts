import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

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
        // Of UPI, twelve digits.
        bank_reference: payment_status === 'SUCCESS' ? payment.slice(-12) : null,
        auth_id: null,
        payment_group: 'upi',
      },
      customer_details: { customer_id: 'simulated' },
      ...more,
    },
  ]

/** By the code of UPI. */
const declined = (error_code_raw: string, error_description: string): Fields =>
  attempt('PAYMENT_FAILED_WEBHOOK', 'FAILED', {
    error_details: {
      error_code: 'TRANSACTION_DECLINED',
      error_code_raw,
      error_description,
      error_source: 'customer',
    },
  })

const refund =
  (share: number): Fields =>
  ({ id, payment, orderId, amount, currency }) => [
    'REFUND_STATUS_WEBHOOK',
    {
      refund: {
        cf_refund_id: `refund_${payment}`,
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

const EVENTS: Rows<Fields> = {
  processing: attempt('PAYMENT_SUCCESS_WEBHOOK', 'PENDING'),
  succeeded: attempt('PAYMENT_SUCCESS_WEBHOOK', 'SUCCESS'),
  failed: byReason({
    insufficient_funds: declined('Z9', 'The account does not have sufficient funds.'),
    authentication_failed: declined('ZM', 'The PIN is not right.'),
    canceled_by_customer: declined('ZA', 'The customer declined the request.'),
    no_response: declined('U69', 'The collect request expired.'),
    limit_exceeded: declined('Z8', 'The limit of an amount for a payment is exceeded.'),
    declined: declined('U16', 'The risk threshold is exceeded.'),
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
