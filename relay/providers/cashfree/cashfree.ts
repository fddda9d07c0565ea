/**
 * Cashfree Payments: payments, refunds, disputes and payment links.
 *
 * `x-idempotency-key` is not signed, so that the body's digest names the event.
 *
 * @see https://www.cashfree.com/docs/api-reference/payments/latest/payments/webhooks
 * @see https://www.cashfree.com/docs/api-reference/payments/latest/refunds/webhooks
 * @see https://www.cashfree.com/docs/api-reference/payments/latest/disputes/dispute-webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons } from '../reading/failure.ts'
import { AnyId, Currency, Decimal, given, Id, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { simulatedCashfree } from './simulated.ts'

const Typed = v.object({ type: v.string() })

const Refund = v.object({
  cf_refund_id: v.nullish(AnyId),
  refund_id: v.nullish(Id),
  cf_payment_id: v.nullish(AnyId),
  order_id: v.nullish(Id),
  refund_status: Text,
  refund_amount: Decimal,
  refund_currency: v.nullish(Currency),
})

const Event = v.object({
  event_time: v.optional(v.unknown()),
  data: v.object({
    order: v.nullish(
      v.object({
        order_id: v.nullish(Id),
        order_amount: Decimal,
        order_currency: v.nullish(Currency),
        // Whatever the merchant liked; of a payment link, its id.
        order_tags: v.fallback(v.nullish(v.looseObject({ link_id: v.nullish(Id) })), null),
      }),
    ),
    payment: v.nullish(
      v.object({
        cf_payment_id: AnyId,
        payment_status: Text,
        payment_amount: Decimal,
        payment_currency: v.nullish(Currency),
        payment_message: Text,
        bank_reference: Text,
        is_captured: v.nullish(v.boolean()),
      }),
    ),
    error_details: v.nullish(
      v.object({
        error_code: Text,
        error_code_raw: Text,
        error_description: Text,
        error_reason: Text,
      }),
    ),

    refund: v.nullish(Refund),
    auto_refund: v.nullish(Refund),

    dispute: v.nullish(
      v.object({ dispute_id: AnyId, dispute_status: Text, dispute_amount: Decimal }),
    ),
    order_details: v.nullish(
      v.object({
        order_id: v.nullish(Id),
        order_currency: v.nullish(Currency),
        cf_payment_id: v.nullish(AnyId),
      }),
    ),

    // Of a payment link.
    link_id: v.nullish(Id),
    link_status: Text,
    link_amount: Decimal,
    link_currency: v.nullish(Currency),
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt'> & {
    /** Without: the inmost of what it lies in stands for it. */
    payment: string | null | undefined
    /** The inmost first. The merchant may have named each after the order. */
    within: (string | null | undefined)[]
    amount: number | undefined
    currency: string | null | undefined
    receipt?: string | undefined
    tags?: unknown
  }

type Reader = (data: Data) => Word | undefined

const READERS = new Map<string, Reader>([
  ['PAYMENT_SUCCESS_WEBHOOK', main('succeeded')],
  ['PAYMENT_FAILED_WEBHOOK', main('failed')],
  ['PAYMENT_USER_DROPPED_WEBHOOK', main('canceled')],
  ['REFUND_STATUS_WEBHOOK', refund],
  ['AUTO_REFUND_STATUS_WEBHOOK', autoRefund],
  ['DISPUTE_CREATED', dispute],
  ['DISPUTE_UPDATED', dispute],
  ['DISPUTE_CLOSED', dispute],
  ['PAYMENT_LINK_EVENT', link],
])

