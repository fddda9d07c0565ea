/**
 * MTN MoMo: what came of a request to pay (collections). It is asked for by the UUID under which it was made, which no
 * answer has.
 *
 * @see https://momodeveloper.mtn.com/api-documentation
 */

import { hash } from 'node:crypto'
import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { authorizationOf, hasBasic, idIn, pathOf } from '../request.ts'
import type { Tongue, Truth } from '../tongue.ts'

const TOKEN = '/collection/token/'
const REQUEST = /^\/collection\/v1_0\/requesttopay\/([^/]+)$/

/** Of states for which there is a reason, the first is told where none is known. */
const REASONS: { [State in MainState]?: { [Code in ReasonCode]?: string } } = {
  failed: {
    insufficient_funds: 'NOT_ENOUGH_FUNDS',
    limit_exceeded: 'PAYER_LIMIT_REACHED',
    invalid_account: 'PAYER_NOT_FOUND',
    declined: 'NOT_ALLOWED',
    provider_error: 'INTERNAL_PROCESSING_ERROR',
  },
  expired: { expired: 'EXPIRED', no_response: 'COULD_NOT_PERFORM_TRANSACTION' },
  canceled: { canceled_by_customer: 'APPROVAL_REJECTED' },
}

export const mtnMomoTongue: Tongue = {
  credentials: '5f0f2b6a-0000-4000-8000-000000000000:fakeApiKey:fakeSubscriptionKey:sandbox',
  states: ['requires_action', 'expired', 'canceled', 'failed', 'succeeded'],
  asks: ({ payment }) => [referenceOf(payment)],

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
  isNamed: ({ payment }, name) => referenceOf(payment) === name,

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

function outcomeOf({ state, reason, payment }: Truth): object {
  if (state === 'succeeded') {
    return { status: 'SUCCESSFUL', financialTransactionId: `mtn-${payment}` }
  }
  const reasons = REASONS[state]
  if (!reasons) return { status: 'PENDING' }
  const code = (reason && reasons[reason]) ?? Object.values(reasons)[0]
  return { status: 'FAILED', reason: { code, message: `Simulated: ${code}` } }
}

/** The UUID that a shop made up for its request, which says nothing: here always the same for a payment. */
const referenceOf = (payment: string): string =>
  hash('sha256', payment, 'hex').replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    '$1-$2-4$3-8$4-$5',
  )
