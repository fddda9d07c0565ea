/**
 * Razorpay: payments, orders, payment links, invoices, QR codes, virtual accounts, refunds and disputes.
 *
 * `x-razorpay-event-id` is not signed, so that the body's digest names the event.
 *
 * @see https://razorpay.com/docs/webhooks/validate-test/
 * @see https://razorpay.com/docs/webhooks/payloads/
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { isDefinite, reason, reasons, UPI_DOUBT } from '../reading/failure.ts'
import { given } from '../reading/fields.ts'
import { orderNamedBy } from '../reading/named-by.ts'
import { described, paymentNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingRazorpay } from './asking.ts'
import { RazorpayEvent, type OrderEntity, type Payload, type PaymentEntity } from './event.ts'
import { simulatedRazorpay } from './simulated.ts'

const Named = v.object({ event: v.string() })

/** What an event says of a payment, whichever that is. */
type Word = Said &
  Pick<Update, 'amount' | 'currency' | 'reason' | 'doubt' | 'waived' | 'complete'> & {
    /** When it happened says nothing against what was told before. */
    isTimeless?: boolean
  }

type Reader = (payload: Payload) => Word | undefined

const READERS = new Map<string, Reader>([
  ['payment.pending', main('pending')],
  ['payment.authorized', main('authorized')],
  ['payment.captured', main('succeeded')],
  ['payment.failed', main('failed')],
  ['order.paid', main('succeeded', true)],
  ['payment_link.paid', main('succeeded', true)],
  ['payment_link.partially_paid', main('processing')],
  ['payment_link.cancelled', main('canceled')],
  ['payment_link.expired', main('expired')],
  ['invoice.paid', main('succeeded', true)],
  ['invoice.partially_paid', main('processing')],
  ['invoice.expired', main('expired')],
  ['virtual_account.credited', main('succeeded')],
  ['qr_code.credited', main('succeeded')],
  ['refund.created', refund()],
  ['refund.speed_changed', refund()],
  ['refund.processed', refund('done')],
  ['refund.failed', refund('failed')],
  ['payment.dispute.created', dispute],
  ['payment.dispute.under_review', dispute],
  ['payment.dispute.action_required', dispute],
  ['payment.dispute.won', dispute],
  ['payment.dispute.lost', dispute],
  ['payment.dispute.closed', dispute],
])

/** The payments of a code, an account or a subscription, and those that are paid out, are told as such. */
const isSilent = silent(`
  qr_code.created qr_code.closed virtual_account.created virtual_account.closed subscription.*
  invoice.created invoice.issued refund.arn_updated payment.downtime.* settlement.* transfer.*
  payout.* payout_link.* fund_account.* transaction.* account.* product.* token.*`)

