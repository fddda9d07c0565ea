/** Toasts: what becomes of a customer's orders, and notifications to them. Loaded once a page wants it. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { PaymentStatusChangeEvent } from '../events.ts'
import type { Host, ToastsHost } from '../host.ts'
import { createDesk } from './desk.ts'
import type { Kit } from './kit.ts'
import { createListener } from './listener.ts'
import { changeOf, isNews, notificationText, orderText } from './news.ts'

export interface Toasts {
  /** Follows the element's customer as long as it is on the page, of its own relay or this one. */
  serve(element: ToastsHost, defaultRelay: () => string): void
  /** Tells of what becomes of the element's order. */
  watch(element: Host): void
}

export function createToasts(kit: Kit): Toasts {
  const desk = createDesk(kit)
  const watched = new Set<Host>()

  const tellOf = (source: HTMLElement, snapshot: Snapshot) =>
    void desk.arrive({
      id: `order ${snapshot.id}`,
      change: changeOf(snapshot),
      source,
      textIn: (speech) => orderText(kit, snapshot, speech),
      isSpoken: () => isOnCard(snapshot.id),
    })

  /** Its card says it aloud. */
  const isOnCard = (order: string): boolean =>
    [...document.querySelectorAll('payment-status'), ...watched].some(
      (card) => card.isConnected && card.snapshot?.id === order && card.getClientRects()[0],
    )

  return {
    serve(element, defaultRelay) {
      const isStack = element === desk.host
      // It has nothing to show where it stands.
      if (!isStack) element.style.display = 'none'
      const listen = createListener(kit, element, {
        change: (snapshot) => tellOf(element, snapshot),
        notification: (notification, shown) =>
          void desk.arrive({
            id: `notification ${notification.id}`,
            change: notification.id,
            source: element,
            textIn(speech) {
              const event = new kit.PaymentEvent('payment-notification', { notification }, true)
              return element.dispatchEvent(event)
                ? notificationText(kit, notification, speech)
                : undefined
            },
            shown,
          }),
      })
      const update = () => {
        void desk.open(element)
        if (!isStack) listen(element.relay || defaultRelay())
      }
      // One that is only moved is connected again at once.
      const hostDisconnected = () => queueMicrotask(update)
      element.addController({ hostConnected: update, hostUpdated: update, hostDisconnected })
    },

    watch(element) {
      void desk.open(element)
      if (watched.has(element)) return
      watched.add(element)
      const hear = ({ snapshot, previous }: PaymentStatusChangeEvent) => {
        if (element.toasts && previous && isNews(snapshot, previous)) tellOf(element, snapshot)
      }
      const missed = kit.missed.get(element)
      if (missed) hear(missed)
      element.addEventListener('payment-status-change', hear)
    },
  }
}
