/** Follows a signed-in customer for a `<payment-toasts>`. */

import type { Notification, Snapshot } from '../../relay/protocol.ts'
import type { FollowError, Following } from '../client/following.ts'
import type { Kit } from './kit.ts'
import { isNews } from './news.ts'
import type { ToastsHost } from '../host.ts'

export interface Heard {
  /** An order has become so; not: was found so. */
  change: (snapshot: Snapshot) => void
  /** `shown` is to be called once somebody has seen it. */
  notification: (notification: Notification, shown: () => void) => void
}

/**
 * What it returns, called whenever something may have changed, follows what the element's attributes say, and nothing
 * else. `relay`: its own, or where the script came from.
 */
export function createListener(
  { follow, askForToken, tokenFrom, later, PaymentEvent }: Kit,
  element: ToastsHost,
  heard: Heard,
): (relay: string) => void {
  let wanted = ''
  let token = ''
  let following: Following | undefined
  let ending: AbortController | undefined

  function update(relay: string): void {
    const { tokenUrl, debug, isConnected, getToken } = element
    const before = [wanted, token]
    token = element.token
    wanted = isConnected
      ? JSON.stringify([relay, tokenUrl, debug, !getToken, customerOf(token)])
      : ''
    if (wanted !== before[0]) {
      ending?.abort()
      following = undefined
      if (wanted) start(relay)
    } else if (token && token !== before[1]) following?.renew(token)
  }

  function start(relay: string): void {
    const { tokenUrl, debug } = element
    const startedAt = performance.now()
    const { signal } = (ending = new AbortController())
    const ask = () => element.getToken?.() ?? tokenFrom(tokenUrl)
    // Asks whatever `getToken` is by then: many a page makes it anew each time it renders.
    const getToken = element.getToken || tokenUrl ? ask : undefined

    function begin(first: string): void {
      const customer = customerOf(first)
      if (!customer)
        return fail({ code: 'customer_missing', message: 'The token names no customer.' })
      const ours = follow({ relay, customer, token: first, getToken, debug, signal })
      following = ours
      ours.on('change', (snapshot, before) => {
        const previous = before ?? null
        element.dispatchEvent(new PaymentEvent('payment-status-change', { snapshot, previous }))
        const { history, updatedAt, status } = snapshot
        const at = Date.parse(history?.[history.length - 1]?.at ?? updatedAt)
        // What was so before we listened is no news.
        const isNew = previous
          ? isNews(snapshot, previous)
          : status !== 'pending' && at > ours.now - (performance.now() - startedAt)
        if (isNew) heard.change(snapshot)
      })
      ours.on('notification', (notification) =>
        heard.notification(notification, ours.hold(notification.id)),
      )
      ours.on('error', fail)
    }

    if (!relay) fail({ code: 'relay_missing', message: 'No relay is named.' })
    else if (token) begin(token)
    else if (getToken) {
      const stop = askForToken(getToken, 0, begin, (error) =>
        fail({ code: 'token_unavailable', message: String(error) }),
      )
      signal.addEventListener('abort', stop)
    }
  }

  function fail(error: FollowError): void {
    later.explain(error)
    element.dispatchEvent(new PaymentEvent('payment-error', error))
  }

  return update
}

/** Whom a token speaks of: `customer`, or the `sub` of a shop's own login. Empty: nobody. */
function customerOf(token: string): string {
  try {
    const claims = atob(token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')
    // Its letters are UTF-8.
    const bytes = Uint8Array.from(claims, (byte) => byte.charCodeAt(0))
    const { customer, sub } = JSON.parse(new TextDecoder().decode(bytes))
    return String(customer ?? sub ?? '')
  } catch {
    return ''
  }
}
