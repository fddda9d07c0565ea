/** Order tokens: a JWT that says which orders its bearer may see. */

import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'

/** What a token opens, and until when. */
export interface Grant {
  orders: readonly string[]
  customer?: string
  /** In ms since 1970. */
  expiresAt: number
}

export type TokenProblem = 'token_invalid' | 'token_expired'

export interface Tokens {
  /** What the token grants at `now` (ms since 1970), or what is wrong with it. */
  read(token: string, now: number): Promise<Grant | TokenProblem>
  /** `ttl` in seconds. */
  issue(
    grant: { orders?: readonly string[]; customer?: string },
    ttl: number,
    now: number,
  ): Promise<{ token: string; expiresAt: number }>
}

/** Opens every order: for the merchant's staff. */
export const EVERY_ORDER = '*'

const AUDIENCE = 'payment-status'

/** The clocks of two machines differ by no more. In seconds. */
const SKEW = 60

/** How long a token is valid where nobody says, in seconds. */
export const DEFAULT_TTL = 86_400

const MAX_TTL = { shopper: 30 * 86_400, staff: 12 * 3_600 } as const

/** How long a token for these orders may still be valid, in seconds. */
export const longestTtl = (orders: readonly string[] = []): number =>
  orders.includes(EVERY_ORDER) ? MAX_TTL.staff : MAX_TTL.shopper

const ASYMMETRIC = ['RS256', 'ES256', 'EdDSA', 'Ed25519']

/** `secrets`: the first signs, all verify. `jwksUrl`: where the merchant publishes public keys. */
export function tokens(secrets: readonly string[], jwksUrl?: URL): Tokens {
  const keys = secrets.map((secret) => new TextEncoder().encode(secret))
  const published = jwksUrl && createRemoteJWKSet(jwksUrl)

  async function verified(token: string, now: number): Promise<Record<string, unknown>> {
    const options = {
      audience: AUDIENCE,
      requiredClaims: ['exp'],
      clockTolerance: SKEW,
      currentDate: new Date(now),
    }
    // The algorithm belongs to the key, never to the token: no HMAC with a public key.
    const alg = algorithmOf(token)
    if (alg !== 'HS256' && published) {
      return (await jwtVerify(token, published, { ...options, algorithms: ASYMMETRIC })).payload
    }
    let problem: unknown
    for (const key of keys) {
      try {
        return (await jwtVerify(token, key, { ...options, algorithms: ['HS256'] })).payload
      } catch (error) {
        problem = error
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break
      }
    }
    throw problem
  }

  return {
    async read(token, now) {
      try {
        return grantOf(await verified(token, now), now) ?? 'token_invalid'
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'token_expired'
        // That the merchant's keys cannot be had just now is not the token's fault.
        if (published && isOutage(error)) throw error
        return 'token_invalid'
      }
    },

    async issue({ orders, customer }, ttl, now) {
      const [key] = keys
      if (!key) throw new Error('There is no TOKEN_SECRETS to sign with.')
      const expires = Math.floor(now / 1000) + ttl
      const token = await new SignJWT({ ...(orders && { orders }), ...(customer && { customer }) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(AUDIENCE)
        .setExpirationTime(expires)
        .sign(key)
      return { token, expiresAt: expires * 1000 }
    },
  }
}

/** What jose throws of a token has a code of its own; of a network, it has none, or one of these. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error.code === 'ERR_JWKS_TIMEOUT' ||
  error.code === 'ERR_JOSE_GENERIC'

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg
  } catch (cause) {
    throw new errors.JWTInvalid('This is no JWT.', { cause })
  }
}

function grantOf(claims: Record<string, unknown>, now: number): Grant | undefined {
  const { exp, orders = [], customer } = claims
  if (typeof exp !== 'number') return undefined
  if (!Array.isArray(orders) || !orders.every((id) => typeof id === 'string')) return undefined
  if (customer !== undefined && typeof customer !== 'string') return undefined

  if (exp - now / 1000 > longestTtl(orders) + SKEW) return undefined
  // The skew lets a token in late; it does not let one that came in time stay longer.
  const expiresAt = (exp * 1000 > now ? exp : exp + SKEW) * 1000
  return { orders, ...(customer !== undefined && { customer }), expiresAt }
}

/** Whether a grant opens an order with these customers. */
export const opens = (
  { orders, customer }: Grant,
  id: string,
  customers: readonly string[] = [],
): boolean =>
  orders.includes(EVERY_ORDER) ||
  orders.includes(id) ||
  (customer !== undefined && customers.includes(customer))

/** Whether it opens all orders of a customer. */
export const opensCustomer = ({ orders, customer }: Grant, wanted: string): boolean =>
  customer === wanted || orders.includes(EVERY_ORDER)
