/**
 * Stripe: payment intents, their charges, and the checkout sessions that contain them.
 *
 * @see https://docs.stripe.com/api/payment_intents/object
 * @see https://docs.stripe.com/api/checkout/sessions/object
 */

import * as v from 'valibot'
import { MAIN_STATES, type MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { stripeAmount } from '../../providers/stripe/amount.ts'
import { authorizationOf, idIn, pathOf, queryOf } from '../request.ts'
import type { Asked, Lost, Reply, Tongue, Truth } from '../tongue.ts'

const OBJECT = /^\/v1\/(?:payment_intents|checkout\/sessions|charges)\/([^/]+)$/

const EVENTS = '/v1/events'

const error = (status: number, message: string, more: object = {}): Reply => ({
  status,
  body: { error: { type: 'invalid_request_error', ...more, message } },
})

const INTENT_STATUSES: Readonly<Record<MainState, string>> = {
  pending: 'requires_payment_method',
  requires_action: 'requires_action',
  processing: 'processing',
  authorized: 'requires_capture',
  expired: 'requires_payment_method',
  canceled: 'canceled',
  failed: 'requires_payment_method',
  succeeded: 'succeeded',
}

/** As a code, and where the card's bank said why, a decline code. */
const ERRORS: { [Code in ReasonCode]?: [code: string, declineCode?: string] } = {
  insufficient_funds: ['card_declined', 'insufficient_funds'],
  limit_exceeded: ['card_declined', 'card_velocity_exceeded'],
  authentication_failed: ['payment_intent_authentication_failure'],
  canceled_by_customer: ['payment_method_customer_decline'],
  expired: ['payment_intent_payment_attempt_expired'],
  invalid_account: ['expired_card'],
  provider_error: ['processing_error'],
}

const DECLINED: [code: string, declineCode?: string] = ['card_declined', 'generic_decline']

/** When nobody can pay by a session any more. In seconds. */
const DAY = 86_400

export const stripeTongue: Tongue = {
  credentials: 'rk_test_fakeBank',
  states: MAIN_STATES,
  payment: (unique) => `pi_${unique}`,
  // What expired, is told of the session alone.
  asks: ({ payment }) => [sessionOf(payment)],

  refuses(asked, { parts: { key = '' } }) {
    const given = authorizationOf(asked, 'Bearer')
    if (!given) return error(401, 'You did not provide an API key.')
    if (given !== key) return error(401, `Invalid API Key provided: ${given.slice(0, 8)}****`)
    const version = asked.headers.get('stripe-version')
    return version === null || /^\d{4}-\d\d-\d\d(?:\.\w+)?$/.test(version)
      ? undefined
      : error(400, `Invalid Stripe API version: ${version}`)
  },

  lists: (asked, lost) => (pathOf(asked) === EVENTS ? events(queryOf(asked), lost) : undefined),

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, OBJECT) : undefined),
  isNamed: ({ payment }, name) => [payment, chargeOf(payment), sessionOf(payment)].includes(name),

  says(truth, asked) {
    const wanted = wantedIn(asked)
    const kind = pathOf(asked).split('/').at(-2)
    if (kind === 'charges') return { status: 200, body: charge(truth, wanted) }
    const body = kind === 'sessions' ? session(truth, wanted) : intent(truth, wanted)
    return { status: 200, body }
  },

  absent: (asked) =>
    error(404, `No such object: '${idIn(asked, OBJECT) ?? ''}'`, {
      code: 'resource_missing',
      doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
    }),

  tooMuch: {
    status: 429,
    headers: { 'stripe-rate-limited-reason': 'endpoint-rate' },
    body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many.' } },
  },
}

const Event = v.looseObject({ id: v.string(), type: v.string() })

/** Those that no endpoint took, the latest first. */
function events(query: URLSearchParams, lost: readonly Lost[]): Reply {
  const [from, to] = ['gte', 'lte'].map((bound) => query.get(`created[${bound}]`))
  const types = query.getAll('types[]')
  const found = lost
    .filter(({ at }) => seconds(at) >= Number(from ?? 0) && seconds(at) <= Number(to ?? Infinity))
    .map(({ payload }) => v.parse(Event, payload))
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .toReversed()
  const begin = found.findIndex(({ id }) => id === query.get('starting_after')) + 1
  const data = found.slice(begin, begin + Number(query.get('limit') ?? 10))
  const has_more = begin + data.length < found.length
  return { status: 200, body: { object: 'list', url: EVENTS, has_more, data } }
}

const sessionOf = (payment: string): string => `cs_${payment}`
const chargeOf = (payment: string): string => `ch_${payment}`

/** Which members are to be whole objects, beginning with the object that is asked for. */
type Wanted = readonly string[]

