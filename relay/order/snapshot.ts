/** What the shopper may see of an order. Pure. */

import type { Snapshot } from '../protocol.ts'
import type { OrderRecord } from './record.ts'

/** Of an order that is kept. */
export const snapshotOf = (record: OrderRecord, epoch: string): Snapshot => ({
  id: record.id,
  epoch,
  version: record.version,
  ...record.shown,
  history: record.history,
  createdAt: new Date(record.createdAt).toISOString(),
  updatedAt: new Date(record.updatedAt).toISOString(),
})

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
