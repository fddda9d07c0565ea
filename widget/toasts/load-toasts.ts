/** Loads the toasts, once a page wants them; and hands them what the first request has. */

import { html, render } from 'lit'
import { adoptStyles } from '../adopt-styles.ts'
import { follow } from '../client/follow.ts'
import { askForToken } from '../client/tokens.ts'
import { languageOf } from '../language.ts'
import { lazily } from '../lazily.ts'
import { loadLater } from '../load-later.ts'
import { languageFor, wordsFor } from '../locales/index.ts'
import { merged } from '../locales/words.ts'
import { styles } from '../payment-status.styles.ts'
import { tokenFrom } from '../token-url.ts'
import { tools } from '../view-model/view-model.ts'
import { ICONS } from '../views/icons.ts'
import type { Toasts } from './toasts.ts'

let loading: Promise<Toasts> | undefined

/** One for all elements. */
export const loadToasts = (): Promise<Toasts> =>
  (loading ??= lazily(async (again) => {
    const part: typeof import('./toasts.ts') = again
      ? await import(/* @vite-ignore */ again)
      : await import('./toasts.ts')
    return part.createToasts({
      html,
      render,
      adoptStyles,
      styles,
      ICONS,
      tools,
      later: await loadLater(),
      follow,
      askForToken,
      tokenFrom,
      languageOf,
      languageFor,
      wordsFor,
      merged,
    })
  }))
