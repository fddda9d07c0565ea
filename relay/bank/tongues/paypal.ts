/**
 * PayPal, spoken: an order, as the shop makes it, and what became of its money inside it.
 *
 * Of an order, COMPLETED says nothing of money: what was authorized is held, what was captured may be pending.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_get
 * @see https://developer.paypal.com/docs/api/payments/v2/
 * @see https://developer.paypal.com/api/rest/authentication/
 */

import type { MainState } from '../../order/update.ts'
import { simulatedOrderId, simulatedRefundId } from '../../providers/paypal/simulated.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { authorizationOf, hasBasic, idIn, pathOf, queryOf } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Asked, Lost, Reply, Tongue, Truth } from '../tongue.ts'

const ORDERS = /^\/v2\/checkout\/orders\/([^/]+)$/
const CAPTURES = /^\/v2\/payments\/captures\/([^/]+)$/
const AUTHORIZATIONS = /^\/v2\/payments\/authorizations\/([^/]+)$/
const TOKEN = '/v1/oauth2/token'
const EVENTS = '/v1/notifications/webhooks-events'

/** What tells of an error of the token's, and of any other. */
const oauth = (error: string, error_description: string): Reply => ({
  status: 401,
  body: { error, error_description },
})

const fault = (status: number, name: string, message: string, details: object[] = []): Reply => ({
  status,
  body: {
    name,
    message,
    debug_id: '90957fca61718',
    ...(details.length > 0 && { details }),
    links: [],
  },
})

/** In what an order lies open until there is money. */
const ORDER_STATES: { [State in MainState]?: string } = {
  pending: 'CREATED',
  requires_action: 'PAYER_ACTION_REQUIRED',
}

const CAPTURE_STATES: { [State in MainState]?: string } = {
  processing: 'PENDING',
  succeeded: 'COMPLETED',
  failed: 'DECLINED',
}

const AUTHORIZATION_STATES: { [State in MainState]?: string } = {
  authorized: 'CREATED',
  canceled: 'VOIDED',
}

const isTokenRequest = (asked: Asked): boolean => asked.method === 'POST' && pathOf(asked) === TOKEN

export const paypalTongue: Tongue = {
  credentials: 'AbankOfNowhereClient:EbankOfNowhereSecret',
  states: [
    ...(['pending', 'requires_action', 'processing', 'authorized'] as const),
    ...(['succeeded', 'failed', 'canceled'] as const),
  ],

  payment: (unique) => simulatedId(`payment ${unique}`, 17).toUpperCase(),
  asks: ({ payment }) => [simulatedOrderId(payment)],

  refuses(asked, { parts, token }) {
    if (!isTokenRequest(asked)) {
      if (authorizationOf(asked, 'Bearer') === token) return undefined
      return oauth('invalid_token', 'Token signature verification failed')
    }
    const { clientId = '', secret = '' } = parts
    if (hasBasic(asked, clientId, secret)) return undefined
    return oauth('invalid_client', 'Client Authentication failed')
  },

  token(asked, { token }) {
    if (!isTokenRequest(asked)) return undefined
    if (new URLSearchParams(asked.body).get('grant_type') !== 'client_credentials') {
      const error_description = 'unsupported grant_type'
      return { status: 400, body: { error: 'unsupported_grant_type', error_description } }
    }
    return {
      status: 200,
      body: {
        scope: 'https://uri.paypal.com/services/payments/payment',
        access_token: token,
        token_type: 'Bearer',
        app_id: 'APP-80W284485P519543T',
        expires_in: 32_400,
      },
    }
  },

  lists: (asked, lost) => (pathOf(asked) === EVENTS ? events(queryOf(asked), lost) : undefined),

  asksFor(asked) {
    if (asked.method !== 'GET') return undefined
    return idIn(asked, ORDERS) ?? idIn(asked, CAPTURES) ?? idIn(asked, AUTHORIZATIONS)
  },

  isNamed: ({ payment }, name) => name === payment || name === simulatedOrderId(payment),

  says(truth, asked) {
    const { payment, state } = truth
    if (idIn(asked, ORDERS) === simulatedOrderId(payment)) {
      return { status: 200, body: orderOf(truth) }
    }
    const isCapture = idIn(asked, CAPTURES) === payment && state in CAPTURE_STATES
    const isHold = idIn(asked, AUTHORIZATIONS) === payment && state in AUTHORIZATION_STATES
    if (!isCapture && !isHold) return absent()
    const order_id = simulatedOrderId(payment)
    const body = { ...paymentOf(truth), supplementary_data: { related_ids: { order_id } } }
    return { status: 200, body }
  },

  absent,

  tooMuch: fault(429, 'RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'),

  moods: {
    internal_error: () =>
      fault(500, 'INTERNAL_SERVER_ERROR', 'An internal server error has occurred.'),
    unavailable: () => fault(503, 'SERVICE_UNAVAILABLE', 'Service Unavailable.'),
    token_expired_early: () => oauth('invalid_token', 'The token has expired.'),
  },
}

