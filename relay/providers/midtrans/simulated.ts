import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => object

const transaction =
  (transaction_status: string, status_code: string, more: object = {}): Fields =>
  () => ({ transaction_status, status_code, payment_type: 'credit_card', ...more })

const refund =
  (transaction_status: string, share: number): Fields =>
  ({ id, amount, currency }) => {
    const refund_amount = decimal(Math.floor(amount * share), currency)
    const refunds = [{ refund_key: `refund-${id}`, refund_amount }]
    return { transaction_status, status_code: '200', refund_amount, refunds }
  }

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  requires_action: transaction('pending', '201', { payment_type: 'bank_transfer' }),
  authorized: transaction('authorize', '200', { fraud_status: 'accept' }),
  succeeded: transaction('capture', '200', { fraud_status: 'accept' }),
  failed: transaction('deny', '202', {
    fraud_status: 'accept',
    channel_response_code: '51',
    channel_response_message: 'Insufficient Funds',
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
