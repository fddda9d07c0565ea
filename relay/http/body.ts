/** What a request brings, parsed once, at the door. */

import { isUtf8 } from 'node:buffer'
import type { Context } from 'hono'
import * as v from 'valibot'
import { parseJson } from '../protocol.ts'
import { refuse } from './problem.ts'
import { short, shown } from './shapes.ts'

/** No request of ours nests deeper; what does, ends the stack of whoever writes it as JSON again. */
const DEEPEST = 64

/** Of more mistakes in one request, nobody who reads them learns anything. */
const MOST_MISTAKES = 10

const NO_JSON = 'The body is not JSON: an object in braces, with names and texts in double quotes.'

const UTF_8 = new TextDecoder()

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

/** The body as `schema` has it. Throws a 400 that names every field that does not fit, and what would be right. */
export async function readBody<S extends v.GenericSchema>(
  c: Context,
  schema: S,
  reviver?: Reviver,
): Promise<v.InferOutput<S>> {
  const bytes = Buffer.from(await c.req.arrayBuffer())
  // In another encoding, whose names differ in a letter that UTF-8 does not have there would be one customer.
  if (!isUtf8(bytes)) throw refuse('invalid_request', 'The body is not UTF-8.')
  const text = UTF_8.decode(bytes) || '{}'
  const body = parseJson(text)
  if (body === undefined) throw refuse('invalid_request', NO_JSON)
  requireShallow(body)
  return fitting(schema, reviver ? JSON.parse(text, reviver) : body)
}

/** The query as `schema` has it; likewise. */
export function readQuery<S extends v.GenericSchema>(c: Context, schema: S): v.InferOutput<S> {
  const query = [...new URL(c.req.url).searchParams]
  const names = query.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw refuse('invalid_request', `${short(twice)}: say it once.`)
  return fitting(schema, Object.fromEntries(query))
}

/** For who does not ask by HTTP: what is `given` as it would be sent. Throws the same. */
export function readGiven<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  const sent = asSent(given)
  requireShallow(sent)
  return fitting(schema, sent)
}

/** Dates become texts, a database's long numbers are numbers, and what is undefined is left out. */
function asSent(given: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(given, withLongNumbers) ?? 'null')
  } catch {
    throw refuse(
      'invalid_request',
      'It cannot be written as JSON: something in it holds itself, or nests without end.',
    )
  }
}

/** JSON has no name for a bigint. Of one that JavaScript would round, the digits are kept. */
function withLongNumbers(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

function requireShallow(body: unknown): void {
  let level: unknown[] = [body]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw refuse('invalid_request', `Nests deeper than ${DEEPEST} levels.`)
    const below: unknown[] = []
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue
      for (const value of Object.values(each)) below.push(value)
    }
    level = below
  }
}

function fitting<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse('invalid_request', `It must be a JSON object, not ${shown(given)}.`)
  }
  const result = v.safeParse(schema, given)
  if (result.success) return result.output

  const mistakes = result.issues.map((issue) => {
    const path = v.getDotPath(issue)
    return path === null ? issue.message : `${short(path)}: ${issue.message}`
  })
  const told = mistakes.slice(0, MOST_MISTAKES)
  const more = mistakes.length - told.length
  const rest = more > 0 ? [`And ${more} more of the kind`] : []
  throw refuse('invalid_request', `${[...told, ...rest].join('. ')}.`)
}
