/**
 * MTN MoMo: what came of a request to pay (collections). It is asked for by the UUID under which it was made, which no
 * answer has.
 *
 * @see https://momodeveloper.mtn.com/api-documentation
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { uuidOf } from '../ids.ts'
import { authorizationOf, hasBasic, idIn, pathOf } from '../request.ts'
import type { Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TOKEN = '/collection/token/'
const REQUEST = /^\/collection\/v1_0\/requesttopay\/([^/]+)$/

type Outcome = [status: string, reason?: string]

const OUTCOMES = wording<Outcome>({
  requires_action: ['PENDING'],
  succeeded: ['SUCCESSFUL'],
  failed: byReason<Outcome>({
    insufficient_funds: ['FAILED', 'NOT_ENOUGH_FUNDS'],
    limit_exceeded: ['FAILED', 'PAYER_LIMIT_REACHED'],
    invalid_account: ['FAILED', 'PAYER_NOT_FOUND'],
    declined: ['FAILED', 'NOT_ALLOWED'],
    provider_error: ['FAILED', 'INTERNAL_PROCESSING_ERROR'],
  }),
  canceled: ['FAILED', 'APPROVAL_REJECTED'],
  expired: byReason<Outcome>({
    expired: ['FAILED', 'EXPIRED'],
    no_response: ['FAILED', 'COULD_NOT_PERFORM_TRANSACTION'],
  }),
})

export const mtnMomoTongue: Tongue = {
  credentials: '5f0f2b6a-0000-4000-8000-000000000000:fakeApiKey:fakeSubscriptionKey:sandbox',
  states: OUTCOMES.states,
  // Made up by the shop, and in no answer: here always the same for a payment.
  asks: ({ payment }) => [uuidOf(payment)],

  refuses(asked, { parts, token }) {
    const { apiUser = '', apiKey = '', subscriptionKey = '', environment } = parts
    // The gateway looks before MTN does.
    if (asked.headers.get('ocp-apim-subscription-key') !== subscriptionKey || !subscriptionKey) {
      const message = 'Access denied due to invalid subscription key.'
      return { status: 401, body: { statusCode: 401, message } }
    }
    if (pathOf(asked) === TOKEN) {
      const isKnown = asked.method === 'POST' && hasBasic(asked, apiUser, apiKey)
      return isKnown ? undefined : { status: 401, body: { error: 'login_failed' } }
    }
    if (authorizationOf(asked, 'Bearer') !== token) {
      return { status: 401, body: { error: 'invalid_token', message: 'Access token expired' } }
    }
    if (asked.headers.get('x-target-environment') === environment) return undefined
    const message = 'Access to target environment is forbidden.'
    return { status: 400, body: { code: 'NOT_ALLOWED_TARGET_ENVIRONMENT', message } }
  },

  token(asked, { token }) {
    if (pathOf(asked) !== TOKEN) return undefined
    return {
      status: 200,
      body: { access_token: token, token_type: 'access_token', expires_in: 3600 },
    }
  },

  asksFor: (asked) => idIn(asked, REQUEST),
  isNamed: ({ payment }, name) => uuidOf(payment) === name,

  says: (truth) => ({
    status: 200,
    body: {
      externalId: truth.payment,
      amount: decimal(truth.amount, truth.currency),
      currency: truth.currency,
      payer: { partyIdType: 'MSISDN', partyId: '256770000000' },
      payerMessage: 'Fake bank',
      payeeNote: truth.orderId,
      ...outcomeOf(truth),
    },
  }),

  absent: () => ({
    status: 404,
    body: { code: 'RESOURCE_NOT_FOUND', message: 'Requested resource was not found.' },
  }),

  tooMuch: {
    status: 429,
    body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 5 seconds.' },
  },
}

function outcomeOf(truth: Truth): object {
  const [status, code] = OUTCOMES.of(truth)
  return {
    status,
    ...(truth.state === 'succeeded' && { financialTransactionId: `mtn-${truth.payment}` }),
    ...(code && { reason: { code, message: `Simulated: ${code}` } }),
  }
}
