import type { SimulatedEvent } from '../provider.ts'
import { simulatedId } from '../simulated-id.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent & { at: string }) => [type: string, data: object]

const transaction =
  (event: string, status: string, attempt?: { status: string; error_code?: string }): Fields =>
  ({ id, payment, amount, currency, at }) => [
    `transaction.${event}`,
    {
      id: payment,
      status,
      origin: 'web',
      collection_mode: 'automatic',
      invoice_number: null,
      details: {
        totals: { total: String(amount), grand_total: String(amount), currency_code: currency },
      },
      payments: attempt
        ? [{ payment_attempt_id: id, amount: String(amount), created_at: at, ...attempt }]
        : [],
      created_at: at,
    },
  ]

const failed = (error_code: string): Fields =>
  transaction('payment_failed', 'ready', { status: 'error', error_code })

/** What goes back of a transaction, in all. */
export const simulatedAdjustmentId = (payment: string, action: string): string =>
  `adj_${simulatedId(`${action} of ${payment}`, 26)}`

const adjustment =
  (event: string, action: string, share: number): Fields =>
  ({ payment, amount, currency, at }) => [
    `adjustment.${event}`,
    {
      id: simulatedAdjustmentId(payment, action),
      action,
      type: share === 1 ? 'full' : 'partial',
      status: 'approved',
      transaction_id: payment,
      totals: { total: String(Math.floor(amount * share)), currency_code: currency },
      created_at: at,
    },
  ]

const EVENTS: Rows<Fields> = {
  pending: transaction('ready', 'ready'),
  requires_action: transaction('updated', 'ready', { status: 'action_required' }),
  processing: transaction('paid', 'paid', { status: 'captured' }),
  authorized: transaction('updated', 'ready', { status: 'authorized' }),
  succeeded: transaction('completed', 'completed', { status: 'captured' }),
  failed: byReason({
    insufficient_funds: failed('not_enough_balance'),
    authentication_failed: failed('authentication_failed'),
    invalid_account: failed('expired_card'),
    declined: failed('declined'),
    provider_error: failed('issuer_unavailable'),
  }),
  canceled: transaction('canceled', 'canceled'),
  refunded: adjustment('updated', 'refund', 1),
  partially_refunded: adjustment('updated', 'refund', 1 / 2),
  disputed: adjustment('created', 'chargeback', 1),
}

/** Paddle's events. */
export const simulatedPaddle = simulator(EVENTS, (fieldsOf, simulated) => {
  const { id, orderId, timestamp, currency } = simulated
  const at = new Date(timestamp * 1000).toISOString()
  const [event_type, data] = fieldsOf({ ...simulated, at })
  return {
    event_id: id,
    event_type,
    occurred_at: at,
    notification_id: `ntf_${id}`,
    data: { ...data, currency_code: currency, custom_data: { order_id: orderId }, updated_at: at },
  }
})
