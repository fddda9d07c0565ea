/**
 * How Standard Webhooks are signed: with a shared secret, or with a private key.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

import type { Delivery, Ed25519Scheme, HeaderReader, HmacScheme, Signature } from '../provider.ts'
import { items } from '../reading/headers.ts'

/** The tolerance, in seconds, is that of the specification's own libraries. */
const signing = { encoding: 'base64', tolerance: { past: 300, future: 300 } } as const

export const mac: HmacScheme = {
  ...signing,
  kind: 'hmac',
  algorithm: 'sha256',
  find: (delivery) => find('v1', delivery),
  // Never with a public key: everybody has that one.
  key: (secret) => (/^wh[ps]k_/.test(secret) ? undefined : fromBase64(secret, 'whsec_')),
  sign: ({ id, timestamp, body }, mac) => ({
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${mac([`${id}.${timestamp}.`, body])}`,
  }),
}

export const ed25519: Ed25519Scheme = {
  ...signing,
  kind: 'ed25519',
  find: (delivery) => find('v1a', delivery),
  key: (secret) => (secret.startsWith('whpk_') ? fromBase64(secret, 'whpk_') : undefined),
}

/** Svix signs the same under names of its own, and so do those who send through it. */
export function headersOf(headers: HeaderReader) {
  // Of a callback that was kept, the signature is not.
  const isSvix = headers.get('svix-signature') !== null || headers.get('webhook-id') === null
  const brand = isSvix ? 'svix' : 'webhook'
  return {
    id: headers.get(`${brand}-id`),
    timestamp: headers.get(`${brand}-timestamp`),
    signature: headers.get(`${brand}-signature`),
  }
}

/** The signatures of one version, in a list such as `v1,K5oZ… v1a,hnO3…`. */
function find(version: 'v1' | 'v1a', { headers, body }: Delivery): Signature | undefined {
  const { id, timestamp, signature } = headersOf(headers)
  if (!id || !timestamp || !signature) return undefined

  const prefix = `${version},`
  return {
    values: items(signature, ' ')
      .filter((each) => each.startsWith(prefix))
      .map((each) => each.slice(prefix.length)),
    signed: [`${id}.${timestamp}.`, body],
    signedAt: timestamp,
  }
}

/** Undefined: not base64, of which a decoder would skip what it does not know. */
function fromBase64(secret: string, prefix: string): Uint8Array | undefined {
  const key = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  return /^[A-Za-z0-9+/]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : undefined
}
