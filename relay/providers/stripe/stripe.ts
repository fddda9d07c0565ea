/**
 * Stripe: payment intents, checkout sessions, charges, invoices, refunds and disputes.
 *
 * A charge is told of as its intent, where it has one. What an intent pays may lie in an invoice, which lies in
 * the checkout that began a subscription: no renewal does.
 *
 * @see https://docs.stripe.com/webhooks#verify-manually
 * @see https://docs.stripe.com/api/events/types
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { borneOut, waivedBy } from '../reading/amounts.ts'
import { reason, reasons, UPI_DOUBT } from '../reading/failure.ts'
import { given } from '../reading/fields.ts'
import { described, orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { timedHmac } from '../schemes.ts'
import { isoAmount } from './amount.ts'
import { askingStripe } from './asking.ts'
import { StripeEvent, type StripeObject } from './event.ts'
import { simulatedStripe } from './simulated.ts'

const Typed = v.object({ type: v.string() })

/** What an event says of one payment, its amounts in Stripe's minor units. */
type Word = Said &
  Pick<Update, 'payment' | 'containers' | 'reason' | 'doubt' | 'complete'> & {
    amount: number | null | undefined
    /** What was taken off, and put on top. */
    off?: number | null | undefined
    onTop?: number | null | undefined
    /** Its other names. All that some events name is the charge. */
    others?: readonly (string | null | undefined)[]
  }

type Reader = (object: StripeObject) => Word[]

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
  ['charge.pending', charge('processing')],
  ['charge.succeeded', charge('succeeded')],
  ['charge.captured', charge('succeeded')],
  ['charge.updated', charge('processing')],
  ['charge.failed', charge('failed')],
  // A hold that ran out.
  ['charge.expired', charge('canceled')],
  ['charge.refunded', refundedCharge],
  ['invoice.paid', invoice('succeeded')],
  ['invoice.payment_succeeded', invoice('succeeded')],
  ['invoice.payment_action_required', invoice('requires_action')],
  ['invoice.payment_failed', invoice('failed')],
  ['invoice.voided', invoice('canceled')],
  ['invoice_payment.paid', invoicePayment],
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

/** Cards kept for later, the shop's own money, and what is not about money at all. */
const isSilent = silent(`
  account.* account_link.* application_fee.* balance.* billing.* billing_portal.* capability.*
  cash_balance.* climate.* coupon.* credit_grant.* customer.* entitlements.* file.*
  financial_connections.* identity.* invoice.created invoice.deleted invoice.finalized invoice.overdue
  invoice.sent invoice.upcoming invoice.updated invoice.will_be_due invoiceitem.* issuing_* mandate.*
  payment_link.* payment_method.* payout.* person.* plan.* price.* product.* promotion_code.* quote.*
  reporting.* setup_intent.* sigma.* subscription_schedule.* tax.* tax_rate.* terminal.* test_helpers.*
  topup.* transfer.* treasury.*`)

/** Stripe's thin events have the same names, and nothing of what they are about. */
const VERSION = /^v\d+\./

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

