/** A language without the names of its sentences: so the relay's script is sent it. English has the names. */

import type { Plural, Words } from './words.ts'

export type Sentence = string | Plural

/** All sentences, in English's order. */
export const listed = (english: Words, words: Words): Sentence[] =>
  Object.entries(english).flatMap(([name, section]) => {
    const own: Readonly<Record<string, Sentence>> = words[name as keyof Words]
    return Object.keys(section).map((key) => own[key] ?? '')
  })

/** The words of such a list. */
export function named(english: Words, list: readonly Sentence[]): Words {
  const rest = list.values()
  const next = ([name]: [string, Sentence]) => [name, rest.next().value] as const
  const sections = Object.entries(english).map(
    ([name, section]) => [name, Object.fromEntries(Object.entries(section).map(next))] as const,
  )
  return Object.fromEntries(sections) as unknown as Words
}
