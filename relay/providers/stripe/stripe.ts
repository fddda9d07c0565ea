/**
 * Stripe: payment intents, checkout sessions, refunds and disputes.
 *
 * @see https://docs.stripe.com/webhooks#verify-manually
 * @see https://docs.stripe.com/api/events/types
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Amount, Currency, given, Id, Text, UnixSeconds } from '../reading/fields.ts'
import { described, orderNamed } from '../reading/names.ts'
import { timedHmac } from '../schemes.ts'
import { isoAmount } from './amount.ts'
import { simulatedStripe } from './simulated.ts'

const Typed = v.object({ type: v.string() })

const Event = v.object({
  id: Id,
  created: v.nullish(UnixSeconds),
  livemode: v.nullish(v.boolean()),
  data: v.object({
    object: v.object({
      id: Id,
      status: Text,
      amount: v.nullish(Amount),
      currency: v.nullish(Currency),
      metadata: v.optional(v.unknown()),
      description: Text,
      payment_intent: v.nullish(Id),
      charge: v.nullish(Id),

      // Of a payment intent.
      amount_received: v.nullish(Amount),
      latest_charge: v.nullish(Id),
      cancellation_reason: Text,
      last_payment_error: v.nullish(
        v.object({ type: Text, code: Text, decline_code: Text, message: Text }),
      ),

      // Of a checkout session.
      mode: Text,
      payment_status: Text,
      amount_total: v.nullish(Amount),
      client_reference_id: Text,

      // Of a charge.
      captured: v.nullish(v.boolean()),
      amount_refunded: v.nullish(Amount),
    }),
  }),
})

type StripeObject = v.InferOutput<typeof Event>['data']['object']

/** What an event says of one payment, its amount in Stripe's minor units. */
type Word = Said &
  Pick<Update, 'payment' | 'containers' | 'reason' | 'doubt'> & {
    amount: number | null | undefined
    /** All that some events name. */
    charge?: string | null | undefined
  }

type Reader = (object: StripeObject) => Word | undefined

const READERS = new Map<string, Reader>([
  ['payment_intent.created', intent('pending')],
  ['payment_intent.requires_action', intent('requires_action')],
  ['payment_intent.partially_funded', intent('requires_action')],
  ['payment_intent.processing', intent('processing')],
  ['payment_intent.amount_capturable_updated', intent('authorized')],
  ['payment_intent.succeeded', intent('succeeded')],
  ['payment_intent.payment_failed', intent('failed')],
  ['payment_intent.canceled', intent('canceled')],
  ['checkout.session.completed', session('processing')],
  ['checkout.session.async_payment_succeeded', session('succeeded')],
  ['checkout.session.async_payment_failed', session('failed')],
  ['checkout.session.expired', session('expired')],
  ['charge.refunded', refundedCharge],
  ['refund.created', refund],
  ['refund.updated', refund],
  ['refund.failed', refund],
  ['charge.refund.updated', refund],
  ['charge.dispute.created', dispute],
  ['charge.dispute.updated', dispute],
  ['charge.dispute.funds_withdrawn', dispute],
  ['charge.dispute.funds_reinstated', dispute],
  ['charge.dispute.closed', dispute],
])