/** As they went out. The next page is told as an address. */
function events(query: URLSearchParams, lost: readonly Lost[]): Reply {
  const [from, to] = ['start_time', 'end_time'].map((name) => Date.parse(query.get(name) ?? ''))
  const [begin, size] = ['begin', 'page_size'].map((name) => Number(query.get(name) ?? 0))
  const found = lost.filter(({ at }) => at >= (from ?? 0) && at <= (to ?? 0))
  const end = (begin ?? 0) + (size || 10)
  const more = new URLSearchParams(query)
  more.set('begin', String(end))
  const href = `https://api-m.paypal.com${EVENTS}?${more}`
  return {
    status: 200,
    body: {
      events: found.slice(begin, end).map(({ payload }) => payload),
      count: found.length,
      links: end < found.length ? [{ href, rel: 'next', method: 'GET' }] : [],
    },
  }
}

/** Also what becomes of an order that nobody approved in time. */
function absent(): Reply {
  const description =
    'Specified resource ID does not exist. Please check the resource ID and try again.'
  return fault(404, 'RESOURCE_NOT_FOUND', 'The specified resource does not exist.', [
    { issue: 'INVALID_RESOURCE_ID', description },
  ])
}

const money = (amount: number, currency: string) => ({
  currency_code: currency,
  value: decimal(amount, currency),
})

function orderOf(truth: Truth) {
  const { payment, orderId, amount, currency, state, at, begunAt } = truth
  const id = simulatedOrderId(payment)
  const isHeld = state in AUTHORIZATION_STATES
  const payments = {
    ...(isHeld && { authorizations: [paymentOf(truth)] }),
    ...(state in CAPTURE_STATES && { captures: [paymentOf(truth)] }),
    ...(truth.refunded !== undefined && { refunds: [refundOf(truth, truth.refunded)] }),
  }
  const isOpen = state in ORDER_STATES
  return {
    id,
    intent: isHeld ? 'AUTHORIZE' : 'CAPTURE',
    status: ORDER_STATES[state] ?? 'COMPLETED',
    purchase_units: [
      {
        reference_id: 'default',
        custom_id: orderId,
        amount: money(amount, currency),
        ...(!isOpen && { payments }),
      },
    ],
    create_time: isoSeconds(begunAt),
    update_time: isoSeconds(at),
    links: [link('self', `checkout/orders/${id}`)],
  }
}

/** A capture, or an authorization. */
function paymentOf({ payment, orderId, amount, currency, state, at, begunAt, refunded }: Truth) {
  const wentBack = refunded === amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  const captured = refunded === undefined ? CAPTURE_STATES[state] : wentBack
  const kind = state in CAPTURE_STATES ? 'captures' : 'authorizations'
  return {
    id: payment,
    status: captured ?? AUTHORIZATION_STATES[state],
    ...(DETAILS[state] && { status_details: { reason: DETAILS[state] } }),
    amount: money(amount, currency),
    custom_id: orderId,
    create_time: isoSeconds(begunAt),
    update_time: isoSeconds(at),
    links: [
      link('self', `payments/${kind}/${payment}`),
      link('up', `checkout/orders/${simulatedOrderId(payment)}`),
    ],
  }
}

const DETAILS: { [State in MainState]?: string } = {
  processing: 'ECHECK',
  failed: 'DECLINED_BY_RISK_FRAUD_FILTERS',
}

const refundOf = ({ payment, orderId, currency, at }: Truth, refunded: number) => ({
  id: simulatedRefundId(payment),
  status: 'COMPLETED',
  amount: money(refunded, currency),
  custom_id: orderId,
  create_time: isoSeconds(at),
  update_time: isoSeconds(at),
  links: [link('up', `payments/captures/${payment}`)],
})

const link = (rel: string, path: string) => ({
  href: `https://api.paypal.com/v2/${path}`,
  rel,
  method: 'GET',
})
