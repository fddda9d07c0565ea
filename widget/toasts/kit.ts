/** What the toasts are handed by the first request: they import nothing of it, see views/template.ts. */

import type { html, nothing, render } from 'lit'
import type { adoptStyles } from '../adopt-styles.ts'
import type { follow } from '../client/follow.ts'
import type { askForToken } from '../client/tokens.ts'
import type { PaymentEvent, PaymentStatusChangeEvent } from '../events.ts'
import type { languageOf } from '../language.ts'
import type { Later } from '../later/later.ts'
import type { languageFor, wordsFor } from '../locales/index.ts'
import type { merged } from '../locales/words.ts'
import type { tokenFrom } from '../token-url.ts'
import type { Tools } from '../view-model/view-model.ts'
import type { Icons } from '../views/icons.ts'

export interface Kit {
  html: typeof html
  nothing: typeof nothing
  render: typeof render
  adoptStyles: typeof adoptStyles
  /** Those that all looks share. */
  styles: string
  /** All of them. */
  icons: Icons
  tools: Tools
  later: Later
  follow: typeof follow
  askForToken: typeof askForToken
  tokenFrom: typeof tokenFrom
  languageOf: typeof languageOf
  languageFor: typeof languageFor
  wordsFor: typeof wordsFor
  merged: typeof merged
  PaymentEvent: typeof PaymentEvent
  /** The last change of each element that came while the toasts were being loaded. */
  missed: WeakMap<EventTarget, PaymentStatusChangeEvent>
}
