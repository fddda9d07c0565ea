/** What is older than anybody asks for goes, a little at a time. */

import type { Context } from '../ledger/step.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** At once of each kind, so that nobody else waits long. */
const BATCH = 200

/** Between two batches while there is something to do, and otherwise. In ms. */
const SOON = 250
const LATER = 10 * 60_000

const DAY = 86_400_000

/** Orders are kept so long, and notifications to everybody. In ms. */
const ORDERS = 540 * DAY
const BROADCASTS = DAY

/** What nobody could be told, for want of a setting, goes after so long. In ms. */
const OUTGOING = 30 * DAY

/** A page that was opened so long ago loads no more of its version of the widget. In ms. */
const WEB_FILES = 30 * DAY

interface Parts {
  store: Pick<Store, 'sweep'>
  log: Log
  context(): Context
}

/** Begins at once, and goes on until what it returns is called. */
export function upkeep({ store, log, context }: Parts): () => void {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function sweep(): Promise<void> {
    const { now, retention } = context()
    const before = {
      kept: now - retention,
      broadcasts: now - BROADCASTS,
      outgoing: now - OUTGOING,
      orders: now - ORDERS,
      webFiles: now - WEB_FILES,
    }
    const removed = await store.sweep(before, BATCH).catch((error: unknown) => {
      log.error({ err: error }, 'what is old could not be removed; trying again later')
      return 0
    })
    if (!isStopped) timer = setTimeout(() => void sweep(), removed > 0 ? SOON : LATER).unref()
  }

  void sweep()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
