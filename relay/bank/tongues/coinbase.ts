/**
 * Coinbase, spoken: the charges of Commerce, for who has an API key, and the checkouts of Business, for who signs with
 * a key of the Developer Platform.
 *
 * @see https://docs.cdp.coinbase.com/commerce/reference/getcharge
 * @see https://docs.cdp.coinbase.com/coinbase-business/checkout-apis/overview
 * @see https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication
 */

import { createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto'
import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { uuidOf } from '../ids.ts'
import { authorizationOf, idIn, pathOf } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Asked, Reply, Tongue, Truth, Vault } from '../tongue.ts'

const CHARGE = /^\/charges\/([^/]+)$/
const CHECKOUT = /^\/api\/v1\/checkouts\/([^/]+)$/

const fault = (status: number, type: string, message: string): Reply => ({
  status,
  body: { error: { type, message } },
})

const common = {
  tooMuch: fault(429, 'rate_limit_exceeded', 'Rate limit exceeded'),

  moods: {
    internal_error: () => fault(500, 'internal_server_error', 'Internal server error'),
    unavailable: () => fault(503, 'service_unavailable', 'Service temporarily unavailable'),
  },
} as const

/** As its timeline has it, one after the other. */
const TIMELINES: { [State in MainState]?: readonly string[] } = {
  pending: ['NEW'],
  processing: ['NEW', 'PENDING'],
  succeeded: ['NEW', 'PENDING', 'COMPLETED'],
  canceled: ['NEW', 'CANCELED'],
  expired: ['NEW', 'EXPIRED'],
}

/** Of Commerce. */
export const coinbaseTongue: Tongue = {
  ...common,
  credentials: 'bank-of-nowhere-coinbase',
  states: ['pending', 'processing', 'succeeded', 'canceled', 'expired'],

  payment: (unique) => simulatedId(unique, 8).toUpperCase(),
  asks: ({ payment }) => [payment],

  refuses({ headers }, { parts }) {
    const key = headers.get('x-cc-api-key')
    if (!key) return fault(401, 'authentication_error', 'No such API key')
    if (key !== parts['key']) return fault(401, 'authentication_error', 'Invalid API key')
    const version = headers.get('x-cc-version') ?? VERSION
    return version === VERSION
      ? undefined
      : fault(400, 'invalid_request', `Unknown API version ${version}`)
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, CHARGE) : undefined),

  isNamed: ({ payment }, name) => name === payment || name === uuidOf(payment),

  says: (truth, { headers }) => ({
    status: 200,
    body: { data: chargeOf(truth), ...warned(headers) },
  }),

  absent: ({ headers }) => ({
    status: 404,
    body: { error: { type: 'not_found', message: 'Not found' }, ...warned(headers) },
  }),
}

const VERSION = '2018-03-22'

const warned = (headers: Asked['headers']) =>
  headers.get('x-cc-version') === null && {
    warnings: [`Missing version header; serving latest API version (${VERSION})`],
  }

function chargeOf({ payment, orderId, amount, currency, state, at, begunAt, refunded }: Truth) {
  const local = { amount: decimal(amount, currency), currency }
  const past = TIMELINES[state] ?? []
  const statuses = refunded === amount ? [...past, 'REFUNDED'] : past
  const hasCome = state === 'processing' || state === 'succeeded'
  return {
    id: uuidOf(payment),
    code: payment,
    name: 'An order',
    pricing_type: 'fixed_price',
    pricing: { local },
    metadata: { order_id: orderId },
    timeline: statuses.map((status) => ({
      status,
      time: isoSeconds(status === 'NEW' && state !== 'pending' ? begunAt : at),
    })),
    payments: hasCome ? [paid(payment, state, local)] : [],
    created_at: isoSeconds(begunAt),
    expires_at: isoSeconds(begunAt + LIFE),
    hosted_url: `https://commerce.coinbase.com/pay/${payment}`,
  }
}

/** For so long a charge may be paid. In ms. */
const LIFE = 48 * 3_600_000

const paid = (payment: string, state: MainState, local: object) => ({
  network: 'base',
  transaction_id: `0x${simulatedId(payment, 24)}`,
  status: state === 'succeeded' ? 'CONFIRMED' : 'PENDING',
  value: { local },
  block: {
    confirmations_accumulated: state === 'succeeded' ? 8 : 2,
    confirmations_required: 8,
  },
})

const CHECKOUT_STATES: { [State in MainState]?: string } = {
  pending: 'ACTIVE',
  processing: 'PROCESSING',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  canceled: 'DEACTIVATED',
  expired: 'EXPIRED',
}

const KEY_NAME = 'organizations/nowhere/apiKeys/bank'

/** Of Business. A checkout has but one name: 24 digits of hex. */
export const coinbaseBusinessTongue: Tongue = {
  ...common,
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

  absent: () => ({
    status: 404,
    body: { errorType: 'not_found', errorMessage: 'checkout not found' },
  }),
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

const checkoutOf = ({
  payment,
  orderId,
  amount,
  currency,
  state,
  at,
  begunAt,
  refunded,
}: Truth) => ({
  id: payment,
  url: `https://payments.coinbase.com/payment-links/pl_${payment}`,
  amount: decimal(amount, currency),
  currency: 'USDC',
  network: 'base',
  status: refunded === amount ? 'REFUNDED' : CHECKOUT_STATES[state],
  fiatAmount: decimal(amount, currency),
  fiatCurrency: currency,
  metadata: { order_id: orderId },
  ...(state === 'succeeded' && { transactionHash: `0x${simulatedId(payment, 24)}` }),
  expiresAt: isoSeconds(begunAt + LIFE),
  createdAt: isoSeconds(begunAt),
  updatedAt: isoSeconds(at),
})
