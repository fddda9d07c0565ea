/** An order as pages see it, and whose it is: together they say who hears of it. */

import type { OrderRecord } from '../order/record.ts'
import { snapshotOf, unknownOrder } from '../order/snapshot.ts'
import type { Snapshot } from '../protocol.ts'
import type { Store } from '../store/store.ts'

export interface OwnedSnapshot {
  order: Snapshot
  customers: readonly string[]
}

export const ownedSnapshot = (order: OrderRecord, epoch: string): OwnedSnapshot => ({
  order: snapshotOf(order, epoch),
  customers: customersOf(order),
})

/** Reads it. One that is not known looks like one that is not registered yet. `now` in ms since 1970. */
export async function readOwnedSnapshot(
  store: Pick<Store, 'epoch' | 'order'>,
  id: string,
  now: number,
): Promise<OwnedSnapshot> {
  const order = await store.order(id)
  return order
    ? ownedSnapshot(order, store.epoch)
    : { order: unknownOrder(id, store.epoch, now), customers: [] }
}

export const customersOf = ({ registration }: OrderRecord): readonly string[] =>
  registration?.customers ?? []
