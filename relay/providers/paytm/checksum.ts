import * as v from 'valibot'
import { parseJson } from '../../protocol.ts'
import { isJson } from '../payload.ts'
import type { CipherScheme, Signature } from '../provider.ts'
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

  isReadable: (body) => (isObject(body) ? isSmallJson(body) : isSmallForm(body)),

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

/** In bytes, and in pairs: more than any form of theirs. A long one takes Node very long to read. */
const MAX_FORM = 32 * 1024
const MAX_PAIRS = 256

const [AMPERSAND, BRACE, SPACE] = [...'&{ '].map((char) => char.charCodeAt(0))

const isSmallForm = (body: Uint8Array): boolean =>
  body.length <= MAX_FORM && body.filter((byte) => byte === AMPERSAND).length < MAX_PAIRS

/** As `isJson` has it, but for rare spaces: what begins with those is no form of theirs either. */
const isObject = (body: Uint8Array): boolean => body.find((byte) => byte > (SPACE ?? 0)) === BRACE

function signatureOfForm(text: string): Signature | undefined {
  const { CHECKSUMHASH: signature, ...values } = Object.fromEntries(new URLSearchParams(text))
  return signature ? { values: [signature], signed: [valuesOf(values)] } : undefined
}

const valuesOf = (form: Record<string, string>): string =>
  Object.keys(form)
    .sort()
    .map((name) => form[name])
    .join('|')
