/** What strangers put where something else is meant to stand: texts, values, and changes to what was good. */

import fc from 'fast-check'

/** Names that every object has, or that mean something to who reads them carelessly. */
export const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then'],
  ...[
    'length',
    '__defineGetter__',
    'toJSON',
    '0',
    '-1',
    '*',
    '.',
    '..',
    '...',
    'null',
    'undefined',
  ],
] as const

/** Texts that end, begin or hide something for one reader and not for another. */
const TEXTS = [
  ...NAMES,
  ...['', ' ', '\0', 'a\0b', '\t', '\r\n', '\r\nSet-Cookie: x', '\u001b[2J', '\u2028', '\ufeff'],
  ...['\u202e', '\ud800', '\udfff', 'é', 'e\u0301', '💶', 'Ａ', 'ı', 'K'],
  ...[
    '%',
    '%%',
    '%00',
    '%0d%0a',
    '%2e',
    '%2e%2e%2f',
    '%2f',
    '%c0%af',
    '%ff',
    '%u0041',
    '+',
    '&',
    '=',
    '?',
    '#',
  ],
  ...['../../etc/passwd', '\\', '//', ';', "'", '"', '`', '<script>', '${7*7}', "' OR 1=1 --"],
  ...[
    '[',
    ']',
    '{',
    '}',
    '[object Object]',
    'NaN',
    'Infinity',
    '1e309',
    '0x10',
    '9007199254740993',
  ],
] as const

export const TEXT: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.nat(300).map((length) => 'x'.repeat(length)) },
)

/** JSON as nobody expects it there. */
export const VALUE: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: TEXT },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, false, 0, -0, -1, 0.5, 1e15, 2 ** 53, 1e308, -1e308],
      ...[[], {}, [[]], [null], [{}], { length: 1e9 }, { toString: 1 }, { then: 'x' }],
      JSON.parse('{"__proto__":{"polluted":true}}'),
      JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000 }).map(nested) },
)

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 ? { orders: value } : [value]
  return value
}

/** Where in a value, member by member, and what becomes of what stands there. */
interface Change {
  path: number[]
  what: 'put' | 'drop' | 'add' | 'wrap'
  name: string
  value: unknown
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(15), { maxLength: 5 }),
  what: fc.constantFrom('put', 'put', 'put', 'drop', 'add', 'wrap'),
  name: fc.oneof(fc.constantFrom(...NAMES), TEXT),
  value: VALUE,
})

/** Most of what gets far is nearly right. */
const FEW = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3)

/** So many of them as `FEW` says, no more than `most`. */
const few = <T>(one: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> =>
  FEW.chain((count) => fc.tuple(...Array<fc.Arbitrary<T>>(Math.min(count, most)).fill(one)))

/** Mostly the first, sometimes the other. */
export const mostly = <T>(
  good: fc.Arbitrary<T>,
  other: fc.Arbitrary<T>,
  weight = 8,
): fc.Arbitrary<T> => fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: other })

/** A good value with a few things in it replaced, dropped, added or wrapped; or as it is. */
export const spoilt = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(good, few(CHANGE)).map(([value, changes]) => changes.reduce(changed, value))

function changed(value: unknown, { path, ...change }: Change): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return put(value, change)
  const [step = 0, ...rest] = path
  const names = Object.keys(value)
  const name = names[step % names.length]
  if (name === undefined) return put(value, change)
  if (rest.length === 0 && change.what === 'drop') return without(value, name)
  return withMember(value, name, changed(member(value, name), { path: rest, ...change }))
}

function put(old: unknown, { what, name, value }: Omit<Change, 'path'>): unknown {
  if (what === 'wrap') return [old]
  if (what === 'add' && typeof old === 'object' && old !== null) return withMember(old, name, value)
  return value
}

const member = (of: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(of, name)?.value

function withMember(of: object, name: string, value: unknown): unknown {
  if (Array.isArray(of)) return [...of.filter((_, at) => String(at) !== name), value]
  // Whatever it is called: `{ ...of, [name]: value }` would, of `__proto__`, make a prototype.
  const members = Object.entries(of).filter(([known]) => known !== name)
  return JSON.parse(`{${[...members, [name, value] as const].map(pair).join(',')}}`)
}

const pair = ([name, value]: readonly [string, unknown]): string =>
  `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`

const without = (of: object, name: string): unknown =>
  Array.isArray(of)
    ? of.filter((_, at) => String(at) !== name)
    : Object.fromEntries(Object.entries(of).filter(([known]) => known !== name))

/** Where in a text (0 to 1), how much of it goes, and what comes instead. */
interface Edit {
  at: number
  cut: number
  put: string
}

const EDIT: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.constantFrom(0, 0, 1, 1, 2, 8, 64, 4096),
  put: fc.oneof(
    fc.constantFrom(
      '',
      '',
      '\r\n',
      '\n',
      '\r',
      '\0',
      ' ',
      '\t',
      ':',
      ',',
      ';',
      '"',
      '\x80',
      '\xff',
    ),
    TEXT,
  ),
})

/** A good text with a few edits, or as it is. A character is a byte: see `bytesOf`. */
export const edited = (
  good: fc.Arbitrary<string>,
  { most = 3 }: { most?: number } = {},
): fc.Arbitrary<string> =>
  fc.tuple(good, few(EDIT, most)).map(([text, edits]) =>
    edits.reduce((now, { at, cut, put }) => {
      const place = Math.floor(at * now.length)
      return now.slice(0, place) + put + now.slice(place + cut)
    }, text),
  )

/** As it goes over the wire. What is no byte goes as its UTF-8. */
export const bytesOf = (text: string): Buffer =>
  /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : Buffer.from(text)

/** Cuts it into pieces, which are sent one after the other. */
export const inPieces = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const cuts = places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b)
  return [0, ...cuts].map((from, at) => bytes.subarray(from, cuts[at] ?? bytes.length))
}

/** Where pieces begin, in parts of the whole. */
export const CUTS = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })
