/** What a page has seen and the store does not have: then history was lost, and goes on under another name. */

import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** Called with the order of which the page has seen more. A new epoch once per start, whoever calls. */
export function lostHistory(
  store: Pick<Store, 'epoch' | 'renewEpoch'>,
  log: Log,
): (id: string) => Promise<void> {
  let renewal: Promise<void> | undefined

  return async (id) => {
    const isFirst = !renewal
    renewal ??= store.renewEpoch(store.epoch)
    // Tried again by the next page, where it failed.
    await renewal.catch((error: unknown) => {
      renewal = undefined
      throw error
    })
    if (!isFirst) return
    const message = 'HISTORY LOST: a page has seen a newer version of an order than the store has'
    log.fatal({ order: id, epoch: store.epoch }, `${message}. Was an old copy of it restored?`)
  }
}
