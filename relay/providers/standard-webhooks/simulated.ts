import { STATUSES, type PaymentStatus, type ReasonCode } from '../../protocol.ts'
import type { Provider } from '../provider.ts'

/** Why, where nothing else is asked for. */
const REASONS: { [Status in PaymentStatus]?: ReasonCode } = {
  failed: 'insufficient_funds',
  canceled: 'canceled_by_customer',
}

/** Those that may have a reason. */
const CLOSED: ReadonlySet<PaymentStatus> = new Set(['failed', 'canceled', 'expired'])

/** An event for every status but that of an order paid in part, of which no single one tells. */
export const simulatedStandardWebhooks: Pick<Provider, 'statuses' | 'simulate'> = {
  statuses: STATUSES.filter((status) => status !== 'partially_paid'),

  simulate({ orderId, status, reason, amount, currency, payment, timestamp, id }) {
    const why = reason ?? REASONS[status]
    if (status === 'partially_paid' || (reason && !CLOSED.has(status))) return undefined
    return {
      type: `payment.${status}`,
      timestamp: new Date(timestamp * 1000).toISOString(),
      data: {
        order: orderId,
        payment,
        amount: status === 'partially_refunded' ? Math.floor(amount / 2) : amount,
        currency,
        ...(why && { reason: why }),
        ...(status === 'disputed' && { dispute: `dispute-${id}` }),
      },
    }
  },
}