const INTENT_STATES = new Map<string, MainState>([
  ['requires_payment_method', 'pending'],
  ['requires_confirmation', 'pending'],
  ['requires_action', 'requires_action'],
  ['processing', 'processing'],
  ['requires_capture', 'authorized'],
  ['canceled', 'canceled'],
  ['succeeded', 'succeeded'],
  // What accounts hear that stayed with an API version before 2019-02-11.
  ['requires_source', 'pending'],
  ['requires_source_action', 'requires_action'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

/** All else is open. A closed warning was an inquiry that never became a dispute. */
const DISPUTE_STATES = new Map<unknown, 'won' | 'lost'>([
  ['won', 'won'],
  ['warning_closed', 'won'],
  ['lost', 'lost'],
])

/** By decline code, else by the error's code, else by its type. */
const REASONS = reasons({
  insufficient_funds: 'insufficient_funds',
  limit_exceeded: 'card_velocity_exceeded withdrawal_count_limit_exceeded',
  authentication_failed: `
    authentication_required payment_intent_authentication_failure incorrect_pin invalid_pin
    pin_try_exceeded`,
  invalid_account: `
    incorrect_number invalid_number incorrect_cvc invalid_cvc incorrect_zip expired_card
    invalid_expiry_month invalid_expiry_year invalid_account account_closed bank_account_closed`,
  duplicate_request: 'duplicate_transaction',
  canceled_by_customer: 'payment_method_customer_decline',
  expired: 'payment_intent_payment_attempt_expired',
  provider_error: `
    processing_error issuer_not_available reenter_transaction try_again_later
    payment_method_provider_timeout payment_method_not_available api_error`,
  declined: `
    card_declined card_error payment_method_provider_decline
    payment_intent_payment_attempt_failed`,
})

export const stripe: Provider = {
  id: 'stripe',
  name: 'Stripe',
  trust: 'signed-body',
  secretOf: (random) => `whsec_${random.toString('base64url')}`,

  schemes: [
    // Stripe's own libraries let a clock pass that is ahead.
    timedHmac({
      header: 'stripe-signature',
      separator: ',',
      fields: { time: 't', signature: 'v1' },
      joint: '.',
      tolerance: { past: 300 },
    }),
  ],

  updates(payload) {
    const read = READERS.get(v.parse(Typed, payload).type)
    if (!read) return []

    const event = v.parse(Event, payload)
    const { object } = event.data
    const word = read(object)
    if (!word) return []

    const { amount, charge, ...said } = word
    return [
      {
        ...said,
        eventId: event.id,
        ...orderNamed(
          [object.metadata, { order_id: object.client_reference_id }],
          [],
          [described(object.description)],
        ),
        ...given({ time: event.created, currency: object.currency }),
        ...given({ amount: isoAmount(amount, object.currency) }),
        ...(charge && charge !== said.payment && { references: [charge] }),
        ...(event.livemode === false && { test: true }),
      },
    ]
  },

  ...simulatedStripe,
}

/** `named`: what the event's name says. The intent's own state knows better. */
function intent(named: MainState): Reader {
  return (object) => {
    const { id: payment, status, amount, amount_received, latest_charge: charge } = object
    const known = status ? (INTENT_STATES.get(status) ?? 'processing') : named
    // An attempt that failed leaves the intent as it was before: waiting for a way to pay.
    const hasFailed = named === 'failed' || object.last_payment_error
    const state = known === 'pending' && hasFailed ? 'failed' : known

    return {
      part: 'main',
      state,
      payment,
      amount: state === 'succeeded' ? (amount_received ?? amount) : amount,
      charge,
      ...given({ reason: reasonOf(state, object), doubt: doubtOf(state) }),
    }
  }
}

function session(named: MainState): Reader {
  return ({ id, mode, payment_intent, payment_status, amount_total: amount }) => {
    // It keeps a card for later, and takes no money.
    if (mode === 'setup') return undefined

    const isPaid = payment_status === 'paid' || payment_status === 'no_payment_required'
    const state = named === 'processing' && isPaid ? 'succeeded' : named
    return {
      part: 'main',
      state,
      ...(payment_intent ? { payment: payment_intent, containers: [id] } : { payment: id }),
      amount,
      ...given({ doubt: doubtOf(state) }),
    }
  }
}

function refundedCharge(charge: StripeObject): Word | undefined {
  // Funds were held and let go: no money came, and none went back.
  if (charge.captured === false) return undefined

  return {
    part: 'refunds',
    state: 'total',
    payment: charge.payment_intent ?? charge.id,
    amount: charge.amount_refunded,
    charge: charge.id,
  }
}

function refund({ id, status, payment_intent, charge, amount }: StripeObject): Word | undefined {
  const payment = payment_intent ?? charge
  const state = REFUND_STATES.get(status) ?? 'pending'
  return payment ? { part: `refund:${id}`, state, payment, amount, charge } : undefined
}

function dispute({ id, status, payment_intent, charge, amount }: StripeObject): Word | undefined {
  const payment = payment_intent ?? charge
  const state = DISPUTE_STATES.get(status) ?? 'open'
  return payment ? { part: `dispute:${id}`, state, payment, amount, charge } : undefined
}

function reasonOf(
  state: MainState,
  { cancellation_reason, last_payment_error: error }: StripeObject,
): Update['reason'] {
  if (state === 'canceled' && cancellation_reason === 'requested_by_customer') {
    return { code: 'canceled_by_customer' }
  }
  if (state !== 'failed' || !error) return undefined

  return reason(REASONS, [error.decline_code, error.code, error.type], error.message)
}

/** Closed is closed: Stripe tells of another attempt with events of its own. */
const doubtOf = (state: MainState): number | undefined =>
  state === 'failed' || state === 'canceled' || state === 'expired' ? 0 : undefined
