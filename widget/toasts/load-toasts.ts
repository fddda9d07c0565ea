/** Loads the toasts, once a page wants them; and hands them what is there already. */

import { adoptStyles } from '../adopt-styles.ts'
import { PaymentEvent } from '../events.ts'
import { languageOf } from '../language.ts'
import { imported } from '../lazily.ts'
import { loadLater } from '../load-later.ts'
import { languageFor, wordsFor } from '../locales/index.ts'
import { merged } from '../locales/words.ts'
import { styles } from '../payment-status.styles.ts'
import { tools } from '../view-model/view-model.ts'
import { ICONS } from '../views/icons.ts'
import type { Kit } from './kit.ts'
import type { Toasts } from './toasts.ts'

/** What the first request has. */
export type First = Pick<
  Kit,
  'html' | 'nothing' | 'render' | 'follow' | 'askForToken' | 'tokenFrom' | 'missed'
>

let loading: Promise<Toasts> | undefined

/** One for all elements. */
export const loadToasts = (first: First): Promise<Toasts> => (loading ??= load(first))

async function load(first: First): Promise<Toasts> {
  const later = await loadLater()
  const { createToasts } = await imported(() => import('./toasts.ts'))
  return createToasts({
    ...first,
    adoptStyles,
    styles,
    icons: { ...ICONS, ...later.icons },
    tools,
    later,
    languageOf,
    languageFor,
    wordsFor,
    merged,
    PaymentEvent,
  })
}
