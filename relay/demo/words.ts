/** Statuses and reasons as one says them. */

import type { PaymentStatus, ReasonCode } from '../protocol.ts'

const STATUSES: Readonly<Record<PaymentStatus, string>> = {
  pending: 'pending',
  requires_action: 'waiting for the shopper',
  processing: 'under way',
  authorized: 'held',
  partially_paid: 'paid in part',
  succeeded: 'paid',
  failed: 'failed',
  canceled: 'cancelled',
  expired: 'expired',
  partially_refunded: 'refunded in part',
  refunded: 'refunded',
  disputed: 'disputed',
}

const REASONS: { readonly [Code in ReasonCode]?: string } = {
  insufficient_funds: 'not enough money',
  authentication_failed: 'the proof was wrong',
  canceled_by_customer: 'the shopper called it off',
  no_response: 'nobody answered',
  unreachable: 'the phone is off',
}

/** What an order is, or a provider says of it. */
export function inWords(status: PaymentStatus, reason?: ReasonCode): string {
  const why = reason && REASONS[reason]
  return why === undefined ? STATUSES[status] : `${STATUSES[status]}, ${why}`
}
