import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'
import { isJson } from '../payload.ts'
import type { CipherScheme, Signature } from '../provider.ts'
import { jsonMember } from '../reading/json.ts'

const Sealed = v.object({ head: v.object({ signature: v.pipe(v.string(), v.nonEmpty()) }) })

/**
 * Paytm's checksum: of a form all values are signed, in the order of their names, and no name. Of JSON the
 * text of its `body` is.
 *
 * @see https://developer.paytm.com/docs/checksum/
 */
export const checksum: CipherScheme = {
  kind: 'cipher',
  algorithm: 'aes-128-cbc',
  encoding: 'base64',
  iv: '@@@@&&&&####$$$$',
  saltLength: 4,

  find({ body }) {
    const text = new TextDecoder().decode(body)
    return isJson(text) ? signatureOfJson(text) : signatureOfForm(text)
  },

  text: (signed, salt, hash) => hash('sha256', [...signed, '|', salt]),

  seal(body, make) {
    const form = new URLSearchParams(body)
    form.set('CHECKSUMHASH', make([valuesOf(Object.fromEntries(form))]))
    return form.toString()
  },
}

function signatureOfJson(text: string): Signature | undefined {
  const { success, output } = v.safeParse(Sealed, parseJson(text))
  const signed = jsonMember(text, 'body')
  return success && signed !== undefined
    ? { values: [output.head.signature], signed: [signed] }
    : undefined
}

/** In characters: more than any form of theirs. A long one takes Node very long to read. */
const MAX_FORM = 32 * 1024

function signatureOfForm(text: string): Signature | undefined {
  if (text.length > MAX_FORM) return undefined
  const { CHECKSUMHASH: signature, ...values } = Object.fromEntries(new URLSearchParams(text))
  return signature ? { values: [signature], signed: [valuesOf(values)] } : undefined
}

const valuesOf = (form: Record<string, string>): string =>
  Object.keys(form)
    .sort()
    .map((name) => form[name])
    .join('|')
