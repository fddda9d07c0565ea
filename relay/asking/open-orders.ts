/** Orders that stood open before their provider was asked at all: nothing that happened to them since has planned it. */

import type { Planner } from '../ledger/asks.ts'
import { OPEN } from '../protocol.ts'
import { planned } from '../reconciliation/queue.ts'
import type { Store } from '../store/store.ts'

/** At once, so that nobody else waits long. */
const BATCH = 100

/** What has not changed for longer, no schedule asks about. In ms. */
const OLDEST = 31 * 86_400_000

interface Parts {
  store: Pick<Store, 'asks' | 'orders'>
  planner: Pick<Planner, 'plan'>
  /** In ms since 1970. */
  now(): number
}

/** Rejects where the store fails. */
export async function planOpenOrders({ store, planner, now }: Parts): Promise<void> {
  for (const status of OPEN) {
    let before: { updatedAt: number; id: string } | undefined
    do {
      const orders = await store.orders({
        ...{ registered: true, status, limit: BATCH },
        ...(before && { before }),
      })
      const lately = orders.filter(({ updatedAt }) => updatedAt > now() - OLDEST)
      await store.asks((rows) => {
        for (const { id } of lately) planned(rows, id, { planner, now: now() })
      })
      before = lately.length === BATCH ? lately.at(-1) : undefined
    } while (before)
  }
}
