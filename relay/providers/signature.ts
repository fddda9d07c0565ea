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
  Ed25519Scheme,
  Envelope,
  Hash,
  HmacScheme,
  Scheme,
  Signed,
  TextScheme,
} from './provider.ts'

/** Of AES-128's key, in bytes. */
export const AES_KEY = 16

export type SigningScheme = Exclude<Scheme, { kind: 'address' }>

type Covers = (signature: string) => boolean

/** What tells the signatures of `signed` under `secret` from all others. */
export function covers(
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

/** Of a signature, in characters: more than any has. */
const MAX_LENGTH = 4096

const BYTES = { sha256: 32, sha512: 64, ed25519: 64 } as const

/** Whether `text` has the form of such a signature: what has not, costs nothing more. */
export function isFormed(scheme: SigningScheme, text: string): boolean {
  if (text.length > MAX_LENGTH) return false
  switch (scheme.kind) {
    case 'hmac':
      return decoded(text, scheme.encoding)?.length === BYTES[scheme.algorithm]
    case 'ed25519':
      return decoded(text, scheme.encoding)?.length === BYTES.ed25519
    case 'cipher':
      return decoded(text, scheme.encoding) !== undefined
    // How long it is, only its key tells.
    case 'certificate':
    case 'text':
      return text !== ''
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

export const hashOf: Hash = (algorithm, text) => hash(algorithm, bytes(text), 'hex')

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

/** Undefined: the secret is none of the scheme's. */
export function keyOf(scheme: HmacScheme, secret: string): KeyObject | undefined {
  const known = keys.get(scheme) ?? new Map<string, KeyObject | undefined>()
  keys.set(scheme, known)
  if (!known.has(secret)) {
    const bytes = scheme.key ? scheme.key(secret) : Buffer.from(secret)
    // An empty key is a public one.
    known.set(secret, bytes && bytes.length > 0 ? createSecretKey(bytes) : undefined)
  }
  return known.get(secret)
}

/** A scheme that `simulate` can sign with. */
type SimulableScheme = HmacScheme | TextScheme | CipherScheme | CertificateScheme

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
