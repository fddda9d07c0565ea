/**
 * Razorpay: payments, orders, payment links, QR codes, refunds and disputes.
 *
 * `x-razorpay-event-id` is not signed, so that the body's digest names the event.
 *
 * @see https://razorpay.com/docs/webhooks/validate-test/
 * @see https://razorpay.com/docs/webhooks/payloads/
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { isDefinite, reason, reasons } from '../reading/failure.ts'
import { Amount, Currency, given, Id, Text, UnixSeconds } from '../reading/fields.ts'
import { described, orderNamed, paymentNamed } from '../reading/names.ts'
import { bodyHmac } from '../schemes.ts'
import { simulatedRazorpay } from './simulated.ts'

const Named = v.object({ event: v.string() })

const entity = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.nullish(
    v.object({
      entity: v.object({
        id: Id,
        status: Text,
        amount: v.nullish(Amount),
        currency: v.nullish(Currency),
        notes: v.optional(v.unknown()),
        ...fields,
      }),
    }),
  )

const Event = v.object({
  created_at: v.nullish(UnixSeconds),
  payload: v.object({
    payment: entity({
      captured: v.nullish(v.boolean()),
      method: Text,
      order_id: v.nullish(Id),
      description: Text,
      error_code: Text,
      error_reason: Text,
      error_description: Text,
    }),
    order: entity({ amount_paid: v.nullish(Amount), receipt: Text }),
    payment_link: entity({
      amount_paid: v.nullish(Amount),
      order_id: v.nullish(Id),
      reference_id: Text,
    }),
    qr_code: entity({ usage: Text }),
    refund: entity({ payment_id: v.nullish(Id) }),
    dispute: entity({ payment_id: v.nullish(Id) }),
  }),
})

type Payload = v.InferOutput<typeof Event>['payload']
type PaymentEntity = NonNullable<Payload['payment']>['entity']

/** What an event says of a payment, whichever that is. */
type Word = Said & Pick<Update, 'amount' | 'currency' | 'reason' | 'doubt'>

type Reader = (payload: Payload) => Word | undefined

const READERS = new Map<string, Reader>([
  ['payment.pending', main('pending')],
  ['payment.authorized', main('authorized')],
  ['payment.captured', main('succeeded')],
  ['payment.failed', main('failed')],
  ['order.paid', main('succeeded')],
  ['payment_link.paid', main('succeeded')],
  ['payment_link.partially_paid', main('processing')],
  ['payment_link.cancelled', main('canceled')],
  ['payment_link.expired', main('expired')],
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

/** All else is open, `closed` too: it tells that the case ended, and not for whom. */
const DISPUTE_STATES = new Map<unknown, 'won' | 'lost'>([
  ['won', 'won'],
  ['lost', 'lost'],
])

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

/** How long a UPI payment without an answer may still be captured. In ms. */
const LATE = 3 * 24 * 3_600_000

export const razorpay: Provider = {
  id: 'razorpay',
  name: 'Razorpay',
  trust: 'signed-body',

  schemes: [
    bodyHmac({
      header: 'x-razorpay-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      idHeader: 'x-razorpay-event-id',
    }),
  ],

  updates(data, { digest }) {
    const read = READERS.get(v.parse(Named, data).event)
    if (!read) return []

    const { created_at: time, payload } = v.parse(Event, data)
    const word = read(payload)
    return word ? [{ ...word, eventId: digest, ...given({ time }), ...namesIn(payload) }] : []
  },

  ...simulatedRazorpay,
}

/** `named`: what the event's name says. The payment's own state knows better. */
function main(named: MainState): Reader {
  return ({ payment, payment_link, order }) => {
    if (payment) {
      const { status, captured, amount, currency } = payment.entity
      const known = status ? (PAYMENT_STATES.get(status) ?? 'processing') : named
      const state = captured ? 'succeeded' : known
      return {
        part: 'main',
        state,
        ...given({ amount, currency }),
        ...(state === 'failed' && failureOf(payment.entity)),
      }
    }

    const container = payment_link ?? order
    if (!container) throw new Error('The event names neither a payment nor what it lies in.')
    const { amount, amount_paid, currency } = container.entity
    return {
      part: 'main',
      state: named,
      ...given({ amount: named === 'succeeded' ? (amount_paid ?? amount) : amount, currency }),
      ...((named === 'canceled' || named === 'expired') && { doubt: 0 }),
    }
  }
}

/** `named`: what the event's name says, where it says it. */
function refund(named?: 'done' | 'failed'): Reader {
  return ({ refund, payment }) => {
    // A payment that was never captured is let go: no money came, and none went back.
    if (!refund || payment?.entity.captured === false) return undefined

    const { id, status, amount, currency } = refund.entity
    const state = named ?? REFUND_STATES.get(status) ?? 'pending'
    return { part: `refund:${id}`, state, ...given({ amount, currency }) }
  }
}

function dispute({ dispute }: Payload): Word | undefined {
  if (!dispute) return undefined
  const { id, status, amount, currency } = dispute.entity
  const state = DISPUTE_STATES.get(status) ?? 'open'
  return { part: `dispute:${id}`, state, ...given({ amount, currency }) }
}

/** Why an attempt failed, and for how long it may still turn out paid. */
function failureOf(payment: PaymentEntity): Pick<Update, 'reason' | 'doubt'> {
  const { method, error_reason, error_code, error_description: message } = payment
  const why = reason(REASONS, [error_reason, error_code], message)
  const { code } = why

  // Whoever leaves a UPI page may have approved the payment in the app before.
  const isFinal = isDefinite(code) && !(code === 'canceled_by_customer' && method === 'upi')
  const isUnanswered = method === 'upi' || code === 'no_response'
  const doubt = isFinal ? 0 : isUnanswered ? LATE : undefined
  return { reason: why, ...given({ doubt }) }
}

/** The payment that an event speaks of, what it lies in, and the order as the merchant calls it. */
function namesIn({
  payment,
  order,
  payment_link: link,
  qr_code: qr,
  refund,
  dispute,
}: Payload): Pick<Update, 'payment' | 'containers' | 'orderId' | 'orderAliases' | 'mentions'> {
  const { receipt } = order?.entity ?? {}
  const { reference_id } = link?.entity ?? {}
  const fields = [
    ...[payment, order, link, qr, refund].map((each) => each?.entity.notes),
    { order_id: receipt },
    { order_id: reference_id },
  ]
  // A code on the shop's counter is paid by many: it contains nobody's payment, but may be an order's.
  const counter = qr?.entity.usage === 'multiple_use' ? qr.entity.id : undefined
  const within = [
    payment?.entity.order_id,
    order?.entity.id,
    link?.entity.order_id,
    link?.entity.id,
    counter ? undefined : qr?.entity.id,
  ]
  return {
    ...paymentNamed([
      payment?.entity.id ?? refund?.entity.payment_id ?? dispute?.entity.payment_id,
      // Without a payment, the link stands for it; else the order.
      link?.entity.id,
      ...within,
    ]),
    ...orderNamed(
      fields,
      [receipt, reference_id, counter],
      [described(payment?.entity.description)],
    ),
  }
}
