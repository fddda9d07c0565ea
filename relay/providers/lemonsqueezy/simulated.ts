import type { PaymentStatus } from '../../protocol.ts'
import { simulator } from '../simulator.ts'

type Fields = [event: string, status: string, shareRefunded: number]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  processing: ['order_created', 'pending', 0],
  succeeded: ['order_created', 'paid', 0],
  failed: ['order_created', 'failed', 0],
  refunded: ['order_refunded', 'refunded', 1],
  partially_refunded: ['order_refunded', 'partial_refund', 1 / 2],
}

/** Events of Lemon Squeezy's test mode. */
export const simulatedLemonSqueezy = simulator(EVENTS, ([event_name, status, share], simulated) => {
  const { payment, orderId, amount, currency, timestamp } = simulated
  const at = new Date(timestamp * 1000).toISOString()
  const isRefunded = share === 1
  return {
    meta: { event_name, custom_data: { order_id: orderId }, test_mode: true },
    data: {
      type: 'orders',
      id: payment,
      attributes: {
        order_number: 1,
        status,
        currency,
        total: amount,
        refunded: isRefunded,
        refunded_amount: Math.floor(amount * share),
        refunded_at: isRefunded ? at : null,
        created_at: at,
        updated_at: at,
        test_mode: true,
      },
    },
  }
})