const wantedIn = (asked: Asked): Wanted =>
  [...queryOf(asked)].flatMap(([name, value]) => (/^expand\[\d*\]$/.test(name) ? [value] : []))

const isWanted = (wanted: Wanted, member: string): boolean =>
  wanted.some((each) => each === member || each.startsWith(`${member}.`))

/** What is wanted of a member. */
const within = (wanted: Wanted, member: string): Wanted =>
  wanted.flatMap((each) => (each.startsWith(`${member}.`) ? [each.slice(member.length + 1)] : []))

const money = ({ currency, orderId }: Truth): object => ({
  currency: currency.toLowerCase(),
  livemode: false,
  metadata: { order_id: orderId },
})

const seconds = (time: number): number => Math.floor(time / 1000)

/** There is none before the shopper was asked for the money. */
const isCharged = ({ state }: Truth): boolean => state === 'succeeded' || state === 'authorized'

function intent(truth: Truth, wanted: Wanted): object {
  const { payment, state, at, begunAt } = truth
  const amount = stripeAmount(truth.amount, truth.currency)
  const latest = isWanted(wanted, 'latest_charge')
    ? charge(truth, within(wanted, 'latest_charge'))
    : chargeOf(payment)
  return {
    ...{ id: payment, object: 'payment_intent', status: INTENT_STATUSES[state], amount },
    amount_capturable: state === 'authorized' ? amount : 0,
    amount_received: state === 'succeeded' ? amount : 0,
    canceled_at: state === 'canceled' ? seconds(at) : null,
    cancellation_reason:
      state !== 'canceled'
        ? null
        : truth.reason === 'canceled_by_customer'
          ? 'requested_by_customer'
          : 'abandoned',
    capture_method: state === 'authorized' ? 'manual' : 'automatic_async',
    created: seconds(begunAt),
    last_payment_error: state === 'failed' ? paymentError(truth) : null,
    latest_charge: isCharged(truth) ? latest : null,
    next_action: state === 'requires_action' ? { type: 'use_stripe_sdk' } : null,
    ...money(truth),
  }
}

function paymentError({ reason }: Truth): object {
  const [code, decline_code] = ERRORS[reason ?? 'insufficient_funds'] ?? DECLINED
  return {
    ...{ type: 'card_error', code, ...(decline_code && { decline_code }) },
    message: 'Your card was declined.',
    payment_method: { type: 'card' },
  }
}

function charge(truth: Truth, wanted: Wanted): object {
  const { payment, state, at, refunded = 0, currency } = truth
  const amount = stripeAmount(truth.amount, currency)
  const back = stripeAmount(refunded, currency)
  return {
    ...{ id: chargeOf(payment), object: 'charge', payment_intent: payment, amount },
    amount_captured: state === 'succeeded' ? amount : 0,
    amount_refunded: back,
    captured: state === 'succeeded',
    created: seconds(at),
    ...{ disputed: false, dispute: null },
    paid: true,
    refunded: back === amount,
    status: 'succeeded',
    ...(isWanted(wanted, 'refunds') && { refunds: refunds(truth, back) }),
    ...money(truth),
  }
}

const refunds = (truth: Truth, amount: number): object => ({
  object: 'list',
  has_more: false,
  url: `/v1/charges/${chargeOf(truth.payment)}/refunds`,
  data: amount === 0 ? [] : [refund(truth, amount)],
})

const refund = ({ payment, at, currency }: Truth, amount: number): object => ({
  ...{ id: `re_${payment}`, object: 'refund', amount, currency: currency.toLowerCase() },
  ...{ status: 'succeeded', created: seconds(at) },
  ...{ charge: chargeOf(payment), payment_intent: payment },
})

/** One through which all has been done is complete: what comes of it is its intent's to tell. */
const COMPLETE: ReadonlySet<MainState> = new Set([
  ...(['processing', 'authorized', 'canceled', 'succeeded'] as const),
])

function session(truth: Truth, wanted: Wanted): object {
  const { payment, orderId, state, begunAt } = truth
  const isPaid = state === 'succeeded'
  const isOver = state === 'expired'
  return {
    ...{ id: sessionOf(payment), object: 'checkout.session', mode: 'payment' },
    status: isOver ? 'expired' : COMPLETE.has(state) ? 'complete' : 'open',
    payment_status: isPaid ? 'paid' : 'unpaid',
    payment_intent: isWanted(wanted, 'payment_intent')
      ? intent(truth, within(wanted, 'payment_intent'))
      : payment,
    amount_total: stripeAmount(truth.amount, truth.currency),
    client_reference_id: orderId,
    created: seconds(begunAt),
    expires_at: isOver ? seconds(truth.at) : seconds(begunAt) + DAY,
    ...money(truth),
  }
}
