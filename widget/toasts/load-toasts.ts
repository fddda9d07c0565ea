/** Loads the toasts, once a page wants them; and hands them what the first request has. */

import { html, render } from 'lit'
import { adoptStyles } from '../adopt-styles.ts'
import { follow } from '../client/follow.ts'
import { askForToken } from '../client/tokens.ts'
import { languageFor, wordsFor } from '../locales/index.ts'
import { merged } from '../locales/words.ts'
import { tokenFrom } from '../order-controller.ts'
import { styles } from '../payment-status.styles.ts'
import { pageUrl } from '../safe-url.ts'
import { tools, view } from '../view-model/view-model.ts'
import { ICONS } from '../views/icons.ts'
import type { Toasts } from './toasts.ts'

let loading: Promise<Toasts | undefined> | undefined

/** One for all elements. Undefined where it could not be loaded: ask again. */
export const loadToasts = (): Promise<Toasts | undefined> => (loading ??= load())

async function load(): Promise<Toasts | undefined> {
  try {
    const [{ createToasts }, { later }] = await Promise.all([
      import('./toasts.ts'),
      import('../later/later.ts'),
    ])
    return createToasts({
      html,
      render,
      adoptStyles,
      styles,
      ICONS,
      view,
      tools,
      later,
      pageUrl,
      follow,
      askForToken,
      tokenFrom,
      languageFor,
      wordsFor,
      merged,
    })
  } catch {
    loading = undefined
    return undefined
  }
}
