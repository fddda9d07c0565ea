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
