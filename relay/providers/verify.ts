/** The only place that makes and compares signatures. */

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  createSecretKey,
  hash,
  randomBytes,
  sign as signWith,
  timingSafeEqual,
  verify as verifySignature,
  type KeyObject,
} from 'node:crypto'
import { simulatedKeys } from './simulated-keys.ts'
import type {
  CertificateScheme,
  CipherScheme,
  Claim,
  Delivery,
  Ed25519Scheme,
  Envelope,
  Hash,
  HmacScheme,
  Provider,
  Scheme,
  Signed,
  TextScheme,
} from './provider.ts'

/** `missing`: no signature of the provider's. `stale` and `early`: a good one, at another time. */
export type Verdict = 'valid' | 'missing' | 'mismatch' | 'stale' | 'early'

/** More signatures than any provider sends while it changes keys; the rest is not looked at. */
const MAX_SIGNATURES = 16

/** Of AES-128's key, in bytes. */
const AES_KEY = 16

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
  const claims = [scheme.claim(delivery) ?? []].flat()
  if (claims.length === 0) return 'missing'
  const verdicts = claims.map((claim) => judgeClaim(scheme, claim, delivery, secrets, now))
  // One bad part spoils them all.
  return VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'missing'
}

function judgeClaim(
  scheme: SigningScheme,
  claim: Claim,
  { publicKey }: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  const signatures = claim.signatures.slice(0, MAX_SIGNATURES)
  if (signatures.length === 0) return 'missing'
  if (!secrets.some((secret) => signatures.some(covers(scheme, secret, claim.signed, publicKey)))) {
    return 'mismatch'
  }

  if (claim.signedAt === undefined) return 'valid'
  if (!UNIX_SECONDS.test(claim.signedAt)) return 'mismatch'
  const age = now - Number(claim.signedAt)
  const { past = Infinity, future = Infinity } = scheme.tolerance ?? {}
  return age > past ? 'stale' : -age > future ? 'early' : 'valid'
}

type SigningScheme = Exclude<Scheme, { kind: 'address' }>

/** Whether a signature is one of `signed` under this secret. */
type Covers = (signature: string) => boolean

function covers(
  scheme: SigningScheme,
  secret: string,
  signed: Signed,
  publicKey: KeyObject | undefined,
): Covers {
  switch (scheme.kind) {
    case 'hmac':
      return isBytes(scheme.encoding, mac(scheme, secret, signed))
    case 'text':
      return isText(scheme.text(secret, signed, hashOf))
    case 'cipher':
      return (signature) => {
        const text = decrypt(scheme, secret, signature)
        return (
          text !== undefined && isText(plain(scheme, signed, text.slice(-scheme.saltLength)))(text)
        )
      }
    case 'ed25519':
      return ed25519Over(scheme, secret, signed)
    case 'certificate':
      return (signature) => {
        const given = decoded(signature, scheme.encoding)
        const text = bytes(scheme.text(secret, signed))
        // An empty secret is everybody's.
        return Boolean(
          secret && given && publicKey && verifySignature(scheme.algorithm, text, publicKey, given),
        )
      }
  }
}

/**
 * Only as an encoder writes it: decoders stop at the first bad character, and would accept a good
 * signature with anything after it.
 */
function decoded(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding)
  return bytes.toString(encoding) === text ? bytes : undefined
}

const isBytes =
  (encoding: 'hex' | 'base64', expected: Uint8Array | undefined): Covers =>
  (signature) => {
    const given = decoded(signature, encoding)
    return (
      given !== undefined && given.length === expected?.length && timingSafeEqual(given, expected)
    )
  }

/** By their digests, which are of one length whatever theirs. */
const isText =
  (expected: string | undefined): Covers =>
  (signature) =>
    // What is empty, everybody knows.
    Boolean(expected) && timingSafeEqual(digest(signature), digest(expected ?? ''))

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

const hashOf: Hash = (algorithm, text) => hash(algorithm, bytes(text), 'hex')

function ed25519Over({ key, encoding }: Ed25519Scheme, secret: string, signed: Signed): Covers {
  const raw = key(secret)
  if (raw?.length !== 32) return () => false
  const x = Buffer.from(raw).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return (signature) => {
    const given = decoded(signature, encoding)
    return given !== undefined && verifySignature(null, bytes(signed), publicKey, given)
  }
}

const plain = (scheme: CipherScheme, signed: Signed, salt: string): string =>
  scheme.text(signed, salt, hashOf) + salt

function decrypt(scheme: CipherScheme, secret: string, signature: string): string | undefined {
  const sealed = decoded(signature, scheme.encoding)
  if (!sealed || Buffer.byteLength(secret) !== AES_KEY) return undefined
  try {
    const cipher = createDecipheriv(scheme.algorithm, secret, scheme.iv)
    return Buffer.concat([cipher.update(sealed), cipher.final()]).toString('latin1')
  } catch {
    // Of another length, or with another secret.
    return undefined
  }
}

function encrypt(scheme: CipherScheme, secret: string, text: string): string {
  const cipher = createCipheriv(scheme.algorithm, secret, scheme.iv)
  return Buffer.concat([cipher.update(text, 'latin1'), cipher.final()]).toString(scheme.encoding)
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

/** A secret such as the provider's dashboard shows, made of 24 random bytes. */
export const secretOf = (provider: Provider, random: Buffer): string =>
  provider.secretOf?.(random) ?? random.toString('hex')

/** Whether the secret is of a form that one of the provider's schemes can use. */
export const fits = ({ schemes }: Provider, secret: string): boolean =>
  schemes.some((scheme) => {
    switch (scheme.kind) {
      case 'hmac':
        return keyOf(scheme, secret) !== undefined
      case 'text':
        return Boolean(scheme.text(secret, [], hashOf))
      case 'cipher':
        return Buffer.byteLength(secret) === AES_KEY
      case 'ed25519':
        return scheme.key(secret)?.length === 32
      case 'certificate':
      case 'address':
        return secret !== ''
    }
  })

/** A scheme that `simulate` can sign with. */
export type SimulableScheme = HmacScheme | TextScheme | CipherScheme | CertificateScheme

export const isSimulable = (scheme: Scheme): scheme is SimulableScheme =>
  'sign' in scheme || 'seal' in scheme

/** `envelope` as the provider would send it. Throws where `secret` is none of its. */
export function sign(
  scheme: SimulableScheme,
  secret: string,
  envelope: Envelope,
): { headers: Record<string, string>; body: string } {
  const make = (signed: Signed): string => {
    const made = signatureOf(scheme, secret, signed)
    if (!made) throw new Error('The secret does not fit the scheme.')
    return made
  }
  return {
    headers: scheme.sign?.(envelope, make) ?? {},
    body: scheme.seal?.(envelope.body, make) ?? envelope.body,
  }
}

function signatureOf(scheme: SimulableScheme, secret: string, signed: Signed): string | undefined {
  switch (scheme.kind) {
    case 'hmac':
      return mac(scheme, secret, signed)?.toString(scheme.encoding)
    case 'text':
      return scheme.text(secret, signed, hashOf)
    case 'cipher':
      return encrypt(scheme, secret, plain(scheme, signed, randomBytes(3).toString('base64')))
    case 'certificate': {
      const text = bytes(scheme.text(secret, signed))
      return signWith(scheme.algorithm, text, simulatedKeys().privateKey).toString(scheme.encoding)
    }
  }
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
