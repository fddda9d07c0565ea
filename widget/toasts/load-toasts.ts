/** Loads the toasts, once a page wants them; and hands them what the first request has. */

import { html, render } from 'lit'
import { adoptStyles } from '../adopt-styles.ts'
import { follow } from '../client/follow.ts'
import { askForToken } from '../client/tokens.ts'
import { PaymentEvent } from '../events.ts'
import { languageFor, wordsFor } from '../locales/index.ts'
import { fill, merged, type FirstWords, type Words } from '../locales/words.ts'
import { tokenFrom } from '../order-controller.ts'
import { styles } from '../payment-status.styles.ts'
import { pageUrl } from '../safe-url.ts'
import { moneyText } from '../view-model/texts.ts'
import { view } from '../view-model/view-model.ts'
import { ICONS } from '../views/icons.ts'
import type { Later } from '../later/later.ts'
import type { Speech } from './kit.ts'
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
      icons: { ...ICONS, ...later.icons },
      view,
      fill,
      moneyText,
      pageUrl,
      follow,
      askForToken,
      tokenFrom,
      PaymentEvent,
      later,
      speechFor: (element) => speechFor(element, later),
    })
  } catch {
    loading = undefined
    return undefined
  }
}

/** As the page around it speaks, out of shadow roots too. */
async function speechFor(element: Element, later: Later): Promise<Speech> {
  const language = element.closest<HTMLElement>('[lang]')?.lang
  const root = element.getRootNode()
  if (!language && root instanceof ShadowRoot) return speechFor(root.host, later)
  const tag = language || navigator.language
  const ours = languageFor(tag)
  const locale = localeOf(tag, ours)
  const english = merged(wordsFor('en') as FirstWords, later.words)
  try {
    if (ours !== 'en') return { language: locale, words: (await wordsFor(ours)) as Words }
  } catch {
    // English is here.
  }
  return { language: /^en/i.test(tag) ? locale : 'en', words: english }
}

/** `Intl` throws at what is no tag, such as `de_DE.UTF-8`. */
function localeOf(tag: string, otherwise: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? otherwise
  } catch {
    return otherwise
  }
}
