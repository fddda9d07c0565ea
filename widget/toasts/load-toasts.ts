/** Loads the toasts, once a page wants them; and hands them what the first request has. */

import { html, render } from 'lit'
import { adoptStyles } from '../adopt-styles.ts'
import { backoff } from '../client/backoff.ts'
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

let loading: Promise<Toasts> | undefined

/** One for all elements. */
export const loadToasts = (): Promise<Toasts> => (loading ??= load(0))

/** Until it is there: ever more rarely. */
async function load(failures: number): Promise<Toasts> {
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
    await new Promise((resolve) => {
      setTimeout(resolve, backoff(failures, Math.random()))
    })
    return load(failures + 1)
  }
}
