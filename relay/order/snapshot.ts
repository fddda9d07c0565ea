/** An order as it is kept, and what the shopper and the merchant see of it. Pure. */

import { standing, type OrderFacts, type Shown } from './order.ts'
import type { PaymentStatus, ReasonCode, Snapshot } from '../protocol.ts'

/** What the relay keeps of an order. Plain data. */
export interface OrderRecord extends OrderFacts {
  id: string
  version: number
  shown: Shown
  history: Snapshot['history']
  /** While the merchant has not spoken: by which other names its payments might be claimed. */
  mentions?: [name: string, payment: string][]
  /** When time alone changes what is shown, in ms since 1970. */
  changesAt?: number
  createdAt: number
  updatedAt: number
}

/** Money may be on its way: never forgotten, however old. */
export const ALIVE: readonly PaymentStatus[] = [
  'requires_action',
  'processing',
  'authorized',
  'disputed',
]

const HISTORY_LENGTH = 20

/** The order with `facts` at `now`: a new version exactly when the page would see a difference. */
export function revise(
  id: string,
  known: OrderRecord | undefined,
  facts: Pick<OrderRecord, 'registration' | 'payments' | 'mentions'>,
  now: number,
): OrderRecord {
  const { shown, changesAt } = standing(facts, now)
  const isSame = known && JSON.stringify(known.shown) === JSON.stringify(shown)
  const isNewStatus = known?.shown.status !== shown.status
  const history = known?.history ?? []

  return {
    id,
    ...facts,
    version: (known?.version ?? 0) + (isSame ? 0 : 1),
    shown,
    history: isNewStatus
      ? [...history, { status: shown.status, at: new Date(now).toISOString() }].slice(
          -HISTORY_LENGTH,
        )
      : history,
    createdAt: known?.createdAt ?? now,
    updatedAt: isSame ? known.updatedAt : now,
    ...(changesAt !== undefined && { changesAt }),
  }
}

/** Whether the merchant's backend wants to hear of it: what it registers itself is no news to it. */
export function isNews(before: Shown | undefined, after: Shown): boolean {
  const { status, amountReceived, amountRefunded, overpaid } = before ?? NOTHING_YET
  return (
    status !== after.status ||
    amountReceived !== after.amountReceived ||
    amountRefunded !== after.amountRefunded ||
    overpaid !== after.overpaid
  )
}

const NOTHING_YET = { status: 'pending', amountReceived: 0, amountRefunded: 0, overpaid: false }

/** What the shopper may see. */
export const snapshotOf = (record: OrderRecord, epoch: string): Snapshot => ({
  id: record.id,
  epoch,
  version: record.version,
  ...record.shown,
  history: record.history,
  createdAt: new Date(record.createdAt).toISOString(),
  updatedAt: new Date(record.updatedAt).toISOString(),
})

/** A snapshot as the merchant's server sees it. */
export interface OrderView extends Snapshot {
  reason?: { code: ReasonCode; message?: string }
  references: string[]
  customers: string[]
  payments: {
    id: string
    provider: string | null
    status: PaymentStatus
    amount: number | null
    amountReceived: number
    amountRefunded: number
    currency: string | null
    receipt: string | null
    reason: { code: ReasonCode; message?: string } | null
    final: boolean
    occurredAt: string | null
  }[]
}

/** What the merchant's server may see. */
export function viewOf(record: OrderRecord, epoch: string, now: number): OrderView {
  const { payments, message } = standing(record, now)
  const snapshot = snapshotOf(record, epoch)
  const { reason } = snapshot
  return {
    ...snapshot,
    ...(reason && { reason: { ...reason, ...(message !== undefined && { message }) } }),
    references: record.registration?.references ?? [],
    customers: record.registration?.customers ?? [],
    payments: payments.map((each) => ({
      id: each.id,
      provider: each.provider ?? null,
      status: each.status,
      amount: each.amount ?? (each.settled ? each.received : null),
      amountReceived: each.received,
      amountRefunded: each.refunded,
      currency: each.currency ?? snapshot.currency,
      receipt: each.receipt ?? null,
      reason: each.reason ?? null,
      final: each.final,
      occurredAt: each.time === undefined ? null : new Date(each.time).toISOString(),
    })),
  }
}

/** Stored nowhere: what a valid token sees of an order that nobody has told us of. */
export function unknownOrder(id: string, epoch: string, now: number): Snapshot {
  const at = new Date(now).toISOString()
  return {
    id,
    epoch,
    version: 0,
    status: 'pending',
    flow: 'payment',
    registered: false,
    test: false,
    amount: null,
    currency: null,
    amountReceived: 0,
    amountRefunded: 0,
    overpaid: false,
    safeToRetry: false,
    history: [],
    createdAt: at,
    updatedAt: at,
  }
}
