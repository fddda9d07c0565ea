import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => object

const transaction =
  (transaction_status: string, status_code: string, more: object = {}): Fields =>
  () => ({ transaction_status, status_code, payment_type: 'credit_card', ...more })

const denied = (channel_response_code: string, channel_response_message: string): Fields =>
  transaction('deny', '202', {
    fraud_status: 'accept',
    channel_response_code,
    channel_response_message,
  })

const refund =
  (transaction_status: string, share: number): Fields =>
  ({ id, amount, currency }) => {
    const refund_amount = decimal(Math.floor(amount * share), currency)
    const refunds = [{ refund_key: `refund-${id}`, refund_amount }]
    return { transaction_status, status_code: '200', refund_amount, refunds }
  }

const EVENTS: Rows<Fields> = {
  requires_action: transaction('pending', '201', { payment_type: 'bank_transfer' }),
  authorized: transaction('authorize', '200', { fraud_status: 'accept' }),
  succeeded: transaction('capture', '200', { fraud_status: 'accept' }),
  failed: byReason({
    insufficient_funds: denied('51', 'Insufficient Funds'),
    authentication_failed: denied('55', 'Incorrect PIN'),
    limit_exceeded: denied('61', 'Exceeds Withdrawal Amount Limit'),
    invalid_account: denied('54', 'Expired Card'),
    declined: denied('05', 'Do not Honour'),
  }),
  canceled: transaction('cancel', '200'),
  expired: transaction('expire', '202'),
  refunded: refund('refund', 1),
  partially_refunded: refund('partial_refund', 1 / 2),
  disputed: transaction('chargeback', '200'),
}

/** Of Jakarta before Greenwich. In seconds. */
const AHEAD = 7 * 3600

/** Midtrans' messages. */
export const simulatedMidtrans = simulator(EVENTS, (fieldsOf, simulated) => {
  const { orderId, payment, amount, currency, timestamp } = simulated
  const time = new Date((timestamp + AHEAD) * 1000).toISOString()
  return {
    transaction_time: time.slice(0, 19).replace('T', ' '),
    transaction_id: payment,
    order_id: orderId,
    gross_amount: decimal(amount, currency),
    currency,
    ...fieldsOf(simulated),
  }
})
