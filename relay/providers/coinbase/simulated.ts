import type { PaymentStatus } from '../../protocol.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

type Fields = [type: string, timeline: string[]]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  pending: ['charge:created', ['NEW']],
  processing: ['charge:pending', ['NEW', 'SIGNED', 'PENDING']],
  succeeded: ['charge:confirmed', ['NEW', 'SIGNED', 'PENDING', 'COMPLETED']],
  expired: ['charge:failed', ['NEW', 'EXPIRED']],
}

/** Coinbase Commerce's events. */
export const simulatedCoinbase = simulator(EVENTS, ([type, timeline], simulated) => {
  const { id, orderId, amount, currency, payment, timestamp } = simulated
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
})
