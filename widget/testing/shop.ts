/** For tests in browsers: the shop's server, which speaks to the relay that runs beside them; and what a page hears. */

import type { PaymentStatus } from '../../relay/protocol.ts'
import type { PaymentEventMap } from '../events.ts'

// As it is before a test has anything put in its place.
const { fetch } = window

/** The relay, on another origin. */
export const { relay } = (await (await fetch('/shop')).json()) as { relay: string }

/** A number that nothing else has, here or in the browsers beside: all of them share the relay. */
export const unused = (): number => 1 + Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)

/** The shop's server says something to the relay. */
export async function say(
  method: string,
  path: string,
  body: object = {},
): Promise<{ token: string }> {
  const response = await fetch(`/shop${path}`, { method, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as { token: string }
}

export const update = (
  order: string,
  status: PaymentStatus,
  rest: object = {},
): Promise<{ token: string }> => say('POST', `/orders/${order}/updates`, { status, ...rest })

/** Nothing in it moves from now on: what comes or goes is judged as it will stand. */
export function still({ shadowRoot }: Element): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    '*, ::before, ::after { animation: none !important; transition: none !important }',
  )
  shadowRoot?.adoptedStyleSheets.push(sheet)
}

/** The next such event. */
export const hears = <Type extends keyof PaymentEventMap>(
  target: EventTarget,
  type: Type,
): Promise<PaymentEventMap[Type]> =>
  new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as PaymentEventMap[Type]), {
      once: true,
    })
  })