const PAYMENT_STATES = new Map<string, MainState>([
  ['created', 'pending'],
  ['pending', 'pending'],
  ['authorized', 'authorized'],
  ['captured', 'succeeded'],
  // Let go before it was captured.
  ['refunded', 'canceled'],
  ['failed', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['processed', 'done'],
  ['failed', 'failed'],
])

/** All else is open. */
const DISPUTE_STATES = new Map<unknown, 'won' | 'lost'>([
  ['won', 'won'],
  ['lost', 'lost'],
])

/** The bank only asks: no money is contested. */
const INQUIRIES: ReadonlySet<unknown> = new Set(['retrieval', 'fraud'])

/** By the error's reason, else by its code. https://razorpay.com/docs/errors/payments/list */
const REASONS = reasons({
  insufficient_funds: 'insufficient_funds credit_limit_exceeded',
  limit_exceeded: `
    transaction_limit_exceeded transaction_daily_limit_exceeded transaction_daily_count_exceeded
    transaction_frequency_limit_exceeded`,
  authentication_failed: `
    authentication_failed incorrect_otp incorrect_pin incorrect_atm_pin otp_expired
    otp_attempts_exceeded pin_attempts_exceeded`,
  invalid_account: `
    invalid_vpa bank_account_invalid card_number_invalid card_expired incorrect_cvv
    incorrect_card_details incorrect_card_expiry_date`,
  declined: `
    card_declined debit_declined payment_declined payment_risk_check_failed
    debit_instrument_blocked debit_instrument_inactive card_not_enrolled
    card_disabled_for_online_payments`,
  canceled_by_customer: 'payment_cancelled',
  no_response: 'payment_timed_out payment_collect_request_expired request_timed_out',
  duplicate_request: 'duplicate_request',
  provider_error: `
    bank_technical_error bank_not_available issuer_technical_error server_error
    gateway_technical_error upi_app_technical_error psp_not_available GATEWAY_ERROR SERVER_ERROR`,
})

export const razorpay: Provider = {
  id: 'razorpay',
  name: 'Razorpay',
  trust: 'signed-body',
  apiKey: /^rzp_(live|test)_/,

  schemes: [
    bodyHmac({
      header: 'x-razorpay-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      idHeader: 'x-razorpay-event-id',
    }),
  ],

  updates(data, { digest }) {
    const { event } = v.parse(Named, data)
    const read = READERS.get(event)
    if (!read) return isSilent(event) ? [] : UNKNOWN_EVENT

    const { created_at, payload } = v.parse(RazorpayEvent, data)
    const word = read(payload)
    if (!word) return []

    const { isTimeless, ...said } = word
    const time = isTimeless ? undefined : created_at
    return [{ ...said, eventId: digest(), ...given({ time }), ...namesIn(payload) }]
  },

  asking: askingRazorpay,

  ...simulatedRazorpay,
}

/**
 * `named`: what the event's name says. The payment's own state knows better. `isWhole`: the name says, too, that
 * nothing is due any more.
 */
function main(named: MainState, isWhole = false): Reader {
  return ({ payment, payment_link, invoice, order }) => {
    const isPaid = [order, payment_link, invoice].some((each) => each?.entity.status === 'paid')
    const isComplete = isWhole || isPaid || order?.entity.amount_due === 0
    if (payment) {
      const { status, captured, amount, currency, offer_id } = payment.entity
      const known = status ? (PAYMENT_STATES.get(status) ?? 'processing') : named
      const state = captured ? 'succeeded' : known
      // With an offer, less than the order is all of it; with a fee, nobody says whether the merchant counts it.
      const isOther = Boolean(offer_id) || payment.entity.fee_bearer === 'customer'
      return {
        part: 'main',
        state: stateWithAmount(state, amount ?? undefined),
        ...given({ amount, currency }),
        ...((isComplete || (state === 'succeeded' && isOther)) && { complete: true }),
        ...(state === 'succeeded' && given({ waived: waivedOf(payment.entity, order?.entity) })),
        ...(state === 'failed' && failureOf(payment.entity)),
      }
    }

    const container = payment_link ?? invoice ?? order
    if (!container) throw new Error('The event names neither a payment nor what it lies in.')
    const { amount_paid, currency } = container.entity
    const amount =
      named === 'succeeded' ? (amount_paid ?? container.entity.amount) : container.entity.amount
    return {
      part: 'main',
      state: stateWithAmount(named, amount ?? undefined),
      ...given({ amount, currency }),
      ...(isComplete && { complete: true }),
      ...((named === 'canceled' || named === 'expired') && { doubt: 0 }),
    }
  }
}

/**
 * What an offer took off, or a fee put on top: by what the order counts as paid. Where it may have been paid
 * by several, that is more than this one brought.
 */
function waivedOf(payment: PaymentEntity, order: OrderEntity | undefined): number | undefined {
  const { amount, fee, fee_bearer, currency, offer_id } = payment
  const paid = order?.currency === currency ? order?.amount_paid : undefined
  if (amount !== undefined && amount !== null && paid) {
    // Attempts may have failed. But an order is paid in parts only where that is allowed, and never with an offer.
    const isUndivided = order?.partial_payment === false || Boolean(offer_id)
    const isFirst = !order?.partial_payment && Number(order?.attempts ?? 1) <= 1
    const isOnlyOne = isUndivided || isFirst
    if (paid <= amount || isOnlyOne) return paid === amount ? undefined : paid - amount
  }
  return fee_bearer === 'customer' && fee ? -fee : undefined
}

/** `named`: what the event's name says, where it says it. */
function refund(named?: 'done' | 'failed'): Reader {
  return ({ refund, payment }) => {
    if (!refund) return undefined

    const { id, status, amount, currency } = refund.entity
    const state = named ?? REFUND_STATES.get(status) ?? 'pending'
    // A payment that was never captured is let go: no money came, and none went back.
    if (payment?.entity.captured === false) {
      return state === 'done' ? { part: 'void', state: 'canceled', doubt: 0 } : undefined
    }
    return {
      part: `refund:${id}`,
      state: partWithAmount(state, amount ?? undefined),
      ...given({ amount, currency }),
    }
  }
}

function dispute({ dispute }: Payload): Word | undefined {
  if (!dispute) return undefined
  const { id, status, phase, amount, amount_deducted, currency } = dispute.entity
  const of = { part: `dispute:${id}`, ...given({ amount, currency }) } as const
  const isTaken = status === 'closed' && (amount_deducted ?? 0) > 0
  const state = isTaken ? 'lost' : (DISPUTE_STATES.get(status) ?? 'open')
  if (INQUIRIES.has(phase) && state !== 'lost') return { ...of, state: 'none' }
  // Nobody says for whom, but that no money was taken. What was lost before stays lost.
  if (status === 'closed' && !isTaken) return { ...of, state: 'won', isTimeless: true }
  return { ...of, state }
}

/** Why an attempt failed, and for how long it may still turn out paid. */
function failureOf(payment: PaymentEntity): Pick<Update, 'reason' | 'doubt'> {
  const { method, error_reason, error_code, error_description: message } = payment
  const why = reason(REASONS, [error_reason, error_code], message)
  const { code } = why

  const isUnanswered = method === 'upi' || code === 'no_response'
  const doubt = isUnanswered ? UPI_DOUBT : isDefinite(code) ? 0 : undefined
  return { reason: why, ...given({ doubt }) }
}

/** The payment that an event speaks of, what it lies in, and the order as the merchant calls it. */
function namesIn({
  payment,
  order,
  payment_link: link,
  invoice,
  qr_code: qr,
  virtual_account: account,
  refund,
  dispute,
}: Payload): Pick<
  Update,
  'payment' | 'containers' | 'orderId' | 'orderAliases' | 'mentions' | 'orderHint' | 'namedBy'
> {
  const texts = [
    order?.entity.receipt,
    link?.entity.reference_id,
    invoice?.entity.receipt,
    invoice?.entity.invoice_number,
  ]
  const merchant = [
    ...[order, link, invoice, qr, account, refund].map((each) => each?.entity.notes),
    ...texts.map((order_id) => ({ order_id })),
  ]
  // A code on the shop's counter, and an account, are paid by many: they contain nobody's payment.
  const isShared = qr?.entity.usage === 'multiple_use'
  const shared = [isShared ? qr?.entity.id : undefined, account?.entity.id]
  const within = [
    payment?.entity.order_id,
    order?.entity.id,
    link?.entity.order_id,
    link?.entity.id,
    payment?.entity.invoice_id,
    invoice?.entity.order_id,
    invoice?.entity.id,
    isShared ? undefined : qr?.entity.id,
  ]
  // The notes of a payment are set by the page that asks for it, and its description is.
  const shopper = [payment?.entity.notes]
  const named = orderNamedBy(
    { shopper, merchant },
    [...texts, ...shared],
    [described(payment?.entity.description)],
  )
  return {
    ...paymentNamed([
      payment?.entity.id ?? refund?.entity.payment_id ?? dispute?.entity.payment_id,
      // Without a payment, the link stands for it, or the invoice; else the order.
      link?.entity.id,
      invoice?.entity.id,
      ...within,
    ]),
    ...named,
  }
}
