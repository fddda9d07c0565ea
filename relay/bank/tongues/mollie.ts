/**
 * Mollie, spoken: a payment, and where that is asked for, what went back of it.
 *
 * @see https://docs.mollie.com/reference/get-payment
 * @see https://docs.mollie.com/reference/handling-errors
 */

import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { simulatedRefundId } from '../../providers/mollie/simulated.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { authorizationOf, idIn, queryOf } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Reply, Tongue, Truth } from '../tongue.ts'

const PAYMENT = /^\/v2\/payments\/([^/]+)$/

const HAL = { 'Content-Type': 'application/hal+json' }

const good = (body: object): Reply => ({ status: 200, headers: HAL, body })

const fault = (status: number, title: string, detail: string): Reply => ({
  status,
  headers: HAL,
  body: {
    ...{ status, title, detail },
    _links: { documentation: { href: 'https://docs.mollie.com/errors', type: 'text/html' } },
  },
})

const STATES: { [State in MainState]?: string } = {
  pending: 'open',
  // A bank transfer, for which it waits.
  requires_action: 'open',
  processing: 'pending',
  authorized: 'authorized',
  succeeded: 'paid',
  failed: 'failed',
  canceled: 'canceled',
  expired: 'expired',
}

/** Those that are dated, each by a field of its own. */
const DATED: ReadonlySet<MainState> = new Set([
  ...(['authorized', 'succeeded', 'failed', 'canceled', 'expired'] as const),
])

/** https://docs.mollie.com/docs/status-change#failure-reasons */
const FAILURES: { [Code in ReasonCode]?: string } = {
  insufficient_funds: 'insufficient_funds',
  authentication_failed: 'authentication_failed',
  invalid_account: 'card_expired',
}

/** For so long a payment may be made. In ms. */
const OPEN = 15 * 60_000

export const mollieTongue: Tongue = {
  credentials: 'test_BankOfNowhereMollie',
  states: [
    ...(['pending', 'requires_action', 'processing', 'authorized'] as const),
    ...(['succeeded', 'failed', 'canceled', 'expired'] as const),
  ],

  payment: (unique) => `tr_${unique}`,
  asks: ({ payment }) => [payment],

  refuses(asked, { parts }) {
    if (authorizationOf(asked, 'Bearer') === parts['key']) return undefined
    const why = 'Missing authentication, or failed to authenticate'
    return fault(401, 'Unauthorized Request', why)
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, PAYMENT) : undefined),

  isNamed: ({ payment }, name) => name === payment,

  says(truth, asked) {
    const embed = new Set(queryOf(asked).get('embed')?.split(','))
    return good(paymentOf(truth, embed))
  },

  absent: (asked) =>
    fault(404, 'Not Found', `No payment exists with token ${idIn(asked, PAYMENT)}.`),

  tooMuch: fault(429, 'Too Many Requests', 'Too many requests, please try again later.'),

  moods: {
    unavailable: () => fault(503, 'Service Unavailable', 'The service is temporarily unavailable.'),
    gone: () => fault(410, 'Gone', 'The payment is no longer available.'),
  },
}

const money = (amount: number, currency: string) => ({ value: decimal(amount, currency), currency })

/** `embed`: what of it is asked for besides. */
function paymentOf(truth: Truth, embed: ReadonlySet<string>) {
  const { payment, orderId, amount, currency, state, at, begunAt, refunded } = truth
  const status = STATES[state] ?? ''
  const refunds = refunded === undefined ? [] : [refundOf(truth, refunded)]
  return {
    resource: 'payment',
    id: payment,
    mode: 'test',
    createdAt: zoned(begunAt),
    amount: money(amount, currency),
    description: 'An order',
    method: state === 'requires_action' ? 'banktransfer' : 'ideal',
    metadata: { order_id: orderId },
    status,
    expiresAt: zoned(begunAt + OPEN),
    ...(DATED.has(state) && { [`${status}At`]: zoned(at) }),
    ...(state === 'failed' && { details: { failureReason: failureOf(truth) } }),
    ...(state === 'succeeded' && {
      amountRefunded: money(refunded ?? 0, currency),
      amountRemaining: money(amount - (refunded ?? 0), currency),
    }),
    ...(embed.has('refunds') && { _embedded: { refunds } }),
  }
}

const failureOf = ({ reason }: Truth): string => (reason && FAILURES[reason]) ?? 'refused_by_issuer'

const refundOf = ({ payment, currency, at }: Truth, refunded: number) => ({
  resource: 'refund',
  id: simulatedRefundId(payment),
  mode: 'test',
  amount: money(refunded, currency),
  status: 'refunded',
  paymentId: payment,
  createdAt: zoned(at),
})

const zoned = (time: number): string => isoSeconds(time).replace('Z', '+00:00')
