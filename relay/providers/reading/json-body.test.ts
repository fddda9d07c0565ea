import * as v from 'valibot'
import { expect, it } from 'vitest'
import { jsonBody } from './json-body.ts'

const read = (body: string) =>
  jsonBody(v.object({ signature: v.string() }), new TextEncoder().encode(body))

it('reads what has the form', () => {
  expect(read('{"signature":"s","amount":1}')).toEqual({ signature: 's' })
})

it.each(['', '{', 'null', '[]', '{"signature":["s"]}', '{}'])('takes %j for none', (body) => {
  expect(read(body)).toBeUndefined()
})
