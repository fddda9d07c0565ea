/** What the toasts are handed by the first request: they import nothing of it, see views/template.ts. */

import type { html, render } from 'lit'
import type { adoptStyles } from '../adopt-styles.ts'
import type { follow } from '../client/follow.ts'
import type { askForToken } from '../client/tokens.ts'
import type { PaymentEvent } from '../events.ts'
import type { Later } from '../later/later.ts'
import type { fill, Words } from '../locales/words.ts'
import type { tokenFrom } from '../order-controller.ts'
import type { pageUrl } from '../safe-url.ts'
import type { moneyText } from '../view-model/texts.ts'
import type { view } from '../view-model/view-model.ts'

/** How a shopper is spoken to. */
export interface Speech {
  /** BCP 47. */
  language: string
  words: Words
}

export interface Kit {
  html: typeof html
  render: typeof render
  adoptStyles: typeof adoptStyles
  /** Those that all looks share. */
  styles: string
  /** Paths in a box of 24, by their names. */
  icons: Readonly<Partial<Record<string, string>>>
  view: typeof view
  fill: typeof fill
  moneyText: typeof moneyText
  pageUrl: typeof pageUrl
  follow: typeof follow
  askForToken: typeof askForToken
  tokenFrom: typeof tokenFrom
  PaymentEvent: typeof PaymentEvent
  later: Later
  /** As the page around this element does. */
  speechFor: (element: HTMLElement) => Speech | Promise<Speech>
}
