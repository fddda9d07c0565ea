/**
 * Coinbase Business, spoken: a checkout, whose only name is 24 digits of hex. Who asks signs each question with a key of
 * the Developer Platform.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-business/checkout-apis/overview
 * @see https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */

import { createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto'
import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { authorizationOf, idIn, pathOf } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Asked, Reply, Tongue, Truth, Vault } from '../tongue.ts'

const CHECKOUT = /^\/api\/v1\/checkouts\/([^/]+)$/

const fault = (status: number, errorType: string, errorMessage: string): Reply => ({
  status,
  body: { errorType, errorMessage },
})

const STATES: { [State in MainState]?: string } = {
  pending: 'ACTIVE',
  processing: 'PROCESSING',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  canceled: 'DEACTIVATED',
  expired: 'EXPIRED',
}

const KEY_NAME = 'organizations/nowhere/apiKeys/bank'

export const coinbaseBusinessTongue: Tongue = {
  credentials: `${KEY_NAME}:${privateKey()}`,
  states: ['pending', 'processing', 'succeeded', 'failed', 'canceled', 'expired'],

  payment: (unique) => hash('sha256', unique, 'hex').slice(0, 24),
  asks: ({ payment }) => [payment],

  refuses(asked, vault) {
    const token = authorizationOf(asked, 'Bearer') ?? ''
    return isSigned(token, asked, vault) ? undefined : fault(401, 'unauthorized', 'Unauthorized')
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, CHECKOUT) : undefined),

  isNamed: ({ payment }, name) => name === payment,

  says: (truth) => ({ status: 200, body: checkoutOf(truth) }),

  absent: () => fault(404, 'not_found', 'checkout not found'),

  tooMuch: fault(429, 'rate_limit_exceeded', 'Rate limit exceeded'),

  moods: {
    internal_error: () => fault(500, 'internal_server_error', 'Internal server error'),
    unavailable: () => fault(503, 'service_unavailable', 'Service temporarily unavailable'),
  },
}

/** Made anew each time: nobody's. */
function privateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
}

const Header = v.object({
  alg: v.literal('ES256'),
  kid: v.string(),
  nonce: v.pipe(v.string(), v.nonEmpty()),
})

const Claims = v.object({
  sub: v.string(),
  iss: v.literal('cdp'),
  nbf: v.number(),
  exp: v.number(),
  uri: v.string(),
})

/** For so long a checkout may be paid. In ms. */
const LIFE = 24 * 3_600_000

/** No token may live longer. In seconds. */
const LONGEST = 120

/** Whether it is a JWT by that key, for this request, and good now. */
function isSigned(token: string, asked: Asked, { parts, now }: Vault): boolean {
  const [head = '', body = '', signature = ''] = token.split('.')
  const header = v.safeParse(Header, decoded(head))
  const claims = v.safeParse(Claims, decoded(body))
  if (!header.success || !claims.success) return false

  const { sub, nbf, exp, uri } = claims.output
  const seconds = now / 1000
  return (
    header.output.kid === parts['name'] &&
    sub === parts['name'] &&
    uri === `${asked.method} business.coinbase.com${pathOf(asked)}` &&
    nbf <= seconds + 5 &&
    exp > seconds &&
    exp - nbf <= LONGEST &&
    verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key: createPublicKey(parts['privateKey'] ?? ''), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
  )
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}

function checkoutOf(truth: Truth) {
  const { payment, orderId, amount, currency, state, at, begunAt, refunded } = truth
  return {
    id: payment,
    url: `https://payments.coinbase.com/payment-links/pl_${payment}`,
    amount: decimal(amount, currency),
    currency: 'USDC',
    network: 'base',
    status: refunded === amount ? 'REFUNDED' : STATES[state],
    fiatAmount: decimal(amount, currency),
    fiatCurrency: currency,
    metadata: { order_id: orderId },
    ...(state === 'succeeded' && { transactionHash: `0x${simulatedId(payment, 24)}` }),
    expiresAt: isoSeconds(begunAt + LIFE),
    createdAt: isoSeconds(begunAt),
    updatedAt: isoSeconds(at),
  }
}
