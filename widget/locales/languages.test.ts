/** What all languages promise. Whether the words are good, only readers can tell: see README.md. */

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import enLater from './en.later.json' with { type: 'json' }
import { OTHERS } from './load.ts'
import { merged, type Plural, type Words } from './words.ts'

const folder = import.meta.dirname
const english = merged(en, enLater)

const names = globSync('*.json', { cwd: folder })
  .map((file) => basename(file, '.json'))
  .filter((name) => !name.startsWith('en'))

const wordsOf = (name: string): Words =>
  name === 'en' ? english : JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))

/** Every sentence by its path, such as `next.wait`; of a plural, each form. */
const sentences = (words: Words): [path: string, text: string][] =>
  Object.entries(words).flatMap(([section, keys]) =>
    Object.entries<string | Plural>(keys).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${section}.${key}`, value] as [string, string]]
        : Object.values(value).map((form = ''): [string, string] => [`${section}.${key}`, form]),
    ),
  )

const paths = (words: Words): string[] => [...new Set(sentences(words).map(([path]) => path))]

const plurals = (words: Words): Plural[] => [words.next.confirmations, words.toast.away]

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted()

/** In letters of Latin: letters of Chinese, Japanese and Korean are two wide, marks on a letter none. */
const width = (text: string): number =>
  [...new Intl.Segmenter().segment(text)].reduce(
    (sum, { segment }) =>
      sum + (/[\p{sc=Han}\p{sc=Kana}\p{sc=Hira}\p{sc=Hang}]/u.test(segment) ? 2 : 1),
    0,
  )

/** English's longest is the measure: that fits. */
const BOUNDS = new Map([
  ['title', 30],
  ['reason', 35],
  ['badge', 22],
])

/** The rules of a language know these for whole numbers; others are for fractions. */
function categories(language: string): Set<string> {
  const rules = new Intl.PluralRules(language)
  const numbers = [...Array(200).keys(), 1_000, 10_000, 1_000_000, 2_000_000]
  return new Set([...numbers.map((number) => rules.select(number)), 'other'])
}

it('each file can be loaded, under the canonical tag of its language', () => {
  expect(names.toSorted()).toEqual(OTHERS.toSorted())
  expect(names.map((name) => new Intl.Locale(name).toString())).toEqual(names)
})

it('each is in the table of who has read it', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)
  expect(rows.toSorted()).toEqual(['en', ...OTHERS].toSorted())
})

describe.each(['en', ...OTHERS])('in %s', (name) => {
  const words = wordsOf(name)
  const all = sentences(words)

  it('there is all that English says, and nothing else', () =>
    expect(paths(words).toSorted()).toEqual(paths(english).toSorted()))

  it('no sentence is empty', () => expect(all.filter(([, text]) => !text.trim())).toEqual([]))

  it('what is filled in is what English fills in', () => {
    const expected = new Map(
      sentences(english).map(([path, text]) => [path, placeholders(text).join()]),
    )
    const wrong = all.filter(([path, text]) => placeholders(text).join() !== expected.get(path))
    expect(wrong).toEqual([])
  })

  it('numbers have the forms that the language has, and no others', () => {
    for (const forms of plurals(words))
      expect(new Set(Object.keys(forms))).toEqual(categories(name))
  })

  it('there are no typewriter signs, no signs that nobody sees, no stray spaces', () => {
    // `fill` isolates what it fills in. Joiners are letters in some scripts.
    const stray = /["'`]|\.\.\.|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|^\s|\s$|\s\s/u
    expect(all.filter(([, text]) => stray.test(text) || text !== text.normalize('NFC'))).toEqual([])
  })

  it('titles are short enough for one line, badges for a list', () => {
    const isLong = ([path, text]: [string, string]) =>
      width(text) > (BOUNDS.get(path.split('.')[0] ?? '') ?? Infinity)
    expect(all.filter(isLong)).toEqual([])
  })

  it('“Please don’t pay again” is said in the same words each time', () => {
    const [please = ''] = words.next.wait.split(/(?<=[.。।۔።])|(?<=ซ้ำ)/u)
    const { late, silent, foreign, confirmations } = words.next
    expect(please.length).toBeLessThan(words.next.wait.length)
    for (const text of [late, silent, foreign, ...Object.values(confirmations)]) {
      expect(text).toContain(please)
    }
  })

  it('no money taken yet, none taken, and none taken as it seems are three things', () => {
    const { none, not, seems, none_then, unknown, unknown_then } = words.money
    expect(new Set([none, not, seems, none_then, unknown, unknown_then]).size).toBe(6)
  })
})

it('in Arabic no full stop follows an amount, which has one of its own: 5,000.00 ج.م.', () => {
  const doubled = /\{(amount|net|over|received|refunded|rest|waived)\}\./
  expect(sentences(wordsOf('ar')).filter(([, text]) => doubled.test(text))).toEqual([])
})
