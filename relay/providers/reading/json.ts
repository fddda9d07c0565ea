/** What stands in a body of JSON before anything is believed of it. */

import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'

/** `body` as JSON of this form. Undefined: it is none, so that nothing of it can be signed. */
export function jsonBody<const Schema extends v.GenericSchema>(
  schema: Schema,
  body: Uint8Array,
): v.InferOutput<Schema> | undefined {
  const { success, output } = v.safeParse(schema, parseJson(new TextDecoder().decode(body)))
  return success ? output : undefined
}

/** Strings, brackets, and what lies between. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs

/**
 * A member of a JSON object as it is written: what is signed as text must not be parsed and printed.
 * The last of several, as `JSON.parse` has it.
 */
export function jsonMember(json: string, name: string): string | undefined {
  if (parseJson(json) === undefined) return undefined

  const tokens = [...json.matchAll(TOKEN)]
  let depth = 0
  let found: number | undefined
  for (const [at, [token]] of tokens.entries()) {
    // A text with a colon after it is a name; in the outermost brackets, it is one of the object's own.
    const isName = depth === 1 && tokens[at + 1]?.[0] === ':' && token.startsWith('"')
    if (isName && parseJson(token) === name) found = at + 2
    depth += depthOf(token)
  }
  return found === undefined ? undefined : valueAt(json, tokens, found)
}

function valueAt(json: string, tokens: RegExpExecArray[], first: number): string | undefined {
  let depth = 0
  for (let at = first; at < tokens.length; at++) {
    const [token] = tokens[at]!
    depth += depthOf(token)
    if (depth === 0) return json.slice(tokens[first]!.index, tokens[at]!.index + token.length)
  }
  return undefined
}

const depthOf = (token: string): number =>
  token === '{' || token === '[' ? 1 : token === '}' || token === ']' ? -1 : 0
