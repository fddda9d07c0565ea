/**
 * The languages but English: one JSON file each, loaded once a page wants it.
 *
 * In the script that the relay serves, `vite.config.ts` puts a shorter form of this file in its place: no names of
 * words, and one address for all. Other bundlers take it as it stands.
 */

import type { Words } from './words.ts'

const FILES = {
  sw: () => import('./sw.json', { with: { type: 'json' } }),
} satisfies Record<string, () => Promise<{ default: Words }>>

/** A language other than English, as its file is called. */
export type Other = keyof typeof FILES

export const OTHERS = Object.keys(FILES) as Other[]

/** `failures`: how often it failed before. Some browsers keep a failure for as long as the address is the same. */
export const load = async (language: Other, _failures: number): Promise<Words> =>
  (await FILES[language]()).default
