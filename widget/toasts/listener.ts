/** Follows a signed-in customer for a `<payment-toasts>`. */

import type { Notification, Snapshot } from '../../relay/protocol.ts'
import type { PaymentEventMap } from '../events.ts'
import { eventOf } from './event-of.ts'
import type { Kit } from './kit.ts'
import { isNews } from './news.ts'
import type { PaymentToastsElement } from './payment-toasts.ts'

export interface Heard {
  /** An order has become so; not: was found so. */
  change: (snapshot: Snapshot) => void
  /** `shown` is to be called once somebody has seen it. */
  notification: (notification: Notification, shown: () => void) => void
}

/** What it follows, and how. */
interface Listening {
  wanted: string
  getToken: unknown
  token: string
  renew(token: string): void
  stop(): void
}

const all = new WeakMap<PaymentToastsElement, Listening>()

/** Follows what the element's attributes say, and nothing else. `relay`: its own, or where the script came from. */
export function listen(kit: Kit, element: PaymentToastsElement, relay: string, heard: Heard): void {
  const before = all.get(element)
  const { token, tokenUrl, debug, isConnected } = element
  const wanted = JSON.stringify([relay, tokenUrl, debug, token && customerOf(token)])
  const hasSource = Boolean(element.getToken)
  if (isConnected && before?.wanted === wanted && before.getToken === hasSource) {
    if (token && token !== before.token) before.renew(token)
    before.token = token
    return
  }
  before?.stop()
  all.delete(element)
  if (isConnected) {
    all.set(element, { wanted, getToken: hasSource, token, ...start(kit, element, relay, heard) })
  }
}

function start(
  { follow, askForToken, tokenFrom, later }: Kit,
  element: PaymentToastsElement,
  relay: string,
  heard: Heard,
): Pick<Listening, 'renew' | 'stop'> {
  const { token, tokenUrl, debug } = element
  const ending = new AbortController()
  const startedAt = performance.now()
  let following: ReturnType<typeof follow> | undefined
  // Asks whatever `getToken` is by then: many a page makes it anew each time it renders.
  const getToken = element.getToken
    ? async () => (await element.getToken?.()) ?? ''
    : tokenUrl
      ? () => tokenFrom(tokenUrl)
      : undefined

  const tell = <Type extends keyof PaymentEventMap>(
    type: Type,
    fields: Omit<PaymentEventMap[Type], keyof Event>,
  ) => element.dispatchEvent(eventOf(type, fields))

  function fail(code: string, message: string): void {
    later.explain({ code, message })
    tell('payment-error', { code, message })
  }

  /** Whether it became so since we listen. What was so before is no news. */
  function isNew(snapshot: Snapshot, previous: Snapshot | undefined): boolean {
    if (previous) return isNews(snapshot, previous)
    const { history, updatedAt, status } = snapshot
    const at = Date.parse(history?.[history.length - 1]?.at ?? updatedAt)
    const since = (following?.now ?? 0) - (performance.now() - startedAt)
    return status !== 'pending' && at > since
  }

  function begin(first: string): void {
    const customer = customerOf(first)
    if (!customer) {
      return fail('customer_missing', 'The token names no customer: sign one with { customer }.')
    }
    following = follow({ relay, customer, token: first, getToken, debug, signal: ending.signal })
    following.on('change', (snapshot, previous) => {
      tell('payment-status-change', { snapshot, previous: previous ?? null })
      if (isNew(snapshot, previous)) heard.change(snapshot)
    })
    following.on('notification', (notification) => {
      const { id } = notification
      heard.notification(notification, following?.hold(id) ?? (() => {}))
    })
    following.on('error', ({ code, message }) => fail(code, message))
  }

  if (!relay) fail('relay_missing', 'Set the relay attribute.')
  else if (token) begin(token)
  else if (getToken) {
    const stop = askForToken(getToken, 0, begin, (error) =>
      fail('token_unavailable', String(error)),
    )
    ending.signal.addEventListener('abort', stop)
  }
  return {
    renew: (next) => following?.renew(next),
    stop: () => ending.abort(),
  }
}

/** Whom a token speaks of: `customer`, or the `sub` of a shop's own login. Empty: nobody. */
export function customerOf(token: string): string {
  try {
    const claims = atob(token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')
    const text = new TextDecoder().decode(Uint8Array.from(claims, (byte) => byte.charCodeAt(0)))
    const { customer, sub } = JSON.parse(text)
    return String(customer ?? sub ?? '')
  } catch {
    return ''
  }
}
