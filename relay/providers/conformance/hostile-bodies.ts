/** Bodies made to cost as much as they can: out of what a provider sends, and of nothing of the kind. */

import fc from 'fast-check'

/** Of a body, in bytes: as much as a relay takes. */
const MAX_BODY = 1024 * 1024 - 64

const filled = (unit: string, size: number): string =>
  unit.repeat(Math.floor(size / Buffer.byteLength(unit)))

/** Just below sizes at which an adapter may cease to look, and any other. */
const size: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...[3.5, 15, 31, 63, 250, 1000].map((kib) => kib * 1024)),
  fc.integer({ min: 64, max: MAX_BODY }),
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

const endless: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...UNITS), fc.constantFrom(...FRAMES), size)
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
    .tuple(fc.constantFrom(...places), fc.constantFrom(...ENDLESS_JSON), size)
    .map(([[holed, member], make, length]) =>
      JSON.stringify(holed).replace(JSON.stringify(HOLE), () => make(length, member)),
    )
}

/** A good form with pairs without end. */
const swollenForm = (body: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('&a=b', '&', '&%41=%41', '&=', `&${body}`, '&a=%F0'), size)
    .chain(([unit, length]) =>
      fc.constantFrom(
        body + filled(unit, length),
        `${body}&${Array.from({ length: length / 8 }, (_, at) => `${at.toString(36)}=`).join('&')}`,
      ),
    )

const isJson = (text: string): boolean => text.startsWith('{')

/** Like `body`, or of no form at all. */
export const hostileBody = (body: string): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: endless, weight: 1 },
    { arbitrary: isJson(body) ? swollenJson(body) : swollenForm(body), weight: 2 },
  )
