/** What the merchant's server sees of an order. Pure. */

import { standing, type Asks } from './order.ts'
import type { PaymentStatus, ReasonCode, Snapshot } from '../protocol.ts'
import type { OrderRecord } from './record.ts'
import { snapshotOf } from './snapshot.ts'

/** A snapshot as the merchant's server sees it. */
export interface OrderView extends Snapshot {
  reason?: { code: ReasonCode; message?: string }
  references: string[]
  /** Left out where the merchant gave none. */
  asks?: Asks
  customers: string[]
  payments: {
    id: string
    provider: string | null
    /** What its provider's callbacks prove; null where only the merchant speaks of it. */
    trust: string | null
    status: PaymentStatus
    amount: number | null
    amountReceived: number
    amountRefunded: number
    waived: number
    currency: string | null
    receipt: string | null
    reason: { code: ReasonCode; message?: string } | null
    final: boolean
    occurredAt: string | null
  }[]
}

/** What the callbacks of a provider prove, by its id. */
type TrustOf = (provider: string) => string | undefined

/** What the merchant's server may see. */
export function viewOf(
  record: OrderRecord,
  epoch: string,
  now: number,
  trustOf: TrustOf,
): OrderView {
  const { payments, message } = standing(record, now)
  const snapshot = snapshotOf(record, epoch)
  const { reason } = snapshot
  return {
    ...snapshot,
    ...(reason && { reason: { ...reason, ...(message !== undefined && { message }) } }),
    references: record.registration?.references ?? [],
    ...(record.registration?.asks && { asks: record.registration.asks }),
    customers: record.registration?.customers ?? [],
    payments: payments.map((each) => ({
      id: each.id,
      provider: each.provider ?? null,
      trust: (each.isHeardOf && each.provider !== undefined && trustOf(each.provider)) || null,
      status: each.status,
      amount: each.amount ?? (each.settled ? each.received : null),
      amountReceived: each.received,
      amountRefunded: each.refunded,
      waived: each.waived,
      currency: each.currency ?? snapshot.currency,
      receipt: each.receipt ?? null,
      reason: each.reason ?? null,
      final: each.final,
      occurredAt: each.time === undefined ? null : new Date(each.time).toISOString(),
    })),
  }
}
