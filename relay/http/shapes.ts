/**
 * What requests are made of. Each shape says in words what it must be: so that of what is missing, and of what does
 * not fit, the sender reads what would be right.
 */

import * as v from 'valibot'
import { nearest } from '../nearest.ts'

/** An object of these fields, and no others. */
export const fields = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ input, expected, path }) => {
    const [{ key, input: given } = {}] = path ?? []
    if (path === undefined) return `must be an object, not ${shown(input)}`
    if (expected === 'never') return unknownIn(given, Object.keys(entries))
    return missing(entries[String(key)])
  })

/** What is said of a field that is not there. */
export const missing = (shape: v.ObjectEntries[string] | undefined): string =>
  ['is missing', shape && v.getDescription(shape)].filter(Boolean).join('; ')

/** For a rule that looks at several fields: what was read of an object, whether or not all of it fits. */
export const readOf = (value: unknown): Record<string, unknown> => ({ ...Object(value) })

/** Where such a rule found one that does not fit. */
export const at = (input: Record<string, unknown>, key: string): [v.IssuePathItem] => [
  { type: 'object', origin: 'value', input, key, value: input[key] },
]

/** One value, which must be `what`. */
export const one = <Schema extends v.GenericSchema>(what: string, schema: Schema) =>
  v.pipe(schema, v.description(what))

/** A value of which `is` is true. */
export const that = <T>(what: string, is: (value: unknown) => boolean) =>
  one(what, v.custom<T>(is, mustBe(what)))

/** A number without decimals. */
export const whole = (what: string, least: number, most = Number.MAX_SAFE_INTEGER) =>
  that<number>(what, (value) => Number.isSafeInteger(value) && between(Number(value), least, most))

export const yesOrNo = that<boolean>('true or false', (value) => typeof value === 'boolean')

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  const what = `one of ${words.join(', ')}`
  const isNot = ({ input }: { input: unknown }) => {
    const near = typeof input === 'string' && nearest(input, words)
    return `must be ${what}, not ${shown(input)}${near ? `; perhaps ${near} is meant` : ''}`
  }
  return one(what, v.picklist(words, isNot))
}

/** Of at most `max` characters. */
export const text = (max: number) =>
  one(
    `text of at most ${max} characters`,
    v.pipe(
      v.string(mustBe('text')),
      v.minLength(1, 'must not be empty'),
      v.maxLength(max, ({ input }) => `must have at most ${max} characters, not ${input.length}`),
      // It cannot be written as UTF-8: what is read back would be another text.
      v.check((said) => said.isWellFormed(), 'holds half a character (a lone surrogate)'),
    ),
  )

/** At most `max` of a kind. Who sends more hears of that only: else each of a million could be told of. */
export const listOf = <Item extends v.GenericSchema>(what: string, item: Item, max: number) =>
  one(
    `a list of at most ${max} ${what}`,
    v.pipe(
      v.array(v.unknown(), mustBe(`a list of at most ${max} ${what}`)),
      v.maxLength(max, ({ input }) => `must be at most ${max} ${what}, not ${input.length}`),
      v.array(item),
    ),
  )

/** A value as a message shows it: short, and nothing that the sender would have to search for. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > 40 ? `text of ${value.length} characters` : JSON.stringify(value)
}

/** A field's name as a message shows it: whoever sends it, chooses it. */
export const short = (name: string): string => (name.length > 80 ? `${name.slice(0, 80)}…` : name)

/** What is said of a value that is not `what`. */
export function mustBe(what: string): (issue: { input: unknown }) => string {
  return ({ input }) => `must be ${what}, not ${shown(input)}`
}

const between = (value: number, least: number, most: number): boolean =>
  value >= least && value <= most

/** Of more, nobody who reads it learns anything. */
const MOST_UNKNOWN = 5

/** The message about unknown fields. The name of the first is put before it by whoever shows the issue. */
function unknownIn(given: unknown, known: readonly string[]): string {
  const unknown = Object.keys(Object(given)).filter((name) => !known.includes(name))
  const said = unknown.slice(0, MOST_UNKNOWN).map((name) => {
    const near = nearest(name, known)
    return `is no field of this request${near ? `; perhaps ${near} is meant` : ''}`
  })
  return said
    .map((words, index) => (index > 0 ? `${short(unknown[index] ?? '')}: ${words}` : words))
    .join('. ')
}
