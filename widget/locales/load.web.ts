/** In place of `load.ts` in the script that the relay serves, where each byte is waited for. */

import en from './en.json' with { type: 'json' }
import type { Later } from '../later/later.ts'
import { anew } from '../lazily.ts'
import { loadLater } from '../load-later.ts'
import type { Other } from './load.ts'
import type { Sentence } from './named.ts'
import { merged, type Words } from './words.ts'

// The build fills these in: the names of all languages, and the hash that is in the names of their files.
declare const LANGUAGES: string
declare const LANGUAGES_HASH: string

export const OTHERS = LANGUAGES.split(' ')

export async function load(language: Other, failures: number): Promise<Words> {
  const first = `./payment-status-${language}.${LANGUAGES_HASH}.js`
  const file = failures ? anew(first, failures) : first
  const [later, list]: [Later, { default: readonly Sentence[] }] = await Promise.all([
    loadLater(),
    import(/* @vite-ignore */ file),
  ])
  return later.named(merged(en, later.words), list.default)
}
