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
})
