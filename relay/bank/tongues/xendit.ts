/**
 * Xendit, when it is asked: a payment request, by the id that the shop was given for it, in the words of either version
 * of the API; of the third, also its latest payment. There are no invoices here.
 *
 * @see https://docs.xendit.co/apidocs/get-payment
 */

import { decimal } from '../../providers/reading/amounts.ts'
import { uuidOf } from '../ids.ts'
import { hasBasic, idIn, pathOf, queryOf } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const REQUEST = /^\/v3\/payment_requests\/([^/]+)$/
const REQUEST_OF_V2 = /^\/payment_requests\/([^/]+)$/
const PAYMENT = /^\/v3\/payments\/([^/]+)$/
const INVOICES = '/v2/invoices'

/** Of the API, where there are several. */
const VERSION = '2024-11-11'

interface Word {
  status: string
  failure_code?: string
}

const failed = (failure_code: string): Word => ({ status: 'FAILED', failure_code })

const WORDS = wording<Word>({
  requires_action: { status: 'REQUIRES_ACTION' },
  processing: { status: 'PENDING' },
  authorized: { status: 'AUTHORIZED' },
  expired: { status: 'EXPIRED' },
  canceled: { status: 'CANCELED' },
  failed: byReason({
    insufficient_funds: failed('INSUFFICIENT_BALANCE'),
    authentication_failed: failed('INVALID_PIN'),
    canceled_by_customer: failed('USER_DECLINED_PAYMENT'),
    no_response: failed('USER_DID_NOT_AUTHORIZE_THE_PAYMENT'),
    unreachable: failed('USER_UNREACHABLE'),
    limit_exceeded: failed('TRANSACTION_LIMIT_REACHED'),
    declined: failed('DECLINED_BY_ISSUER'),
  }),
  succeeded: { status: 'SUCCEEDED' },
})

const limits = (remaining: number) => ({
  'rate-limit-limit': '600',
  'rate-limit-remaining': String(remaining),
  'rate-limit-reset': '58.37',
})

const reply = (status: number, body: object): Reply => ({ status, headers: limits(583), body })

const fault = (status: number, error_code: string, message: string): Reply =>
  reply(status, { error_code, message })

export const xenditTongue: Tongue = {
  credentials: 'xnd_development_bankOfTheDemo',
  states: WORDS.states,
  payment: (unique) => `py-${uuidOf(unique)}`,
  asks: ({ payment }) => [requestOf(payment)],

  refuses(asked, { parts: { key = '' } }) {
    if (!hasBasic(asked, key, '')) {
      return fault(401, 'INVALID_API_KEY', 'API key is not authorized for this API service')
    }
    const needsVersion = pathOf(asked).startsWith('/v3/')
    return needsVersion && asked.headers.get('api-version') !== VERSION
      ? fault(400, 'API_VALIDATION_ERROR', 'api-version is required')
      : undefined
  },

  asksFor: (asked) =>
    idIn(asked, REQUEST) ??
    idIn(asked, PAYMENT) ??
    idIn(asked, REQUEST_OF_V2) ??
    externalIdIn(asked),
  isNamed: ({ payment }, name) => name === payment || name === requestOf(payment),

  says(truth, asked) {
    if (idIn(asked, REQUEST) !== undefined) return reply(200, requestIn(truth))
    return reply(200, idIn(asked, PAYMENT) === undefined ? requestOfV2(truth) : paymentIn(truth))
  },

  absent: (asked) =>
    pathOf(asked) === INVOICES
      ? reply(200, [])
      : fault(404, 'DATA_NOT_FOUND', 'The requested resource was not found'),

  tooMuch: {
    ...fault(429, 'RATE_LIMIT_EXCEEDED', 'You have exceeded the rate limit'),
    headers: limits(0),
  },

  moods: {
    server_error: () => fault(500, 'SERVER_ERROR', 'An unexpected error occurred'),
    no_permission: () =>
      fault(403, 'REQUEST_FORBIDDEN_ERROR', 'API key does not have the permission'),
  },
}

const externalIdIn = (asked: Asked): string | undefined =>
  (pathOf(asked) === INVOICES && queryOf(asked).get('external_id')) || undefined

/** By which the payment was requested. */
const requestOf = (payment: string): string => payment.replace(/^(?:py-)?/, 'pr-')

const sharedBy = ({ orderId, currency, begunAt, at }: Truth) => ({
  business_id: 'simulated',
  reference_id: orderId,
  country: 'ID',
  currency,
  capture_method: 'AUTOMATIC',
  created: isoTime(begunAt),
  updated: isoTime(at),
})

const major = ({ amount, currency }: Truth): number => Number(decimal(amount, currency))

const partOf = (truth: Truth) => ({
  ...sharedBy(truth),
  payment_request_id: requestOf(truth.payment),
  request_amount: major(truth),
  channel_code: 'DANA',
  ...WORDS.of(truth),
})

const requestIn = (truth: Truth) => ({
  ...partOf(truth),
  type: 'PAY',
  channel_properties: {},
  latest_payment_id: truth.payment,
})

const paymentIn = (truth: Truth) => ({ ...partOf(truth), payment_id: truth.payment })

function requestOfV2(truth: Truth) {
  const { status, failure_code = null } = WORDS.of(truth)
  return {
    ...sharedBy(truth),
    id: requestOf(truth.payment),
    amount: major(truth),
    payment_method: { id: truth.payment.replace(/^(?:py-)?/, 'pm-'), type: 'EWALLET' },
    failure_code,
    actions: [],
    status: status === 'AUTHORIZED' ? 'AWAITING_CAPTURE' : status,
  }
}
