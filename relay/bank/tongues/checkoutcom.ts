/**
 * Checkout.com, spoken: a payment, also by the merchant's reference, and what was done with it.
 *
 * @see https://api-reference.checkout.com/#operation/getPaymentDetails
 * @see https://api-reference.checkout.com/#operation/getPaymentActions
 * @see https://www.checkout.com/docs/developer-resources/codes/api-response-codes
 */

import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { simulatedActionId } from '../../providers/checkoutcom/simulated.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { idIn, pathOf, queryOf } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'

const PAYMENT = /^\/payments\/([^/]+)$/
const ACTIONS = /^\/payments\/([^/]+)\/actions$/

const STATES: { [State in MainState]?: string } = {
  requires_action: 'Pending',
  processing: 'Retry Scheduled',
  authorized: 'Authorized',
  succeeded: 'Captured',
  failed: 'Declined',
  canceled: 'Canceled',
  expired: 'Expired',
}

const APPROVED: Response = ['10000', 'Approved']

type Response = readonly [code: string, summary: string]

const FAILURES: { [Code in ReasonCode]?: Response } = {
  insufficient_funds: ['20051', 'Insufficient Funds'],
  authentication_failed: ['20055', 'Incorrect PIN'],
  no_response: ['20068', 'Response received too late / timeout'],
  limit_exceeded: ['20061', 'Activity amount limit exceeded'],
  invalid_account: ['20054', 'Expired card'],
  provider_error: ['20091', 'Issuer or switch is inoperative'],
}

const DECLINED: Response = ['20005', 'Declined - Do not honour']

/** It says no more than that. */
const bare = (status: number): Reply => ({ status, body: '' })

const good = (body: object): Reply => ({ status: 200, body })

/** The list of all payments with the merchant's reference. */
const referenceIn = (asked: Asked): string | undefined =>
  pathOf(asked) === '/payments' ? (queryOf(asked).get('reference') ?? undefined) : undefined

const listOf = (data: object[]): Reply =>
  good({ limit: 10, skip: 0, total_count: data.length, data })

export const checkoutcomTongue: Tongue = {
  credentials: 'bank0123:sk_sbox_bankofnowhere',
  states: [
    ...(['requires_action', 'processing', 'authorized'] as const),
    ...(['succeeded', 'failed', 'canceled', 'expired'] as const),
  ],

  payment: (unique) => `pay_${simulatedId(unique, 26)}`,

  // The key stands there by itself; the older word before it is taken as well.
  refuses({ headers }, { parts }) {
    const said = headers.get('authorization')?.replace(/^Bearer /, '')
    return said === parts['key'] ? undefined : bare(401)
  },

  asksFor(asked) {
    if (asked.method !== 'GET') return undefined
    return idIn(asked, ACTIONS) ?? idIn(asked, PAYMENT) ?? referenceIn(asked)
  },

  isNamed: ({ payment, orderId }, name) => name === payment || name === orderId,

  says(truth, asked) {
    const { payment, orderId } = truth
    if (referenceIn(asked) === orderId) return listOf([paymentOf(truth)])
    if (idIn(asked, ACTIONS) === payment) return good(actionsOf(truth))
    return idIn(asked, PAYMENT) === payment ? good(paymentOf(truth)) : bare(404)
  },

  absent: (asked) => (referenceIn(asked) === undefined ? bare(404) : listOf([])),

  tooMuch: bare(429),

  moods: {
    internal_error: () => bare(500),
  },
}

function paymentOf(truth: Truth) {
  const { payment, orderId, currency, state, begunAt } = truth
  const total = minor(truth.amount, currency)
  const captured = state === 'succeeded' ? total : 0
  const refunded = minor(truth.refunded ?? 0, currency)
  const wentBack = refunded === total ? 'Refunded' : 'Partially Refunded'
  const self = `https://api.sandbox.checkout.com/payments/${payment}`
  return {
    id: payment,
    requested_on: isoSeconds(begunAt),
    source: { type: 'card', last4: '4242' },
    amount: total,
    currency,
    payment_type: 'Regular',
    reference: orderId,
    approved: state !== 'failed',
    status: refunded > 0 ? wentBack : STATES[state],
    balances: {
      total_authorized: state === 'failed' ? 0 : total,
      total_voided: state === 'canceled' ? total : 0,
      available_to_capture: state === 'authorized' ? total : 0,
      total_captured: captured,
      total_refunded: refunded,
      available_to_refund: captured - refunded,
    },
    ...(state === 'failed' && { actions: actionsOf(truth) }),
    _links: { self: { href: self }, actions: { href: `${self}/actions` } },
  }
}

/** The latest first. */
function actionsOf(truth: Truth) {
  const { state, refunded, amount } = truth
  const of = (type: string, sum: number, on: number) => actionOf(truth, type, sum, on)
  return [
    ...(refunded === undefined ? [] : [of('Refund', refunded, truth.at)]),
    ...(state === 'succeeded' ? [of('Capture', amount, truth.at)] : []),
    of('Authorization', amount, truth.begunAt),
  ]
}

function actionOf(
  { payment, currency, state, reason }: Truth,
  type: string,
  amount: number,
  on: number,
) {
  const declined = (reason && FAILURES[reason]) ?? DECLINED
  const [response_code, response_summary] = state === 'failed' ? declined : APPROVED
  return {
    id: simulatedActionId(payment, type),
    type,
    processed_on: isoSeconds(on),
    amount: minor(amount, currency),
    approved: state !== 'failed',
    ...{ response_code, response_summary },
  }
}

/** Of Chilean pesos it tells hundredths, which there are not. https://www.checkout.com/docs/resources/calculating-the-amount */
const minor = (amount: number, currency: string): number =>
  currency === 'CLP' ? amount * 100 : amount
