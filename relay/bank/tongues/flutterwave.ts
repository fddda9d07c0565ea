/**
 * Flutterwave v4, when it is asked: one charge by Flutterwave's own name for it.
 *
 * @see https://developer.flutterwave.com/reference/charges_get
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { authorizationOf, idIn, pathOf } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TOKEN = '/realms/flutterwave/protocol/openid-connect/token'
const CHARGE = /^\/charges\/([^/]+)$/

interface Word {
  status: string
  processor_response: { type: string; code: string } | null
  next_action?: object
}

const failed = (type: string, code: string): Word => ({
  status: 'failed',
  processor_response: { type, code },
})

const WORDS = wording<Word>({
  requires_action: {
    status: 'pending',
    processor_response: null,
    next_action: {
      type: 'payment_instruction',
      payment_instruction: { note: 'Please authorise this payment on your mobile device.' },
    },
  },
  processing: { status: 'pending', processor_response: { type: 'pending', code: '02' } },
  canceled: { status: 'voided', processor_response: { type: 'approved', code: '00' } },
  failed: byReason({
    insufficient_funds: failed('insufficient_funds', '51'),
    authentication_failed: failed('declined', '55'),
    no_response: failed('declined', '68'),
    limit_exceeded: failed('declined', '61'),
    invalid_account: failed('declined', '54'),
    declined: failed('declined', '05'),
  }),
  succeeded: { status: 'succeeded', processor_response: { type: 'approved', code: '00' } },
})

const fault = (status: number, type: string, code: string, message: string): Reply => ({
  status,
  body: { status: 'failed', error: { type, code, message, validation_errors: [] } },
})

/** As the identity server says it, which is Keycloak. */
const noToken = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { error, error_description },
})

export const flutterwaveTongue: Tongue = {
  credentials: 'bank-of-the-demo:secretOfTheDemosBank',
  states: WORDS.states,
  payment: (unique) => `chg_${unique}`,
  asks: ({ payment }) => [payment],

  refuses(asked, { parts: { clientId, clientSecret }, token }) {
    if (pathOf(asked) !== TOKEN) {
      return authorizationOf(asked, 'Bearer') === token
        ? undefined
        : fault(401, 'UNAUTHORIZED', '10401', 'The access token is invalid or has expired')
    }
    if (asked.method !== 'POST') {
      return noToken(405, 'invalid_request', 'HTTP 405 Method Not Allowed')
    }
    const form = new URLSearchParams(asked.body)
    if (form.get('grant_type') !== 'client_credentials') {
      return noToken(400, 'unsupported_grant_type', 'Unsupported grant_type')
    }
    const isKnown = form.get('client_id') === clientId && form.get('client_secret') === clientSecret
    return isKnown
      ? undefined
      : noToken(401, 'invalid_client', 'Invalid client or Invalid client credentials')
  },

  token: (asked, { token }) =>
    pathOf(asked) === TOKEN
      ? {
          status: 200,
          body: {
            access_token: token,
            expires_in: 600,
            refresh_expires_in: 0,
            token_type: 'Bearer',
            'not-before-policy': 0,
            scope: 'profile email',
          },
        }
      : undefined,

  asksFor: (asked) => idIn(asked, CHARGE),
  isNamed: ({ payment }, name) => name === payment,

  says(truth) {
    const { orderId, payment, amount, currency, begunAt, refunded = 0 } = truth
    const data = {
      id: payment,
      amount: Number(decimal(amount, currency)),
      currency,
      customer_id: 'cus_simulated',
      reference: orderId,
      meta: { order_id: orderId },
      next_action: null,
      fees: [],
      refunded: refunded > 0,
      settled: false,
      disputed: false,
      created_datetime: isoTime(begunAt),
      ...WORDS.of(truth),
    }
    return { status: 200, body: { status: 'success', message: 'Charge fetched', data } }
  },

  absent: () => fault(404, 'RESOURCE_NOT_FOUND', '10404', 'Charge not found'),
  tooMuch: fault(429, 'TOO_MANY_REQUESTS', '10429', 'Too many requests'),

  moods: {
    server_error: () => fault(500, 'INTERNAL_SERVER_ERROR', '10500', 'An error occurred'),
  },
}
