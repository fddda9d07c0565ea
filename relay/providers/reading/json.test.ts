import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { jsonBody, jsonMember } from './json.ts'

describe('a body', () => {
  const read = (body: string) =>
    jsonBody(v.object({ signature: v.string() }), new TextEncoder().encode(body))

  it('reads what has the form', () => {
    expect(read('{"signature":"s","amount":1}')).toEqual({ signature: 's' })
  })

  it.each(['', '{', 'null', '[]', '{"signature":["s"]}', '{}'])('takes %j for none', (body) => {
    expect(read(body)).toBeUndefined()
  })
})

describe('a member', () => {
  it.each([
    ['{"head":{"body":1},"body":{"a": [1, "}"] }}', '{"a": [1, "}"] }'],
    ['{ "body" : "a\\"b" , "head":{}}', '"a\\"b"'],
    ['{"b\\u006fdy":1.0}', '1.0'],
    ['{"body":1,"body":2}', '2'],
    ['{"body":null}', 'null'],
    ['{"a":"body","body":[]}', '[]'],
  ])('takes %s as %s', (json, text) => {
    expect(jsonMember(json, 'body')).toBe(text)
  })

  it.each([
    '',
    '{',
    'null',
    '"body"',
    '[]',
    '["body"]',
    '[{"body":1}]',
    '{"a":{"body":1}}',
    '{} {}',
  ])('finds none in %s', (json) => {
    expect(jsonMember(json, 'body')).toBeUndefined()
  })

  it('takes for a member what JSON.parse takes for it', () => {
    const object = fc.record({ head: fc.jsonValue(), body: fc.jsonValue(), 'a"b': fc.jsonValue() })
    fc.assert(
      fc.property(object, fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = jsonMember(JSON.stringify(value, null, indent), 'body')
        expect(JSON.parse(text ?? 'none')).toEqual(JSON.parse(JSON.stringify(value.body)))
      }),
    )
  })

  it('does so where names come twice, are written in escapes, or stand elsewhere too', () => {
    /** A text as somebody may write it who means to be misread: each letter as it is, or in an escape. */
    const written = (text: string, escaped: number) =>
      `"${[...text].map((letter, at) => ((escaped >> at) & 1 ? escapeOf(letter) : letter)).join('')}"`
    const name = fc
      .tuple(fc.constantFrom('body', 'head', 'bod', 'bodyy', '', 'b"ody', 'body\\'), fc.nat(31))
      .map(([text, escaped]) =>
        /["\\]/.test(text) ? JSON.stringify(text) : written(text, escaped),
      )
    const space = fc.constantFrom('', ' ', '\n', '\t\r')
    const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
      object: fc
        .array(fc.tuple(space, name, space, tie('value'), space), { maxLength: 4 })
        .map((all) => `{${all.map(([a, key, b, of, c]) => `${a}${key}${b}:${of}${c}`).join(',')}}`),
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom(
          '1',
          '1.0',
          '-0',
          '1e2',
          'null',
          '"body"',
          '"\\"body\\":1"',
          '"}"',
          '"\\\\"',
          '[]',
        ),
        fc.array(tie('value'), { maxLength: 3 }).map((all) => `[${all.join(' , ')}]`),
        tie('object'),
      ),
    }))
    fc.assert(
      fc.property(value, (json) => {
        const text = jsonMember(json, 'body')
        const parsed: unknown = JSON.parse(json)
        const has =
          typeof parsed === 'object' &&
          parsed !== null &&
          !Array.isArray(parsed) &&
          Object.hasOwn(parsed, 'body')
        expect(text !== undefined).toBe(has)
        if (has && 'body' in parsed) expect(JSON.parse(text ?? '')).toEqual(parsed.body)
      }),
      { numRuns: 2_000 },
    )
  })
})

const escapeOf = (letter: string): string =>
  `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
