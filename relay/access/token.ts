/** Order tokens: a JWT that says which orders its bearer may see. */

import { compactVerify, errors } from 'jose'
import { publishedKeys } from './published-keys.ts'
import { isRolledOut } from './rollout.ts'
import { decoded, sharedSecrets, type Claims } from './shared-secrets.ts'
import type { TokenFault } from './token-faults.ts'

/** What a token opens, and until when. */
export interface Grant {
  orders: readonly string[]
  customer?: string
  /** In ms since 1970. */
  expiresAt: number
}

export interface Tokens {
  /** What the token grants at `now` (ms since 1970), or what is wrong with it. */
  read(token: string, now: number): Promise<Grant | TokenFault>
  /** `ttl` in seconds. */
  issue(
    grant: { orders?: readonly string[]; customer?: string },
    ttl: number,
    now: number,
  ): Promise<{ token: string; expiresAt: number }>
}

/** Opens every order: for the merchant's staff. */
export const EVERY_ORDER = '*'

/** Of tokens that are made for this relay: by it, or by a shop that knows what it says. */
const AUDIENCE = 'payment-status'

/** How the tokens of the shop's own login are known, and which of their claims is the customer. */
interface Login {
  audience: string
  customerClaim: string
}

const NO_LOGIN: Login = { audience: AUDIENCE, customerClaim: 'customer' }

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

interface TokenOptions {
  /** Where the merchant publishes public keys. */
  jwksUrl?: URL | undefined
  login?: Login
  /** See REALTIME_ROLLOUT, in percent. */
  rollout?: number
  /** Hears of each that is refused. */
  refused?(fault: TokenFault): void
}

/** `secrets`: the first signs, all verify. */
export function tokens(
  secrets: readonly string[],
  { jwksUrl, login = NO_LOGIN, rollout = 100, refused = () => {} }: TokenOptions = {},
): Tokens {
  const shared = sharedSecrets(secrets)
  const published = jwksUrl && publishedKeys(jwksUrl)

  async function verified(token: string): Promise<Claims | TokenFault> {
    const claims = shared.verify(token)
    if (claims !== 'algorithm' || !published) return claims
    if (!isExact(token)) return 'form'
    try {
      const { payload, protectedHeader } = await compactVerify(token, published, {
        algorithms: ASYMMETRIC,
      })
      // Such as a payload that is not encoded: no JWT has one.
      if (protectedHeader.crit !== undefined) return 'form'
      return decoded(Buffer.from(payload).toString('base64url')) ?? 'form'
    } catch (error) {
      // That the merchant's keys cannot be had just now is not the token's fault.
      if (isOutage(error)) throw error
      return faultOf(error)
    }
  }

  return {
    async read(token, now) {
      const claims = await verified(token)
      const grant = typeof claims === 'string' ? claims : grantOf(claims, login, now)
      if (typeof grant === 'string') refused(grant)
      return grant
    },
    async issue({ orders, customer }, ttl, now) {
      // Never with the login's audience, nor its claim for the customer: the login may share our secret, and would
      // take it for one of its own.
      const exp = Math.floor(now / 1000) + ttl
      const topics = [...(orders ?? []), ...(customer ? [customer] : [])]
      const token = shared.sign({
        ...(orders && { orders }),
        ...(customer && { customer }),
        // For the page, which would ask for a socket only to be refused; `read` believes nothing of it.
        ...(!topics.some((topic) => isRolledOut(topic, rollout)) && { transport: 'polling' }),
        aud: AUDIENCE,
        exp,
      })
      return { token, expiresAt: exp * 1000 }
    },
  }
}

/**
 * As an encoder writes it. jose is lenient: white space after a token, and the bits that its last character leaves
 * over, would make any number of tokens of one, and each would be another one to whoever counts by token.
 */
function isExact(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1)
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}

/** What jose throws of a token has a code of its own; of a network, it has none, or one of these. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || OUTAGES.has(error.code)

const OUTAGES = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'])

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWSInvalid || error instanceof errors.JOSENotSupported) return 'form'
  return error instanceof errors.JOSEAlgNotAllowed ? 'algorithm' : 'signature'
}

function grantOf(claims: Claims, login: Login, now: number): Grant | TokenFault {
  const { aud, iat = 0, nbf = 0, exp } = claims
  const seconds = Math.floor(now / 1000)
  const audiences = Array.isArray(aud) ? aud : [aud]
  const isOfLogin = login.audience !== AUDIENCE && audiences.includes(login.audience)
  if (!isOfLogin && !audiences.includes(AUDIENCE)) return 'aud'
  if (typeof exp !== 'number') return 'exp'
  if (typeof iat !== 'number') return 'iat'
  if (typeof nbf !== 'number' || nbf > seconds + SKEW) return 'nbf'
  if (exp <= seconds - SKEW) return 'expired'

  const opened = isOfLogin ? openedByLogin(claims, login) : openedByOwn(claims, login)
  if (typeof opened === 'string') return opened
  if (exp - now / 1000 > longestTtl(opened.orders) + SKEW) return 'exp_too_far'
  // The skew lets a token in late; it does not let one that came in time stay longer.
  const expiresAt = (exp * 1000 > now ? exp : exp + SKEW) * 1000
  return { ...opened, expiresAt }
}

type Opened = Omit<Grant, 'expiresAt'>

/**
 * A login's token says who somebody is, and nothing else of it is believed. Of what it may have besides, whoever made
 * the login did not think of us: claims named `orders` may count something, or may be copied from a profile that the
 * shopper edits, and `["*"]` would be everybody's orders.
 */
function openedByLogin(claims: Claims, { customerClaim }: Login): Opened | TokenFault {
  const customer = customerIn(claims, customerClaim)
  return customer ? { orders: [], customer } : 'customer'
}

/**
 * One that is made for this relay says what it opens. Its customer stands in the claim of the setting, where the shop
 * makes it; the relay's own have `customer` always.
 */
function openedByOwn(claims: Claims, { customerClaim }: Login): Opened | TokenFault {
  const { orders = [] } = claims
  if (!isTexts(orders)) return 'orders'
  const customer = customerIn(claims, customerClaim) ?? customerIn(claims, 'customer')
  if (customer === '') return 'customer'
  return { orders, ...(customer !== undefined && { customer }) }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

/** Empty: what is there names nobody. A number that JavaScript has rounded would be another customer's. */
function customerIn(claims: Claims, name: string): string | undefined {
  const claim = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (claim === undefined || typeof claim === 'string') return claim
  return Number.isSafeInteger(claim) ? String(claim) : ''
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
