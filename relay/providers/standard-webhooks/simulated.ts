import { STATUSES } from '../../protocol.ts'
import type { Provider } from '../provider.ts'

/** An event for every status but that of an order paid in part, of which no single one tells. */
export const simulatedStandardWebhooks: Pick<Provider, 'statuses' | 'simulate'> = {
  statuses: STATUSES.filter((status) => status !== 'partially_paid'),

  simulate({ orderId, status, amount, currency, payment, timestamp, id }) {
    if (status === 'partially_paid') return undefined
    return {
      type: `payment.${status}`,
      timestamp: new Date(timestamp * 1000).toISOString(),
      data: {
        order: orderId,
        payment,
        amount: status === 'partially_refunded' ? Math.floor(amount / 2) : amount,
        currency,
        ...(status === 'failed' && { reason: 'insufficient_funds' }),
        ...(status === 'canceled' && { reason: 'canceled_by_customer' }),
        ...(status === 'disputed' && { dispute: `dispute-${id}` }),
      },
    }
  },
}
