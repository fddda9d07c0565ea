/** The languages: English is here from the start, others are loaded once a page wants them. */

import en from './en.json' with { type: 'json' }
import { load, OTHERS, type Other } from './load.ts'
import type { FirstWords, Words } from './words.ts'

export type Language = 'en' | Other

/**
 * The language of ours for a BCP 47 tag, such as `pt` for `pt-BR`: the same language in the same script, or English.
 * Of a tag that is none (`de_DE.UTF-8`), the beginning counts.
 */
export function languageFor(tag: string): Language {
  const written = tag.replace(/_/g, '-')
  try {
    // Likely subtags tell the script of `zh-TW`; old codes (`in`, `tl`) become new ones.
    const { language, script } = new Intl.Locale(written).maximize()
    return OTHERS.find((other) => isIn(other, language, script)) ?? 'en'
  } catch {
    const shorter = written.replace(/-?[^-]*$/, '')
    return shorter ? languageFor(shorter) : 'en'
  }
}

function isIn(other: Other, language: string, script: string | undefined): boolean {
  if (other.split('-')[0] !== language) return false
  return new Intl.Locale(other).maximize().script === script
}

const asked: Partial<Record<Language, Words | Promise<Words>>> = {}
let failures = 0

/**
 * Its words: what is here at once, a promise of the rest. Loaded once for all elements.
 * A promise that failed is forgotten: ask again.
 */
export function wordsFor(language: Language): FirstWords | Promise<Words> {
  if (language === 'en') return en
  return (asked[language] ??= fetched(language))
}

async function fetched(language: Other): Promise<Words> {
  try {
    return (asked[language] = await load(language, failures))
  } catch (error) {
    failures++
    delete asked[language]
    throw error
  }
}
