/** What a page has seen and the store does not have: then history was lost, and goes on under another name. */

import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'

/** Called with the order of which the page has seen more. A new epoch once per start, whoever calls. */
export function lostHistory(
  store: Pick<Store, 'epoch' | 'renewEpoch'>,
  tell: Tell,
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
    tell({ type: 'history_lost', order: id, epoch: store.epoch })
  }
}
