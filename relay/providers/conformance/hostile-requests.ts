/** Requests made to cost as much as they can: out of what a provider sends, and of nothing of the kind. */

import fc from 'fast-check'
import type { Sent } from './promises.ts'

/** Of a body, in bytes: as much as a relay takes. */
const MAX_BODY = 1024 * 1024 - 64

/** Of all headers, in characters: about as much as Node takes. */
const MAX_HEADERS = 15 * 1024

const filled = (unit: string, size: number): string =>
  unit.repeat(Math.floor(size / Buffer.byteLength(unit)))

/** Sizes at which an adapter may begin or cease to look, and any other. */
const size = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(...[4, 16, 32, 64, 256, 1024].map((kib) => Math.min(kib * 1024, max))),
    fc.integer({ min: 64, max }),
  )

/** Of what endless texts are made. */
const UNITS = [
  ...['a', '0', ' ', '\n', '\0', '\u20ac', '=', ',', '=,', 'v1=,', 't=1,', '. ', ';', '|'],
  ...['[', '{"a":', '[],', '{},', '0,', '"",', 'null,', '"a":0,', '"', '\\', '\\"', '\\u0041'],
  ...['&', '&a=b', '&%41=%41', '%', '+', '--boundary\r\n\r\n', 'AAAA'],
]

/** What an endless list or text may stand between. */
const FRAMES: [before: string, after: string][] = [
  ...([
    ['', ''],
    ['[', '0]'],
    ['{"a":[', '0]}'],
    ['{"a":"', '"}'],
    ['{', '"a":0}'],
  ] as const),
  ...([
    ['a=', ''],
    ['{"notificationItems":[', '{}]}'],
    ['{"body":[', '0]}'],
  ] as const),
].map(([before, after]) => [before, after])

const endless = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...UNITS), fc.constantFrom(...FRAMES), size(max))
    .map(([unit, [before, after], length]) => before + filled(unit, length) + after)

/** What a member of JSON is replaced by: lists and texts that cost more than they are long. */
const ENDLESS_JSON: ((length: number, member: unknown) => string)[] = [
  ...['0', '[]', '{}', '""', 'null', '{"a":[]}'].map(
    (item) => (length: number) => `[${filled(`${item},`, length)}${item}]`,
  ),
  (length, member) => {
    const item = JSON.stringify(Array.isArray(member) ? member[0] : member) ?? '0'
    return `[${filled(`${item},`, length)}${item}]`
  },
  (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  (length) => `${'{"a":'.repeat(length / 6)}0${'}'.repeat(length / 6)}`,
  ...['a', '\\u0041', '\\"', '\u20ac', 'A'].map(
    (unit) => (length: number) => `"${filled(unit, length)}"`,
  ),
  (length) => `{${filled('"a":0,', length)}"a":0}`,
  (length) =>
    `{${Array.from({ length: length / 12 }, (_, at) => `"${at.toString(36)}":0`).join(',')}}`,
]

const HOLE = 'what is replaced'

/** `value` with one of its members, however deep, replaced by the hole; and that member. */
function* holes(value: unknown): Generator<[holed: unknown, member: unknown]> {
  yield [HOLE, value]
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    for (const [holed, member] of holes(inner)) {
      const other = Array.isArray(value)
        ? value.with(Number(name), holed)
        : { ...value, [name]: holed }
      yield [other, member]
    }
  }
}

/** A good body of JSON of which a member has become endless. */
function swollenJson(body: string): fc.Arbitrary<string> {
  const places = [...holes(JSON.parse(body))]
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...ENDLESS_JSON), size(MAX_BODY))
    .map(([[holed, member], make, length]) =>
      JSON.stringify(holed).replace(JSON.stringify(HOLE), () => make(length, member)),
    )
}

/** A good form with pairs without end. */
const swollenForm = (body: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('&a=b', '&', '&%41=%41', '&=', `&${body}`, '&a=%F0'), size(MAX_BODY))
    .chain(([unit, length]) =>
      fc.constantFrom(
        body + filled(unit, length),
        `${body}&${Array.from({ length: length / 8 }, (_, at) => `${at.toString(36)}=`).join('&')}`,
      ),
    )

const isJson = (text: string): boolean => text.startsWith('{')

const bodyLike = ({ body }: Sent): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(body),
    endless(MAX_BODY),
    isJson(body) ? swollenJson(body) : swollenForm(body),
  )

/** A good header of which a piece, or all of it, is said over and over. */
const swollenHeader = (good: string): fc.Arbitrary<string> => {
  const pieces = good.split(/([^\w-])/).filter((piece) => piece !== '')
  const joints = [',', ', ', ' ', ';', '.', '=', '&', '|', '']
  return fc
    .tuple(
      fc.integer({ min: -1, max: pieces.length - 1 }),
      fc.constantFrom(...joints),
      size(MAX_HEADERS),
    )
    .map(([at, joint, length]) => {
      const piece = pieces[at]
      if (piece === undefined) return filled(good + joint, length)
      return pieces.with(at, filled(piece + joint, length) + piece).join('')
    })
}

/** Characters that no header holds would be refused before anybody looks. */
const cleaned = (value: string): string => value.replace(/[^\x20-\x7e]/g, 'x')

/** `names`: of the headers that the provider's adapter asks for. */
export function hostileRequest(
  good: readonly Sent[],
  names: readonly string[],
): fc.Arbitrary<Sent> {
  const header = (value: string) => fc.oneof(swollenHeader(value || 'a'), endless(MAX_HEADERS))
  return fc.constantFrom(...good).chain((sent) => {
    const all = { ...Object.fromEntries(names.map((name) => [name, 'a'])), ...sent.headers }
    return fc
      .tuple(bodyLike(sent), fc.subarray([...Object.entries(all), ['a', 'a'] as const]))
      .chain(([body, some]) =>
        fc
          .tuple(...some.map(([name, value]) => fc.tuple(fc.constant(name), header(value))))
          .map((swollen) => ({
            body,
            headers: {
              ...sent.headers,
              ...Object.fromEntries(
                swollen.map(([name, value]) => [
                  name,
                  cleaned(value.slice(0, MAX_HEADERS / swollen.length)),
                ]),
              ),
            },
          })),
      )
  })
}
