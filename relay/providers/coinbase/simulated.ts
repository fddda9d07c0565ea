import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'

type Fields = [type: string, timeline: string[]]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  pending: ['charge:created', ['NEW']],
  processing: ['charge:pending', ['NEW', 'SIGNED', 'PENDING']],
  succeeded: ['charge:confirmed', ['NEW', 'SIGNED', 'PENDING', 'COMPLETED']],
  expired: ['charge:failed', ['NEW', 'EXPIRED']],
}

/** An event of Coinbase Commerce's that tells `simulated`. */
export function simulatedCoinbase(simulated: Simulated): unknown {
  const { id, orderId, status: told, amount, currency, payment, timestamp } = simulated
  const event = EVENTS[told]
  if (!event) return undefined

  const [type, timeline] = event
  const time = new Date(timestamp * 1000).toISOString()
  return {
    id: `delivery_${id}`,
    scheduled_for: time,
    attempt_number: 1,
    event: {
      id,
      resource: 'event',
      type,
      api_version: '2018-03-22',
      created_at: time,
      data: {
        code: payment,
        metadata: { order_id: orderId },
        timeline: timeline.map((status) => ({ status, time })),
        pricing_type: 'fixed_price',
        pricing: { local: { amount: decimal(amount, currency), currency } },
        payments: [],
      },
    },
  }
}
