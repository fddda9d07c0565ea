/** How the shopper is spoken to: as the page around an element speaks. */

import type { FirstWords, Words } from '../locales/words.ts'
import type { Kit } from './kit.ts'

export interface Speech {
  /** BCP 47, as `Intl` takes it. */
  language: string
  words: Words
}

export async function speechFor(kit: Kit, element: Element): Promise<Speech> {
  const tag = kit.languageOf(element) || navigator.language
  const ours = kit.languageFor(tag)
  const language = localeOf(tag, ours)
  try {
    if (ours !== 'en') return { language, words: (await kit.wordsFor(ours)) as Words }
  } catch {
    // English is here.
  }
  const words = kit.merged(kit.wordsFor('en') as FirstWords, kit.later.words)
  return { language: /^en/i.test(tag) ? language : 'en', words }
}

/** `Intl` throws at what is no tag, such as `de_DE.UTF-8`. */
function localeOf(tag: string, otherwise: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? otherwise
  } catch {
    return otherwise
  }
}
