/**
 * Xendit: invoices and payment links, payments (v2 and v3), sessions, e-wallets, QR codes and refunds.
 *
 * The token is the same on every request: it proves who sends, not what. So `webhook-id` names the
 * event, which is no less signed than the body.
 *
 * @see https://docs.xendit.co/docs/payments-api-webhooks
 * @see https://docs.xendit.co/apidocs/payment-webhook-notification
 * @see https://docs.xendit.co/apidocs/refund-webhook-notification
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons } from '../reading/failure.ts'
import { Currency, Decimal, given, Id, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { staticToken } from '../schemes.ts'
import { simulatedXendit } from './simulated.ts'

const Named = v.object({ event: v.optional(v.string()) })

const Money = {
  id: v.nullish(Id),
  status: Text,
  currency: v.nullish(Currency),
  amount: Decimal,
  metadata: v.optional(v.unknown()),
  updated: v.optional(v.unknown()),
}

/** An invoice is sent as it is; it has no event around it. */
const Invoice = v.object({
  ...Money,
  id: Id,
  external_id: Text,
  paid_amount: Decimal,
  paid_at: v.optional(v.unknown()),
  payment_id: v.nullish(Id),
})

const Event = v.object({
  created: v.optional(v.unknown()),
  data: v.object({
    ...Money,
    reference_id: Text,
    payment_id: v.nullish(Id),
    payment_request_id: v.nullish(Id),
    payment_session_id: v.nullish(Id),
    invoice_id: v.nullish(Id),
    request_amount: Decimal,
    captured_amount: Decimal,
    capture_amount: Decimal,
    charge_amount: Decimal,
    captures: v.nullish(v.array(v.object({ capture_amount: Decimal }))),
    capture_method: Text,
    session_type: Text,
    failure_code: Text,
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of one payment, and what that lies in, the inmost first. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'amount'> & { names: (string | null | undefined)[] }

type Reader = (data: Data) => Word | undefined

const READERS = new Map<string, Reader>([
  ['payment.capture', payment('succeeded')],
  ['payment.authorization', payment('authorized')],
  ['payment.failure', payment('failed')],
  ['payment.expiry', payment('expired')],
  ['payment.succeeded', payment('succeeded')],
  ['payment.awaiting_capture', payment('authorized')],
  ['payment.pending', payment('processing')],
  ['payment.failed', payment('failed')],
  ['payment_request.expiry', payment('expired')],
  ['ewallet.capture', payment('processing')],
  ['qr.payment', payment('processing')],
  ['payment_session.completed', session('succeeded')],
  ['payment_session.expired', session('expired')],
  ['capture.succeeded', capture],
  ['capture.failed', capture],
  ['refund.succeeded', refund],
  ['refund.failed', refund],
])

const INVOICE_STATES = new Map<unknown, MainState>([
  ['PENDING', 'requires_action'],
  ['PAID', 'succeeded'],
  ['SETTLED', 'succeeded'],
  ['EXPIRED', 'expired'],
])

const PAYMENT_STATES = new Map<string, MainState>([
  ['REQUIRES_ACTION', 'requires_action'],
  ['ACCEPTING_PAYMENTS', 'requires_action'],
  ['PENDING', 'processing'],
  ['AUTHORIZED', 'authorized'],
  ['AWAITING_CAPTURE', 'authorized'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELED', 'canceled'],
  ['VOIDED', 'canceled'],
  ['EXPIRED', 'expired'],
])

const SESSION_STATES = new Map<string, MainState>([
  ['ACTIVE', 'requires_action'],
  ['COMPLETED', 'succeeded'],
  ['EXPIRED', 'expired'],
  ['CANCELED', 'canceled'],
])

/** Of captures and refunds. All else is pending. */
const PART_STATES = new Map<unknown, 'done' | 'failed'>([
  ['SUCCEEDED', 'done'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
])

/** https://docs.xendit.co/docs/payments-failure-codes */
const REASONS = reasons({
  insufficient_funds: 'INSUFFICIENT_BALANCE',
  limit_exceeded: `
    MAX_AMOUNT_LIMIT_EXCEEDED MAXIMUM_LIMIT_REACHED TRANSACTION_LIMIT_REACHED
    MAX_ACCOUNT_LINKING PIN_ATTEMPTS_EXCEEDED`,
  authentication_failed: `
    AUTHENTICATION_FAILED AUTHORIZATION_FAILED INVALID_OTP INVALID_PIN
    MAXIMUM_OTP_ATTEMPTS_REACHED`,
  invalid_account: `
    EXPIRED_CARD INVALID_CVV INVALID_CVN INVALID_CARD INVALID_ACCOUNT_DETAILS ACCOUNT_NOT_ACTIVATED
    INVALID_PAYMENT_METHOD INACTIVE_CARD`,
  declined: `
    CARD_DECLINED DECLINED_BY_ISSUER DECLINED_BY_PROCESSOR STOLEN_CARD SUSPECTED_FRAUDULENT
    ACCOUNT_ACCESS_BLOCKED INACTIVE_OR_UNAUTHORIZED_CARD FRAUD_RISK_BLOCKED`,
  canceled_by_customer: 'USER_DECLINED USER_DECLINED_THE_TRANSACTION USER_DECLINED_PAYMENT',
  no_response: 'USER_DID_NOT_AUTHORIZE_THE_PAYMENT PAYMENT_REQUEST_TIMEOUT PROCESSOR_TIMEOUT',
  unreachable: 'USER_UNREACHABLE',
  expired: 'PAYMENT_EXPIRED OTP_EXPIRED',
  duplicate_request: 'DUPLICATE_ERROR DUPLICATE_TRANSACTION',
  provider_error: `
    CHANNEL_UNAVAILABLE ISSUER_UNAVAILABLE PROCESSOR_ERROR PARTNER_ERROR SERVER_ERROR
    TEMPORARY_UNAVAILABLE`,
})

export const xendit: Provider = {
  id: 'xendit',
  name: 'Xendit',
  trust: 'token',

  schemes: [staticToken('x-callback-token')],

  updates(payload, { headers, digest }) {
    const eventId = headers.get('webhook-id') || digest()
    const { event } = v.parse(Named, payload)
    if (event === undefined) return invoice(payload, eventId)
    const read = READERS.get(event)
    if (!read) return []

    const { created, data } = v.parse(Event, payload)
    const word = read(data)
    if (!word) return []

    const { names, ...said } = word
    const { currency, metadata, reference_id, updated } = data
    // A refund has a reference of its own.
    const reference = said.part === 'main' ? { order_id: reference_id } : {}
    return [
      {
        ...said,
        eventId,
        ...paymentNamed(names),
        ...orderNamed([metadata, reference], [reference_id]),
        ...given({ currency, time: rfc3339(updated) ?? rfc3339(created) }),
      },
    ]
  },

  ...simulatedXendit,
}

/** All that is due, or all that was paid, is in one body: what its status says. */
function invoice(payload: unknown, eventId: string): Update[] {
  const { currency, status, metadata, ...invoice } = v.parse(Invoice, payload)
  if (!status) return []

  const known = INVOICE_STATES.get(status) ?? 'processing'
  const isPaid = known === 'succeeded'
  const amount = minorUnits(
    isPaid ? (invoice.paid_amount ?? invoice.amount) : invoice.amount,
    currency,
  )
  const updated = rfc3339(invoice.updated)
  return [
    {
      part: 'main',
      state: stateWithAmount(known, amount),
      eventId,
      ...paymentNamed([invoice.payment_id, invoice.id]),
      ...orderNamed([metadata, { order_id: invoice.external_id }], [invoice.external_id]),
      ...given({ amount, currency }),
      ...given({ time: isPaid ? (rfc3339(invoice.paid_at) ?? updated) : updated }),
    },
  ]
}

/** `event`: what the event's name says. The payment's own state knows better. */
function payment(event: MainState): Reader {
  return (data) => {
    const known = data.status ? (PAYMENT_STATES.get(data.status) ?? 'processing') : event
    const amount = amountOf(data, known === 'succeeded')
    const { failure_code } = data
    return {
      part: 'main',
      state: stateWithAmount(known, amount),
      ...given({ amount }),
      ...(known === 'failed' && failure(REASONS, [failure_code], failure_code)),
      names: [data.payment_id, data.id, data.payment_request_id, data.payment_session_id],
    }
  }
}

/** Of what was authorized, one may capture less than all, and more than once. */
function amountOf(data: Data, isPaid: boolean): number | undefined {
  const { captures, captured_amount, capture_amount, currency } = data
  const asked = data.request_amount ?? data.charge_amount ?? data.amount
  if (!isPaid) return minorUnits(asked, currency)
  if (!captures?.length) return minorUnits(captured_amount ?? capture_amount ?? asked, currency)
  return captures.reduce<number | undefined>((sum, { capture_amount: part }) => {
    const more = minorUnits(part, currency)
    return sum === undefined || more === undefined ? undefined : sum + more
  }, 0)
}

function session(event: MainState): Reader {
  return (data) => {
    // It keeps a card for later, and takes no money.
    if (data.session_type === 'SAVE') return undefined

    const known = data.status ? (SESSION_STATES.get(data.status) ?? 'processing') : event
    const isHeld = known === 'succeeded' && data.capture_method === 'MANUAL'
    const amount = minorUnits(data.amount, data.currency)
    return {
      part: 'main',
      state: isHeld ? 'authorized' : stateWithAmount(known, amount),
      ...given({ amount }),
      names: [data.payment_id, data.payment_request_id, data.payment_session_id, data.id],
    }
  }
}

function capture({ id, status, payment_id, payment_request_id, ...money }: Data) {
  if (!id) return undefined
  const amount = minorUnits(money.capture_amount ?? money.captured_amount, money.currency)
  return {
    part: `capture:${id}`,
    state: partWithAmount(PART_STATES.get(status) ?? 'pending', amount),
    ...given({ amount }),
    names: [payment_id, payment_request_id],
  } satisfies Word
}

function refund({ id, status, payment_id, payment_request_id, invoice_id, ...money }: Data) {
  if (!id) return undefined
  const amount = minorUnits(money.amount, money.currency)
  return {
    part: `refund:${id}`,
    state: partWithAmount(PART_STATES.get(status) ?? 'pending', amount),
    ...given({ amount }),
    names: [payment_id, payment_request_id, invoice_id],
  } satisfies Word
}