const CHARGE_STATES = new Map<unknown, MainState>([
  ['pending', 'processing'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

/** All else is open. What is prevented, or a warning, is none, and takes back none that there was. */
const DISPUTE_STATES = new Map<unknown, 'none' | 'won' | 'lost'>([
  ['won', 'won'],
  ['lost', 'lost'],
  ['prevented', 'none'],
  ['warning_needs_response', 'none'],
  ['warning_under_review', 'none'],
  ['warning_closed', 'none'],
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

/** How long Stripe may go on to collect an invoice. In ms. */
const DUNNING = 60 * 24 * 3_600_000

export const stripe: Provider = {
  id: 'stripe',
  name: 'Stripe',
  trust: 'signed-body',
  apiKey: /^((sk|rk|pk)_(live|test)_|we_|acct_)/,
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
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type.replace(VERSION, '')) ? [] : UNKNOWN_EVENT

    const event = v.parse(StripeEvent, payload)
    const { object } = event.data
    const units = (amount: number | null | undefined) => isoAmount(amount, object.currency)
    return read(object).map(({ amount: told, off, onTop, others = [], ...said }) => {
      const references = others.filter(
        (name): name is string => Boolean(name) && name !== said.payment,
      )
      const amount = units(told)
      return {
        ...said,
        ...borneOut(said, amount),
        eventId: event.id,
        ...namesIn(object),
        ...given({ time: event.created, currency: object.currency, amount }),
        ...given({ waived: waivedBy(units(off) ?? 0, units(onTop) ?? 0) }),
        ...(references.length > 0 && { references }),
        ...(event.livemode === false && { test: true }),
      }
    })
  },

  asking: askingStripe,

  ...simulatedStripe,
}

/** The order, by all that names it; what stands in a description, too, where nothing better does. */
function namesIn(object: StripeObject) {
  const { metadata, client_reference_id, payment_link, description, billing_reason } = object
  const isFirst = billing_reason === 'subscription_create'
  const subscription = object.parent?.subscription_details ?? object.subscription_details
  const own = [metadata, ...(isFirst ? [subscription?.metadata] : [])]
  const named = orderNamed(
    [...own, { order_id: client_reference_id }],
    [payment_link],
    [described(description)],
  )
  // Whoever opens a payment link can write it into the address.
  const isByShopper =
    payment_link && named.orderId !== undefined && orderNamed(own).orderId === undefined
  return {
    ...named,
    ...(isByShopper && { namedBy: 'shopper' as const }),
  }
}

/** `named`: what the event's name says. The intent's own state knows better. */
function intent(named: MainState): Reader {
  return (object) => {
    const { id: payment, status, amount, amount_received, latest_charge, invoice } = object
    const known = status ? (INTENT_STATES.get(status) ?? 'processing') : named
    // An attempt that failed leaves the intent as it was before: waiting for a way to pay.
    const hasFailed = named === 'failed' || object.last_payment_error
    const state = known === 'pending' && hasFailed ? 'failed' : known

    return [
      {
        part: 'main',
        state,
        payment,
        ...within(invoice),
        amount: state === 'succeeded' ? (amount_received ?? amount) : amount,
        others: [latest_charge],
        ...given({ reason: reasonOf(state, object), doubt: doubtOf(state, wayOf(object)) }),
      },
    ]
  }
}

function session(named: MainState): Reader {
  return (object) => {
    const { id, mode, status, payment_intent, payment_status, invoice } = object
    const { amount_total: amount, amount_subtotal: subtotal, total_details: details } = object
    // It keeps a card for later, and takes no money.
    if (mode === 'setup') return []

    const isPaid = payment_status === 'paid' || payment_status === 'no_payment_required'
    const state = named === 'processing' && isPaid ? 'succeeded' : named
    // A subscription begins with an invoice, in which the intent will lie.
    const inside = payment_intent || invoice
    return [
      {
        part: 'main',
        state,
        ...(inside ? { payment: inside, ...within(id) } : { payment: id }),
        amount,
        off: takenOff(details?.amount_discount, subtotal) ?? lessBy(amount, subtotal),
        onTop: lessBy(subtotal, amount),
        ...(status === 'complete' && { complete: true }),
        ...given({ doubt: doubtOf(state) }),
      },
    ]
  }
}

/** What is not captured is held, unless it was let go. `named`: what the event's name says; its own state knows better. */
function charge(named: MainState): Reader {
  return (object) => {
    const { id, status, captured, amount, amount_captured, amount_refunded, invoice } = object
    const { payment_intent, failure_code, failure_message, outcome } = object
    const known = named === 'canceled' ? named : (CHARGE_STATES.get(status) ?? named)
    const held = amount_refunded ? 'canceled' : 'authorized'
    const state = known === 'succeeded' && captured === false ? held : known
    const codes = [outcome?.reason, failure_code]
    const of = { payment: payment_intent || id, others: [id], ...within(invoice) }
    const words: Word[] = [
      {
        part: 'main',
        state,
        ...of,
        amount: state === 'succeeded' ? (amount_captured ?? amount) : amount,
        ...given({ doubt: doubtOf(state, wayOf(object)) }),
        ...(state === 'failed' && { reason: reason(REASONS, codes, failure_message) }),
      },
    ]
    return state === 'succeeded' && amount_refunded
      ? [...words, { part: 'refunds', state: 'total', ...of, amount: wentBackOf(object) }]
      : words
  }
}

function refundedCharge(charge: StripeObject): Word[] {
  const { id, captured, payment_intent, invoice } = charge
  const of = { payment: payment_intent || id, others: [id], ...within(invoice) }
  // Funds were held and let go: no money came, and none went back.
  return captured === false
    ? [{ part: 'void', state: 'canceled', ...of, amount: charge.amount, doubt: 0 }]
    : [{ part: 'refunds', state: 'total', ...of, amount: wentBackOf(charge) }]
}

/** What was held and never taken is counted as refunded, too. */
function wentBackOf({ amount, amount_captured, amount_refunded }: StripeObject): Word['amount'] {
  if (typeof amount_refunded !== 'number') return undefined
  const letGo = Math.max(0, (amount ?? 0) - (amount_captured ?? amount ?? 0))
  return Math.max(0, amount_refunded - letGo)
}

/** Nobody takes more off a price than there is of it. */
const takenOff = (discount: Word['amount'], price: Word['amount']): Word['amount'] =>
  typeof discount === 'number' && discount <= (price ?? Infinity) ? discount : undefined

/** By how much the first is less than the second. */
const lessBy = (a: Word['amount'], b: Word['amount']): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.max(0, b - a) : 0

/** What it asks for may still be paid, by hand or by what Stripe tries next. */
function invoice(state: MainState): Reader {
  return ({ id: payment, amount_paid, subtotal, payment_intent, charge, ...more }) => [
    {
      part: 'main',
      state,
      payment,
      others: [payment_intent, charge],
      amount: state === 'succeeded' ? amount_paid : undefined,
      // A discount, a credit; or a tax.
      ...(state === 'succeeded' && {
        off: lessBy(amount_paid, subtotal),
        onTop: lessBy(subtotal, amount_paid),
        complete: true,
      }),
      ...(state === 'canceled' && { doubt: 0 }),
      ...(state === 'failed' && more.next_payment_attempt && { doubt: DUNNING }),
    },
  ]
}

/** All that says which intent paid an invoice, of late. */
function invoicePayment({ invoice, amount_paid: amount, payment }: StripeObject): Word[] {
  const paid = payment?.payment_intent || payment?.charge
  if (!paid) throw new Error('The event names no payment.')
  return [{ part: 'main', state: 'succeeded', payment: paid, amount, ...within(invoice) }]
}

function refund({ id, status, payment_intent, charge, amount }: StripeObject): Word[] {
  const payment = payment_intent || charge
  const state = REFUND_STATES.get(status) ?? 'pending'
  return payment ? [{ part: `refund:${id}`, state, payment, amount, others: [charge] }] : []
}

function dispute({ id, status, payment_intent, charge, amount }: StripeObject): Word[] {
  const payment = payment_intent || charge
  if (!payment) throw new Error('The dispute names no payment.')
  const state = DISPUTE_STATES.get(status) ?? 'open'
  return [{ part: `dispute:${id}`, state, payment, amount, others: [charge] }]
}

const within = (container: string | null | undefined): Pick<Update, 'containers'> =>
  container ? { containers: [container] } : {}

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

/** By what the shopper tried to pay. */
const wayOf = ({ last_payment_error: error, payment_method_details: details }: StripeObject) =>
  (error?.payment_method ?? details)?.type

/** Closed is closed: Stripe tells of another attempt with events of its own. By UPI the same one may go on. */
function doubtOf(state: MainState, way?: string | null): number | undefined {
  if (state === 'failed' && way === 'upi') return UPI_DOUBT
  return state === 'failed' || state === 'canceled' || state === 'expired' ? 0 : undefined
}
