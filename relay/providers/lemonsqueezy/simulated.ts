import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'

type Fields = [event: string, status: string, shareRefunded: number]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  processing: ['order_created', 'pending', 0],
  succeeded: ['order_created', 'paid', 0],
  failed: ['order_created', 'failed', 0],
  refunded: ['order_refunded', 'refunded', 1],
  partially_refunded: ['order_refunded', 'partial_refund', 1 / 2],
}

/** An event of Lemon Squeezy's test mode that tells `simulated`. */
export function simulatedLemonSqueezy(simulated: Simulated): unknown {
  const { payment, orderId, amount, currency, timestamp, status: told } = simulated
  const event = EVENTS[told]
  if (!event) return undefined

  const [event_name, status, shareRefunded] = event
  const at = new Date(timestamp * 1000).toISOString()
  const isRefunded = shareRefunded === 1
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
        refunded_amount: Math.floor(amount * shareRefunded),
        refunded_at: isRefunded ? at : null,
        created_at: at,
        updated_at: at,
        test_mode: true,
      },
    },
  }
}
