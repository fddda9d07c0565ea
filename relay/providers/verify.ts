/** The only place that makes and compares signatures. */

import {
  createHmac,
  createPublicKey,
  createSecretKey,
  timingSafeEqual,
  verify as verifySignature,
  type KeyObject,
} from 'node:crypto'
import type {
  Delivery,
  Ed25519Scheme,
  Envelope,
  HmacScheme,
  Provider,
  Scheme,
  Signed,
} from './provider.ts'

/** `missing`: no signature of the provider's. `stale` and `early`: a good one, at another time. */
export type Verdict = 'valid' | 'missing' | 'mismatch' | 'stale' | 'early'

/** More signatures than any provider sends while it changes keys; the rest is not looked at. */
const MAX_SIGNATURES = 16

const FORMAT = {
  hex: /^(?:[0-9a-f]{2})+$/,
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
} as const

const UNIX_SECONDS = /^\d{1,11}$/

/** From the best verdict to the one that says least. */
const VERDICTS: readonly Verdict[] = ['valid', 'stale', 'early', 'mismatch', 'missing']

/**
 * Whether the provider sent `delivery`. `now` in Unix seconds. Addresses are judged by whoever knows
 * the orders: see `addressKey`.
 */
export function verify(
  { schemes }: Provider,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  const verdicts = schemes.map((scheme) => judge(scheme, delivery, secrets, now))
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'missing'
}

function judge(
  scheme: Scheme,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  if (scheme.kind === 'address') return 'missing'
  const claim = scheme.claim(delivery)
  if (!claim || claim.signatures.length === 0) return 'missing'

  // Strict form first: decoders stop at the first bad character, and would accept a good signature
  // with anything after it.
  const signatures = claim.signatures
    .slice(0, MAX_SIGNATURES)
    .filter((signature) => FORMAT[scheme.encoding].test(signature))
    .map((signature) => Buffer.from(signature, scheme.encoding))
  const covers =
    scheme.kind === 'hmac' ? hmacOver(scheme, claim.signed) : ed25519Over(scheme, claim.signed)
  if (!secrets.some((secret) => signatures.some(covers(secret)))) return 'mismatch'

  if (claim.signedAt === undefined) return 'valid'
  if (!UNIX_SECONDS.test(claim.signedAt)) return 'mismatch'
  const age = now - Number(claim.signedAt)
  const { past = Infinity, future = Infinity } = scheme.tolerance ?? {}
  return age > past ? 'stale' : -age > future ? 'early' : 'valid'
}

type Covers = (secret: string) => (signature: Uint8Array) => boolean

const hmacOver =
  (scheme: HmacScheme, signed: Signed): Covers =>
  (secret) => {
    const expected = mac(scheme, secret, signed)
    return (signature) =>
      expected !== undefined &&
      signature.length === expected.length &&
      timingSafeEqual(signature, expected)
  }

const ed25519Over =
  ({ key }: Ed25519Scheme, signed: Signed): Covers =>
  (secret) => {
    const raw = key(secret)
    if (raw?.length !== 32) return () => false
    const x = Buffer.from(raw).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return (signature) => verifySignature(null, bytes(signed), publicKey, signature)
  }

const bytes = (signed: Signed): Buffer => Buffer.concat(signed.map((part) => Buffer.from(part)))

function mac(scheme: HmacScheme, secret: string, signed: Signed): Buffer | undefined {
  const key = keyOf(scheme, secret)
  if (!key) return undefined
  const hmac = createHmac(scheme.algorithm, key)
  for (const part of signed) hmac.update(part)
  return hmac.digest()
}

/** Making one costs more than using it, and there are as many as settings. */
const keys = new WeakMap<HmacScheme, Map<string, KeyObject | undefined>>()

function keyOf(scheme: HmacScheme, secret: string): KeyObject | undefined {
  const known = keys.get(scheme) ?? new Map<string, KeyObject | undefined>()
  keys.set(scheme, known)
  if (!known.has(secret)) {
    const bytes = scheme.key ? scheme.key(secret) : Buffer.from(secret)
    // An empty key is a public one.
    known.set(secret, bytes && bytes.length > 0 ? createSecretKey(bytes) : undefined)
  }
  return known.get(secret)
}

/** The headers with which the provider would send `envelope`. Throws where `secret` is none of its. */
export function sign(
  scheme: HmacScheme,
  secret: string,
  envelope: Envelope,
): Record<string, string> {
  return scheme.sign(envelope, (signed) => {
    const made = mac(scheme, secret, signed)
    if (!made) throw new Error('The secret does not fit the scheme.')
    return made.toString(scheme.encoding)
  })
}

/**
 * The last segment of the address at which a provider that does not sign may tell of `order`; without
 * an order, of any. Lower-case hex: Safaricom refuses addresses with certain words in them.
 */
export const addressKey = (provider: string, secret: string, order?: string): string =>
  createHmac('sha256', secret)
    .update(order === undefined ? provider : `${provider}:${order}`)
    .digest('hex')

/** The reference under which the order of an address is found again. */
export const addressReference = (provider: string, key: string): string =>
  `address:${provider}:${key}`

/** Whether `key` is the address of `order` under one of `secrets`; without an order, of any. */
export const opens = (
  key: string,
  provider: string,
  secrets: readonly string[],
  order?: string,
): boolean =>
  secrets.some((secret) => {
    const expected = Buffer.from(addressKey(provider, secret, order))
    const given = Buffer.from(key)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
