/** What stands in a body of JSON before anything is believed of it. */

import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'
import { isWithin, type Bounds } from './bounds.ts'

/**
 * Of a body that must be read to find its signature: many times what providers send. Every value but the first comes
 * after a comma or an opening bracket, so that reading this much as JSON costs little more than as text.
 */
export const SMALL: Bounds = { bytes: 256 * 1024, marks: ',[{', most: 4096 }

export const isSmallJson = (body: Uint8Array): boolean => isWithin(body, SMALL)

/** `body` as JSON of this form. Undefined: it is none, so that nothing of it can be signed. */
export function jsonBody<const Schema extends v.GenericSchema>(
  schema: Schema,
  body: Uint8Array,
): v.InferOutput<Schema> | undefined {
  return formOf(schema, parseJson(new TextDecoder().decode(body)))
}

/** `value`, where it has this form. Nobody is told what does not fit: so the first fault ends it. */
export function formOf<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const { success, output } = v.safeParse(schema, value, { abortEarly: true })
  return success ? output : undefined
}

/**
 * A member of a JSON object as it is written: what is signed as text must not be parsed and printed.
 * The last of several, as `JSON.parse` has it.
 */
export function jsonMember(json: string, name: string): string | undefined {
  if (parseJson(json) === undefined) return undefined

  let found: string | undefined
  /** The last text in the outermost brackets: a name, if a colon follows. */
  let text = ''
  /** Where the value of the member begins that is being read. */
  let begin: number | undefined
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const char = json[at]
    if (char === '"') {
      const end = endOfText(json, at)
      if (depth === 1) text = json.slice(at, end)
      at = end - 1
    } else if (char === '{' || char === '[') depth++
    else if (char === ':' && depth === 1 && parseJson(text) === name) begin = at + 1
    else if (char === ',' || char === '}' || char === ']') {
      if (depth === 1 && begin !== undefined) {
        found = json.slice(begin, at).trim()
        begin = undefined
      }
      if (char !== ',') depth--
    }
  }
  return found
}

/** Behind the quote that ends the text which begins at `start`. */
function endOfText(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}
