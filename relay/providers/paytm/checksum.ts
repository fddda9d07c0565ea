import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'
import { isJson } from '../payload.ts'
import type { CipherScheme, Signature } from '../provider.ts'
import { isWithin, type Bounds } from '../reading/bounds.ts'
import { formOf, isSmallJson, jsonMember } from '../reading/json.ts'

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

  isReadable: (body) => isSmallJson(body) && (beginsJson(body) || isWithin(body, SMALL_FORM)),

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
  const signature = formOf(Sealed, parseJson(text))?.head.signature
  const signed = signature && jsonMember(text, 'body')
  return signed ? { values: [signature], signed: [signed] } : undefined
}

/** More than any form of theirs. A long one, of nothing but plus signs say, takes Node very long to read. */
export const SMALL_FORM: Bounds = { bytes: 16 * 1024, marks: '&', most: 255 }

/** Within its first 64 bytes. Anything else is taken for a form. */
const beginsJson = (body: Uint8Array): boolean =>
  isJson(new TextDecoder().decode(body.subarray(0, 64)))

function signatureOfForm(text: string): Signature | undefined {
  const { CHECKSUMHASH: signature, ...values } = Object.fromEntries(new URLSearchParams(text))
  return signature ? { values: [signature], signed: [valuesOf(values)] } : undefined
}

const valuesOf = (form: Record<string, string>): string =>
  Object.keys(form)
    .sort()
    .map((name) => form[name])
    .join('|')
