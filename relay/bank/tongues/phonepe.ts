/**
 * PhonePe, the second version of its API: orders of a shop that uses the standard checkout. Other ways to integrate
 * have addresses of their own, at which nobody knows these orders.
 *
 * @see https://developer.phonepe.com/payment-gateway/website-integration/standard-checkout/api-integration/api-reference/order-status
 */

import { authorizationOf, idIn, pathOf } from '../request.ts'
import type { Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TOKEN = '/v1/oauth/token'
const ORDER = /^\/checkout\/v2\/order\/([^/]+)\/status$/

/** How long a shopper has, and a token is good. In ms. */
const PATIENCE = 600_000
const TOKEN_LIFE = 3_600_000

/** States of the order, and of the latest attempt, where there is one; and why that failed, in the codes of UPI. */
type Outcome = [order: string, attempt?: string, detailedErrorCode?: string]

const failed = (detailedErrorCode: string): Outcome => ['FAILED', 'FAILED', detailedErrorCode]

const OUTCOMES = wording<Outcome>({
  pending: ['PENDING'],
  requires_action: ['PENDING', 'FAILED', 'ZM'],
  processing: ['PENDING', 'PENDING'],
  expired: ['EXPIRED', 'FAILED'],
  failed: byReason({
    insufficient_funds: failed('Z9'),
    authentication_failed: failed('ZM'),
    canceled_by_customer: failed('ZA'),
    no_response: failed('U69'),
    limit_exceeded: failed('Z8'),
    declined: failed('U16'),
  }),
  succeeded: ['COMPLETED', 'COMPLETED'],
})

export const phonepeTongue: Tongue = {
  credentials: 'FAKEBANK:1:fakeClientSecret',
  states: OUTCOMES.states,

  refuses(asked, { parts, token }) {
    if (pathOf(asked) === TOKEN) {
      const form = new URLSearchParams(asked.body)
      const isKnown =
        form.get('client_id') === parts.clientId &&
        form.get('client_version') === parts.clientVersion &&
        form.get('client_secret') === parts.clientSecret
      if (isKnown && form.get('grant_type') === 'client_credentials') return undefined
      return { status: 401, body: { code: 'UNAUTHORIZED', message: 'Unauthorized' } }
    }
    return authorizationOf(asked, 'O-Bearer') === token
      ? undefined
      : { status: 401, body: { code: 'AUTHORIZATION_FAILED', message: 'Unauthorized' } }
  },

  token(asked, { token, now }) {
    if (pathOf(asked) !== TOKEN) return undefined
    const issued_at = Math.floor(now / 1000)
    const expires_at = issued_at + TOKEN_LIFE / 1000
    return {
      status: 200,
      body: { access_token: token, token_type: 'O-Bearer', issued_at, expires_at },
    }
  },

  asksFor: (asked) => idIn(asked, ORDER),
  isNamed: ({ orderId }, name) => orderId === name,
  says: (truth) => ({ status: 200, body: order(truth) }),

  absent: () => ({
    status: 404,
    body: { success: false, code: 'ORDER_NOT_FOUND', message: 'Order not found', data: {} },
  }),

  tooMuch: { status: 429, body: { code: 'TOO_MANY_REQUESTS', message: 'Too many requests' } },
  // "The transaction is being processed", whatever came of it.
  moods: {
    under_way: () => ({
      status: 417,
      body: { success: false, code: 'INTERNAL_SERVER_ERROR', message: 'Expectation failed' },
    }),
  },
}

function order(truth: Truth): object {
  const { orderId, payment, amount, begunAt, at } = truth
  const [state, attempt, detailedErrorCode] = OUTCOMES.of(truth)
  const money = { amount, payableAmount: amount, feeAmount: 0 }
  const why = detailedErrorCode && { errorCode: 'AUTHORIZATION_ERROR', detailedErrorCode }
  const latest = { transactionId: `OM${payment}`, paymentMode: 'UPI_INTENT', timestamp: at }
  return {
    ...{ merchantId: 'FAKEBANK', merchantOrderId: orderId, orderId: payment, state, ...money },
    expireAt: begunAt + PATIENCE,
    metaInfo: {},
    paymentDetails: attempt === undefined ? [] : [{ ...latest, ...money, state: attempt, ...why }],
    // Of an order that is open, only the attempt has one.
    ...(state === 'FAILED' && why),
  }
}
