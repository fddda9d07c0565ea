/**
 * Paddle, spoken: a transaction, and where that is asked for, what went back of it.
 *
 * @see https://developer.paddle.com/api-reference/transactions/get-transaction
 * @see https://developer.paddle.com/errors/overview
 */

import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { simulatedAdjustmentId } from '../../providers/paddle/simulated.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { authorizationOf, idIn, queryOf } from '../request.ts'
import { isoTime } from '../times.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'

const TRANSACTION = /^\/transactions\/([^/]+)$/

const meta = { request_id: 'b15ec92e-8688-40d4-a04d-f44cbec93355' }

const fault = (status: number, code: string, detail: string, type = 'request_error'): Reply => ({
  status,
  body: {
    error: {
      ...{ type, code, detail },
      documentation_url: `https://developer.paddle.com/errors/shared/${code}`,
    },
    meta,
  },
})

/** As the transaction has it, and its latest attempt. */
const STATES: { [State in MainState]?: readonly [transaction: string, attempt?: string] } = {
  pending: ['ready'],
  requires_action: ['ready', 'action_required'],
  processing: ['paid', 'captured'],
  authorized: ['ready', 'authorized'],
  succeeded: ['completed', 'captured'],
  failed: ['ready', 'error'],
  canceled: ['canceled'],
}

/** https://developer.paddle.com/api-reference/transactions/overview#payments */
const FAILURES: { [Code in ReasonCode]?: string } = {
  insufficient_funds: 'not_enough_balance',
  authentication_failed: 'authentication_failed',
  invalid_account: 'expired_card',
  provider_error: 'issuer_unavailable',
}

export const paddleTongue: Tongue = {
  credentials: 'pdl_sdbx_apikey_bank_of_nowhere',
  states: [
    ...(['pending', 'requires_action', 'processing', 'authorized'] as const),
    ...(['succeeded', 'failed', 'canceled'] as const),
  ],

  payment: (unique) => `txn_${simulatedId(unique, 26)}`,
  asks: ({ payment }) => [payment],

  refuses(asked, { parts }) {
    const { headers } = asked
    const version = headers.get('paddle-version') ?? '1'
    if (!headers.get('authorization')) {
      return fault(403, 'authentication_missing', 'Authentication header missing.')
    }
    const key = authorizationOf(asked, 'Bearer')
    if (!key?.startsWith('pdl_')) {
      const why = 'Authentication header included, but incorrectly formatted.'
      return fault(403, 'authentication_malformed', why)
    }
    if (key !== parts['key']) {
      return fault(403, 'forbidden', "You don't have permission to access this resource")
    }
    return version === '1' ? undefined : fault(400, 'bad_request', 'Invalid request.')
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, TRANSACTION) : undefined),

  isNamed: ({ payment }, name) => name === payment,

  says(truth, asked) {
    const included = new Set(queryOf(asked).get('include')?.split(','))
    return { status: 200, body: { data: transaction(truth, included), meta } }
  },

  absent: (asked: Asked) => fault(404, 'not_found', `Entity ${idIn(asked, TRANSACTION)} not found`),

  tooMuch: {
    ...fault(
      429,
      'too_many_requests',
      'IP address exceeded the allowed rate limit. Retry after the number of seconds in the Retry-After header.',
      'api_error',
    ),
    headers: { 'Retry-After': '37' },
  },

  moods: {
    internal_error: () => fault(500, 'internal_error', 'An internal error occurred.', 'api_error'),
    unavailable: () =>
      fault(503, 'service_unavailable', 'The service is unavailable.', 'api_error'),
  },
}

/** `included`: what is asked for besides. */
function transaction(truth: Truth, included: ReadonlySet<string>) {
  const { payment, orderId, amount, currency, state, at, begunAt, refunded } = truth
  const [status, attempt] = STATES[state] ?? []
  const adjustments = refunded === undefined ? [] : [adjustment(truth, refunded)]
  return {
    id: payment,
    status,
    currency_code: currency,
    origin: 'api',
    collection_mode: 'automatic',
    // A bill has a number once it is paid.
    invoice_number: state === 'succeeded' ? `325-${simulatedId(payment, 5)}` : null,
    custom_data: { order_id: orderId },
    items: [],
    details: {
      tax_rates_used: [],
      line_items: [],
      totals: {
        ...{ subtotal: String(amount), tax: '0' },
        ...{ total: String(amount), grand_total: String(amount), currency_code: currency },
      },
    },
    payments: attempt === undefined ? [] : [attempted(truth, attempt)],
    ...(included.has('adjustment') && { adjustments }),
    ...(included.has('adjustments_totals') && {
      adjustments_totals: { total: String(refunded ?? 0), currency_code: currency },
    }),
    created_at: isoTime(begunAt),
    updated_at: isoTime(at),
  }
}

const attempted = ({ payment, amount, begunAt, at, reason, state }: Truth, status: string) => ({
  payment_attempt_id: `attempt-${simulatedId(payment, 12)}`,
  amount: String(amount),
  status,
  error_code: state === 'failed' ? ((reason && FAILURES[reason]) ?? 'declined') : null,
  created_at: isoTime(begunAt),
  captured_at: status === 'captured' ? isoTime(at) : null,
})

const adjustment = ({ payment, amount, currency, at }: Truth, refunded: number) => ({
  id: simulatedAdjustmentId(payment, 'refund'),
  action: 'refund',
  type: refunded === amount ? 'full' : 'partial',
  transaction_id: payment,
  status: 'approved',
  items: [],
  currency_code: currency,
  totals: { total: String(refunded), currency_code: currency },
  created_at: isoTime(at),
  updated_at: isoTime(at),
})
