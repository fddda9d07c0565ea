/** Order tokens: a JWT that says which orders its bearer may see. */

import { isUtf8 } from 'node:buffer'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { sharedSecrets, type Claims } from './shared-secrets.ts'

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

/** Of published keys. The algorithm belongs to the key, never to the token: no HMAC with a public one. */
const ASYMMETRIC = ['RS256', 'ES256', 'EdDSA', 'Ed25519']

/** `secrets`: the first signs, all verify. `jwksUrl`: where the merchant publishes public keys. */
export function tokens(secrets: readonly string[], jwksUrl?: URL): Tokens {
  const shared = sharedSecrets(secrets)
  const published = jwksUrl && createRemoteJWKSet(jwksUrl)

  async function verified(token: string, now: number): Promise<Claims | undefined> {
    const claims = shared.verify(token)
    if (claims || !published || !isExact(token)) return claims
    const { payload } = await jwtVerify(token, published, {
      audience: AUDIENCE,
      requiredClaims: ['exp'],
      clockTolerance: SKEW,
      currentDate: new Date(now),
      algorithms: ASYMMETRIC,
    })
    return payload
  }

  return {
    async read(token, now) {
      try {
        const claims = await verified(token, now)
        return claims ? grantOf(claims, now) : 'token_invalid'
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'token_expired'
        // That the merchant's keys cannot be had just now is not the token's fault.
        if (isOutage(error)) throw error
        return 'token_invalid'
      }
    },
    async issue({ orders, customer }, ttl, now) {
      const exp = Math.floor(now / 1000) + ttl
      const token = shared.sign({
        ...(orders && { orders }),
        ...(customer && { customer }),
        aud: AUDIENCE,
        exp,
      })
      return { token, expiresAt: exp * 1000 }
    },
  }
}

/**
 * As its signer wrote it, in UTF-8. jose is lenient: white space after a token, and the bits that its last character
 * leaves over, would make any number of tokens of one, and each would be another one to whoever counts by token.
 */
function isExact(token: string): boolean {
  const [, claims = '', signature = ''] = token.split('.')
  return (
    Buffer.from(signature, 'base64url').toString('base64url') === signature &&
    isUtf8(Buffer.from(claims, 'base64url'))
  )
}

/** What jose throws of a token has a code of its own; of a network, it has none, or one of these. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error.code === 'ERR_JWKS_TIMEOUT' ||
  error.code === 'ERR_JOSE_GENERIC'

function grantOf(claims: Claims, now: number): Grant | TokenProblem {
  const { aud, iat = 0, nbf = 0, exp, orders = [], customer } = claims
  const seconds = Math.floor(now / 1000)
  if (aud !== AUDIENCE && !(Array.isArray(aud) && aud.includes(AUDIENCE))) return 'token_invalid'
  if (typeof iat !== 'number' || typeof nbf !== 'number' || typeof exp !== 'number') {
    return 'token_invalid'
  }
  if (nbf > seconds + SKEW) return 'token_invalid'
  if (exp <= seconds - SKEW) return 'token_expired'
  if (!Array.isArray(orders) || !orders.every((id) => typeof id === 'string')) {
    return 'token_invalid'
  }
  if (customer !== undefined && typeof customer !== 'string') return 'token_invalid'
  if (exp - now / 1000 > longestTtl(orders) + SKEW) return 'token_invalid'
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
