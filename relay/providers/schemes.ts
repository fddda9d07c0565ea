/** The schemes that several providers share. Who signs in a way of its own has it beside its adapter. */

import type { HmacScheme, TextScheme } from './provider.ts'
import { pairs } from './reading/headers.ts'

/** The secret, or the `text` that it makes, in a header. It tells who sends, and nothing of what is sent. */
export const staticToken = (
  header: string,
  text: TextScheme['text'] = (secret) => secret,
): TextScheme => ({
  kind: 'text',

  find({ headers }) {
    const token = headers.get(header)
    return token ? { values: [token], signed: [] } : undefined
  },

  text,
  sign: (_, make) => ({ [header]: make([]) }),
})

interface BodyHmac extends Pick<HmacScheme, 'algorithm' | 'encoding' | 'key'> {
  header: string
  /** What stands before the signature. */
  prefix?: string
  /** The signatures in the header's text. Default: one, which is all that follows the prefix. */
  valuesIn?(header: string): string[]
  /** The header that names the event. It is not signed, so that nobody but `simulate` looks at it. */
  idHeader?: string
}

/** A MAC of the body as it came, in a header. */
export const bodyHmac = ({
  header,
  prefix = '',
  valuesIn = (text) => after(prefix, text),
  idHeader,
  ...hmac
}: BodyHmac): HmacScheme => ({
  kind: 'hmac',
  ...hmac,

  find({ headers, body }) {
    const text = headers.get(header)
    return text ? { values: valuesIn(text), signed: [body] } : undefined
  },

  sign: ({ id, body }, mac) => ({
    ...(idHeader !== undefined && { [idHeader]: id }),
    [header]: prefix + mac([body]),
  }),
})

const after = (prefix: string, text: string): string[] =>
  text.startsWith(prefix) && text !== prefix ? [text.slice(prefix.length)] : []

interface TimedHmac extends Pick<HmacScheme, 'tolerance'> {
  header: string
  /** Between the fields of the header. */
  separator: string
  /** The names of its fields. */
  fields: { time: string; signature: string }
  /** Between the time and the body. */
  joint: string
}

/** A MAC of the time and the body, in a header that tells both: `t=1795219200,v1=5257a8…`. */
export const timedHmac = ({
  header,
  separator,
  fields,
  joint,
  ...tolerance
}: TimedHmac): HmacScheme => ({
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  ...tolerance,

  find({ headers, body }) {
    const said = pairs(headers.get(header), separator)
    const [time] = said.get(fields.time) ?? []
    if (time === undefined) return undefined
    return {
      values: said.get(fields.signature) ?? [],
      signed: [time, joint, body],
      signedAt: time,
    }
  },

  sign: ({ body, timestamp }, mac) => ({
    [header]: [
      `${fields.time}=${timestamp}`,
      `${fields.signature}=${mac([`${timestamp}${joint}`, body])}`,
    ].join(separator),
  }),
})
