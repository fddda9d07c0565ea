/** What a request brings, parsed once, at the door. */

import { isUtf8 } from 'node:buffer'
import type { Context } from 'hono'
import * as v from 'valibot'
import { refuse } from './problem.ts'
import { parseJson } from '../protocol.ts'

/** The body as `schema` has it. Throws a 400 that names every field that does not fit. */
export async function readBody<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<v.InferOutput<S>> {
  const bytes = Buffer.from(await c.req.arrayBuffer())
  // In another encoding, whose names differ in a letter that UTF-8 does not have there would be one customer.
  if (!isUtf8(bytes)) throw refuse('invalid_request', 'The body is not UTF-8.')
  const body = parseJson(new TextDecoder().decode(bytes) || '{}')
  if (body === undefined) throw refuse('invalid_request', 'The body is not JSON.')
  return fitting(schema, body)
}

/** The query as `schema` has it; likewise. */
export const readQuery = <S extends v.GenericSchema>(c: Context, schema: S): v.InferOutput<S> =>
  fitting(schema, c.req.query())

/** What was given by who does not ask by HTTP, as `schema` has it; likewise. */
export const readGiven = <S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> =>
  fitting(schema, given)

function fitting<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, given)
  if (result.success) return result.output

  const issues = result.issues.map((issue) => {
    const path = v.getDotPath(issue)
    const message = problemOf(issue)
    return path ? `${path}: ${message}` : message
  })
  throw refuse('invalid_request', `${issues.join('. ')}.`)
}

/** In our words where the schema has none of its own, which begin with "Invalid". */
function problemOf({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('Invalid')) return message
  return expected === 'never'
    ? 'is no field of this request'
    : `must be ${expected ?? 'another value'}, not ${received}`
}
