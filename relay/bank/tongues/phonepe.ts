/**
 * PhonePe, the second version of its API: orders of a shop that uses the standard checkout. Other ways to integrate
 * have addresses of their own, at which nobody knows these orders.
 *
 * @see https://developer.phonepe.com/payment-gateway/website-integration/standard-checkout/api-integration/api-reference/order-status
 */

import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { authorizationOf, idIn, pathOf } from '../request.ts'
import type { Tongue, Truth } from '../tongue.ts'

const TOKEN = '/v1/oauth/token'
const ORDER = /^\/checkout\/v2\/order\/([^/]+)\/status$/

/** How long a shopper has, and a token is good. In ms. */
const PATIENCE = 600_000
const TOKEN_LIFE = 3_600_000

/** Of the order, and of the latest attempt, where there is one. */
const STATES: { [State in MainState]?: [order: string, attempt?: string] } = {
  pending: ['PENDING'],
  requires_action: ['PENDING', 'FAILED'],
  processing: ['PENDING', 'PENDING'],
  expired: ['EXPIRED', 'FAILED'],
  failed: ['FAILED', 'FAILED'],
  succeeded: ['COMPLETED', 'COMPLETED'],
}

/** In the codes of UPI; the first is told where no reason is known. */
const FAILURES: { [Code in ReasonCode]?: string } = {
  insufficient_funds: 'Z9',
  authentication_failed: 'ZM',
  canceled_by_customer: 'ZA',
  no_response: 'U69',
  limit_exceeded: 'Z8',
  declined: 'U16',
}

export const phonepeTongue: Tongue = {
  credentials: 'FAKEBANK:1:fakeClientSecret',
  states: ['pending', 'requires_action', 'processing', 'expired', 'failed', 'succeeded'],

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
  const { orderId, payment, amount, begunAt, state } = truth
  const [of, attempt] = STATES[state] ?? ['PENDING']
  const why = state === 'failed' || state === 'requires_action' ? failureOf(truth) : {}
  return {
    ...{ merchantId: 'FAKEBANK', merchantOrderId: orderId, orderId: payment, state: of },
    ...{ amount, payableAmount: amount, feeAmount: 0 },
    expireAt: begunAt + PATIENCE,
    metaInfo: {},
    paymentDetails: attempt === undefined ? [] : [attemptOf(truth, attempt, why)],
    ...(state === 'failed' && why),
  }
}

const attemptOf = ({ payment, amount, at }: Truth, state: string, why: object): object => ({
  ...{ transactionId: `OM${payment}`, paymentMode: 'UPI_INTENT', timestamp: at },
  ...{ amount, payableAmount: amount, feeAmount: 0, state, ...why },
})

const failureOf = ({ reason }: Truth): object => ({
  errorCode: 'AUTHORIZATION_ERROR',
  detailedErrorCode: (reason && FAILURES[reason]) ?? FAILURES.insufficient_funds,
})
