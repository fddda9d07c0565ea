/**
 * JWTs signed with a secret that merchant and relay share: HS256. At once, and on this thread: to hand so little to
 * another (as WebCrypto does) costs several times what it takes.
 */

import { isUtf8 } from 'node:buffer'
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

export type Claims = Record<string, unknown>

interface SharedSecrets {
  sign(claims: Claims): string
  /** What the token claims, or why that is not known. */
  verify(token: string): Claims | 'form' | 'algorithm' | 'signature'
}

const HEADER = { alg: 'HS256', typ: 'JWT' }

/** The first signs, all verify. */
export function sharedSecrets(secrets: readonly string[]): SharedSecrets {
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'))
  const [signing] = keys

  return {
    sign(claims) {
      if (!signing) throw new Error('There is no TOKEN_SECRETS to sign with.')
      const signed = `${encoded(HEADER)}.${encoded(claims)}`
      return `${signed}.${signatureOf(signed, signing)}`
    },
    verify(token) {
      const [header = '', claims = '', signature = '', ...more] = token.split('.', 4)
      const { alg, crit } = decoded(header) ?? {}
      // What a token calls critical, we don't know.
      if (more.length > 0 || typeof alg !== 'string' || crit !== undefined) return 'form'
      // The algorithm belongs to the key, never to the token.
      if (alg !== HEADER.alg) return 'algorithm'
      const signed = `${header}.${claims}`
      const isOurs = keys.some((key) => isSame(signature, signatureOf(signed, key)))
      return isOurs ? (decoded(claims) ?? 'form') : 'signature'
    },
  }
}

type Key = ReturnType<typeof createSecretKey>

const signatureOf = (signed: string, key: Key): string =>
  createHmac('sha256', key).update(signed).digest('base64url')

function isSame(given: string, wanted: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === wanted.length && timingSafeEqual(bytes, Buffer.from(wanted))
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Undefined where it is no JSON object, in UTF-8. */
export function decoded(part: string): Claims | undefined {
  const bytes = Buffer.from(part, 'base64url')
  // In another encoding, all names with a letter that UTF-8 does not have there would be one.
  if (!isUtf8(bytes)) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return isClaims(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
