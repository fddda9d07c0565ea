/**
 * The languages but English: one JSON file each, loaded once a page wants it.
 *
 * In the script that the relay serves, `vite.config.ts` puts a shorter form of this file in its place: no names of
 * words, and one address for all. Other bundlers take it as it stands.
 */

import type { Words } from './words.ts'

const FILES = {
  sw: () => import('./sw.json', { with: { type: 'json' } }),
  hi: () => import('./hi.json', { with: { type: 'json' } }),
  bn: () => import('./bn.json', { with: { type: 'json' } }),
  ta: () => import('./ta.json', { with: { type: 'json' } }),
  te: () => import('./te.json', { with: { type: 'json' } }),
  mr: () => import('./mr.json', { with: { type: 'json' } }),
  ur: () => import('./ur.json', { with: { type: 'json' } }),
  ar: () => import('./ar.json', { with: { type: 'json' } }),
  fr: () => import('./fr.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
  pt: () => import('./pt.json', { with: { type: 'json' } }),
  de: () => import('./de.json', { with: { type: 'json' } }),
  id: () => import('./id.json', { with: { type: 'json' } }),
  'zh-Hans': () => import('./zh-Hans.json', { with: { type: 'json' } }),
  ja: () => import('./ja.json', { with: { type: 'json' } }),
  am: () => import('./am.json', { with: { type: 'json' } }),
  yo: () => import('./yo.json', { with: { type: 'json' } }),
  ha: () => import('./ha.json', { with: { type: 'json' } }),
  zu: () => import('./zu.json', { with: { type: 'json' } }),
  pcm: () => import('./pcm.json', { with: { type: 'json' } }),
  vi: () => import('./vi.json', { with: { type: 'json' } }),
  th: () => import('./th.json', { with: { type: 'json' } }),
  ms: () => import('./ms.json', { with: { type: 'json' } }),
  fil: () => import('./fil.json', { with: { type: 'json' } }),
  tr: () => import('./tr.json', { with: { type: 'json' } }),
  ru: () => import('./ru.json', { with: { type: 'json' } }),
  it: () => import('./it.json', { with: { type: 'json' } }),
  nl: () => import('./nl.json', { with: { type: 'json' } }),
  ko: () => import('./ko.json', { with: { type: 'json' } }),
} satisfies Record<string, () => Promise<{ default: Words }>>

/** A language other than English, as its file is called. */
export type Other = keyof typeof FILES

export const OTHERS = Object.keys(FILES) as Other[]

/** `failures`: how often it failed before. Some browsers keep a failure for as long as the address is the same. */
export const load = async (language: Other, _failures: number): Promise<Words> =>
  (await FILES[language]()).default
