/** Who hears of a change once it is on disk, and in which order: pages first, for somebody looks at them. */

import type { ChangeListeners } from './api/change-listeners.ts'
import type { Asker } from './asking/asker.ts'
import type { Dispatch } from './dispatch.ts'
import { viewOf } from './order/view.ts'
import type { Hub } from './pages/hub.ts'
import { ownedSnapshot } from './pages/owned-snapshot.ts'
import { trustOf } from './providers/index.ts'
import type { Store } from './store/store.ts'
import type { Tell } from './telemetry/happening.ts'
import type { Deadlines } from './timers/deadlines.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

interface Parts {
  dispatch: Pick<Dispatch, 'listen'>
  store: Pick<Store, 'epoch'>
  hub: Pick<Hub, 'publish' | 'introduce'>
  listeners: Pick<ChangeListeners, 'tell'>
  timers: Pick<Deadlines, 'rearm'>
  outbox: Pick<Webhooks, 'wake'>
  asker: Pick<Asker, 'wake'>
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

export function fanOut(parts: Parts): void {
  const { dispatch, store, hub, listeners, timers, outbox, asker, tell, now } = parts

  dispatch.listen(({ orders, joined }) => {
    for (const order of orders) {
      const pages = hub.publish(ownedSnapshot(order, store.epoch))
      if (pages > 0) tell({ type: 'told', order: order.id, version: order.version, pages })
    }
    if (joined) hub.introduce(ownedSnapshot(joined.order, store.epoch), joined.customers)
  })
  dispatch.listen(({ orders }) => {
    for (const order of orders) {
      listeners.tell(() => viewOf(order, store.epoch, now(), trustOf), order.previous ?? null)
    }
  })
  dispatch.listen(({ orders, by }) => {
    for (const order of orders) {
      const { id, version, shown } = order
      const from = order.previous?.status ?? null
      tell({ type: 'order_changed', order: id, from, to: shown.status, version, by })
    }
  })
  dispatch.listen(({ orders }) => timers.rearm(orders))
  dispatch.listen(({ orders, forwards }) => {
    if (orders.length > 0 || forwards) outbox.wake()
  })
  // What changed nothing that is shown may have to be asked about all the same.
  dispatch.listen(() => asker.wake())
}