const PAYMENT_STATES = new Map<string, MainState>([
  ['NOT_ATTEMPTED', 'pending'],
  ['PENDING', 'processing'],
  ['SUCCESS', 'succeeded'],
  ['FAILED', 'failed'],
  ['USER_DROPPED', 'canceled'],
  ['CANCELLED', 'canceled'],
  ['VOID', 'canceled'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['SUCCESS', 'done'],
  ['CANCELLED', 'failed'],
  ['FAILED', 'failed'],
])

/** By the end of the status, the beginning of which is the stage. All else is open. */
const DISPUTE_STATES: readonly [end: string, state: 'won' | 'lost'][] = [
  ['_MERCHANT_WON', 'won'],
  ['_MERCHANT_LOST', 'lost'],
  ['_MERCHANT_ACCEPTED', 'lost'],
  ['_INSUFFICIENT_EVIDENCE', 'lost'],
]

/** What becomes of a link that nobody paid. Of one that was, its payments tell. */
const LINK_STATES = new Map<unknown, MainState>([
  ['EXPIRED', 'expired'],
  ['CANCELLED', 'canceled'],
])

/** By the bank's own code (of UPI, those of NPCI), else by Cashfree's reason, else by its code. */
const REASONS = reasons({
  insufficient_funds: 'Z9 insufficient_funds',
  limit_exceeded: 'Z7 Z8',
  authentication_failed: 'Z6 ZM',
  canceled_by_customer: 'ZA USER_DROPPED',
  no_response: 'U69',
  declined: 'U16 auth_declined bank_declined TRANSACTION_DECLINED',
})

/** What stands where a bank gave no reference. */
const NO_REFERENCE: readonly unknown[] = ['', 'NA', 'null']

export const cashfree: Provider = {
  id: 'cashfree',
  name: 'Cashfree',
  trust: 'signed-body',

  schemes: [
    {
      kind: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',

      find({ headers, body }) {
        const signature = headers.get('x-webhook-signature')
        const timestamp = headers.get('x-webhook-timestamp')
        // Nothing parts it from the body: were it more than digits, the body could begin elsewhere.
        if (!signature || !timestamp || !/^\d+$/.test(timestamp)) return undefined

        // Nobody says whether what is sent again is signed again: no age is too old.
        return { values: [signature], signed: [timestamp, body] }
      },

      sign: ({ body, timestamp }, mac) => ({
        'x-webhook-timestamp': `${timestamp}000`,
        'x-webhook-signature': mac([`${timestamp}000`, body]),
      }),
    },
  ],

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  updates(payload, { digest }) {
    const read = READERS.get(v.parse(Typed, payload).type)
    if (!read) return []

    const { event_time, data } = v.parse(Event, payload)
    const word = read(data)
    if (!word) return []

    const { payment, within, amount, currency, receipt, tags, ...said } = word
    return [
      {
        ...said,
        eventId: digest(),
        ...paymentNamed([payment, ...within]),
        ...orderNamed([tags, ...within.toReversed().map((order_id) => ({ order_id }))]),
        ...given({ amount, currency, receipt, time: rfc3339(event_time) }),
      },
    ]
  },

  ...simulatedCashfree,
}

/** `named`: what the event's name says. The payment's own state knows better. */
function main(named: MainState): Reader {
  return ({ order, payment, error_details }) => {
    if (!payment) throw new Error('The event tells of no payment.')
    const { payment_status: status, payment_currency, bank_reference } = payment
    const { order_tags: tags } = order ?? {}

    // What is paid is the order, whole: an offer may pay some of it, and a fee come on top.
    const currency = order?.order_currency ?? payment_currency
    const amount =
      minorUnits(order?.order_amount, order?.order_currency) ??
      minorUnits(payment.payment_amount, payment_currency)

    const known = status ? (PAYMENT_STATES.get(status) ?? 'processing') : named
    const isHeld = known === 'succeeded' && payment.is_captured === false
    const state = isHeld ? 'authorized' : stateWithAmount(known, amount)

    const hasReceipt = state === 'succeeded' && !NO_REFERENCE.includes(bank_reference)
    return {
      part: 'main',
      state,
      payment: payment.cf_payment_id,
      within: [order?.order_id, tags?.link_id],
      amount,
      currency,
      tags,
      ...(hasReceipt && bank_reference && { receipt: bank_reference }),
      ...(state === 'failed' && failureOf(payment, error_details)),
      ...(status === 'USER_DROPPED' && { reason: { code: 'canceled_by_customer' } }),
    }
  }
}

/** Why an attempt failed, and for how long it may still turn out paid. */
function failureOf(
  { payment_message }: NonNullable<Data['payment']>,
  error: Data['error_details'],
): Pick<Update, 'reason' | 'doubt'> {
  // Such as `00::Transaction success`.
  const [inMessage] = payment_message?.split('::') ?? []
  const codes = [error?.error_code_raw, inMessage, error?.error_reason, error?.error_code]
  return failure(REASONS, codes, error?.error_description ?? payment_message)
}

function refund({ refund }: Data): Word | undefined {
  if (!refund) return undefined
  const { cf_payment_id: payment, order_id, refund_amount, refund_currency: currency } = refund
  const id = refund.cf_refund_id ?? refund.refund_id
  if (!id) throw new Error('The refund has no id.')

  const amount = minorUnits(refund_amount, currency)
  const known = REFUND_STATES.get(refund.refund_status) ?? 'pending'
  return {
    part: `refund:${id}`,
    state: partWithAmount(known, amount),
    payment,
    within: [order_id],
    amount,
    currency,
  }
}

/**
 * Money that came too late or twice, and was sent back by itself. It never was a payment of the order's,
 * whose other payments stand.
 */
function autoRefund({ auto_refund }: Data): Word | undefined {
  if (!auto_refund?.cf_payment_id || auto_refund.refund_status !== 'SUCCESS') return undefined
  const { cf_payment_id: payment, order_id, refund_amount, refund_currency: currency } = auto_refund
  const amount = minorUnits(refund_amount, currency)
  return {
    part: 'main',
    state: 'canceled',
    payment,
    within: [order_id],
    amount,
    currency,
    doubt: 0,
  }
}

function dispute({ dispute, order_details: order }: Data): Word | undefined {
  if (!dispute) return undefined
  const { dispute_id: id, dispute_status: status, dispute_amount } = dispute
  const [, state = 'open'] = DISPUTE_STATES.find(([end]) => status?.endsWith(end)) ?? []
  const currency = order?.order_currency
  const amount = minorUnits(dispute_amount, currency)
  const [payment, within] = [order?.cf_payment_id, [order?.order_id]]
  return { part: `dispute:${id}`, state, payment, within, amount, currency }
}

function link({ link_id, link_status, link_amount, link_currency }: Data): Word | undefined {
  const state = LINK_STATES.get(link_status)
  if (!state) return undefined
  const [currency, amount] = [link_currency, minorUnits(link_amount, link_currency)]
  return { part: 'main', state, payment: link_id, within: [link_id], amount, currency }
}
