/**
 * Xendit: invoices and payment links, payments (v2 and v3), sessions, e-wallets, direct debit, refunds; and the
 * older products (older.ts).
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
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { failure } from '../reading/failure.ts'
import { Currency, Decimal, given, Id, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { staticToken } from '../schemes.ts'
import { askingXendit } from './asking.ts'
import { isOlderProduct, olderProduct } from './older.ts'
import { XENDIT_REASONS } from './reasons.ts'
import { simulatedXendit } from './simulated.ts'

const Named = v.object({
  event: v.optional(v.string()),
  data: v.optional(v.unknown()),
  payment_session_id: v.optional(v.unknown()),
})

const Money = {
  id: MaybeId,
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
  payment_id: MaybeId,
  fees: v.fallback(v.nullish(v.array(v.object({ value: Decimal }))), null),
})

const Event = v.object({
  created: v.optional(v.unknown()),
  data: v.object({
    ...Money,
    reference_id: Text,
    payment_id: MaybeId,
    payment_request_id: MaybeId,
    payment_session_id: MaybeId,
    invoice_id: MaybeId,
    charge_id: MaybeId,
    request_amount: Decimal,
    captured_amount: Decimal,
    capture_amount: Decimal,
    charge_amount: Decimal,
    refund_amount: Decimal,
    captures: v.nullish(v.array(v.object({ capture_amount: Decimal }))),
    capture_method: Text,
    session_type: Text,
    failure_code: Text,
    void_status: Text,
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of one payment, and what that lies in, the inmost first. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'amount' | 'complete'> & {
    names: (string | null | undefined)[]
  }

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
  ['ewallet.void', letGo],
  ['ewallet.refund', refund],
  ['qr.payment', payment('processing')],
  ['direct_debit.payment', payment('processing')],
  ['paylater.payment', payment('processing')],
  ['payment_session.completed', session('succeeded')],
  ['payment_session.expired', session('expired')],
  ['capture.succeeded', capture],
  ['capture.failed', capture],
  ['refund.succeeded', refund],
  ['refund.failed', refund],
])

/** What is paid out, what cards and accounts are kept by, and plans: their payments are told as such. */
const isSilent = silent(`
  payout.* disbursement.* batch_disbursement.* transfer.* report.* account.* payment_method.*
  payment_token.* recurring.plan.* linked_account_token.* customer.*`)

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
  ['COMPLETED', 'succeeded'],
  ['FAILED', 'failed'],
  ['EXPIRED', 'expired'],
])

/** Let go or taken back, even after it succeeded. */
const LET_GO: ReadonlySet<unknown> = new Set(['CANCELED', 'CANCELLED', 'VOIDED', 'REVERSED'])

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

export const xendit: Provider = {
  id: 'xendit',
  name: 'Xendit',
  trust: 'token',
  apiKey: /^xnd_/,

  schemes: [staticToken('x-callback-token')],

  updates(payload, { headers, digest }) {
    const eventId = headers.get('webhook-id') || digest()
    const body = v.parse(Named, payload)
    if (body.data === undefined && isOlderProduct(payload)) return olderProduct(payload, eventId)
    // Whoever takes Xendit's callbacks for a shop may pass on what is in the envelope.
    const isBare = body.event === undefined && body.payment_session_id !== undefined
    const event = isBare ? 'payment_session.completed' : body.event
    if (event === undefined) return invoice(payload, eventId)
    const read = READERS.get(event)
    if (!read) return isSilent(event) ? [] : UNKNOWN_EVENT

    const { created, data } = v.parse(Event, body.data === undefined ? { data: payload } : payload)
    const word = read(data)
    if (!word) return []

    const { names, ...said } = word
    const { currency, metadata, reference_id, updated } = data
    // A refund has a reference of its own.
    const isOwn = said.part === 'main' || said.part === 'void'
    const reference = isOwn ? { order_id: reference_id } : {}
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

  asking: askingXendit,

  ...simulatedXendit,
}

/** All that is due, or all that was paid, is in one body: what its status says. */
function invoice(payload: unknown, eventId: string): Update[] {
  const { status, metadata, ...invoice } = v.parse(Invoice, payload)
  if (!status) return []

  const known = INVOICE_STATES.get(status) ?? 'processing'
  const isPaid = known === 'succeeded'
  // The first invoices were all of rupiah, and did not say so.
  const currency = invoice.currency ?? 'IDR'
  const asked = minorUnits(invoice.amount, currency)
  const amount = isPaid ? minorUnits(invoice.paid_amount ?? invoice.amount, currency) : asked
  const off = isPaid && amount !== undefined ? Math.max(0, (asked ?? 0) - amount) : 0
  const fees = (invoice.fees ?? []).map(({ value }) => minorUnits(value, currency) ?? 0)
  const waived = waivedBy(
    off,
    fees.reduce((sum, fee) => sum + fee, 0),
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
      ...(isPaid && given({ waived })),
      ...(isPaid && { complete: true }),
      ...given({ time: isPaid ? (rfc3339(invoice.paid_at) ?? updated) : updated }),
    },
  ]
}

/** `event`: what the event's name says. The payment's own state knows better. */
function payment(event: MainState): Reader {
  return (data) => {
    const names = [data.payment_id, data.id, data.payment_request_id, data.payment_session_id]
    const known = data.status ? (PAYMENT_STATES.get(data.status) ?? 'processing') : event
    const isHoldOver = known === 'expired' && data.capture_method === 'MANUAL'
    if (LET_GO.has(data.status) || isHoldOver) {
      return { part: 'void', state: 'canceled', doubt: 0, names }
    }
    const amount = amountOf(data, known === 'succeeded')
    const { failure_code } = data
    return {
      part: 'main',
      state: stateWithAmount(known, amount),
      ...given({ amount }),
      ...(known === 'failed' && failure(XENDIT_REASONS, [failure_code], failure_code)),
      names,
    }
  }
}

/** A charge is called off, if that worked. */
function letGo({ id, charge_id, void_status }: Data): Word | undefined {
  if (void_status && void_status !== 'SUCCEEDED') return undefined
  return { part: 'void', state: 'canceled', doubt: 0, names: [charge_id, id] }
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
      ...(known === 'succeeded' && !isHeld && { complete: true }),
      names: [data.payment_id, data.payment_request_id, data.payment_session_id, data.id],
    }
  }
}

function capture({ id, status, payment_id, payment_request_id, ...money }: Data) {
  if (!id) throw new Error('The capture has no id.')
  const amount = minorUnits(money.capture_amount ?? money.captured_amount, money.currency)
  return {
    part: `capture:${id}`,
    state: partWithAmount(PART_STATES.get(status) ?? 'pending', amount),
    ...given({ amount }),
    names: [payment_id, payment_request_id],
  } satisfies Word
}

function refund({ id, status, payment_id, payment_request_id, invoice_id, ...data }: Data) {
  if (!id) throw new Error('The refund has no id.')
  const amount = minorUnits(data.refund_amount ?? data.amount, data.currency)
  return {
    part: `refund:${id}`,
    state: partWithAmount(PART_STATES.get(status) ?? 'pending', amount),
    ...given({ amount }),
    names: [payment_id, payment_request_id, invoice_id, data.charge_id],
  } satisfies Word
}
