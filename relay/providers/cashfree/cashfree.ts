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
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons, UPI_DOUBT } from '../reading/failure.ts'
import { given } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { askingCashfree } from './asking.ts'
import { CashfreeEvent, type CashfreeData } from './event.ts'
import { simulatedCashfree } from './simulated.ts'

const Typed = v.object({ type: v.string() })

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'complete' | 'waived'> & {
    /** Without: the inmost of what it lies in stands for it. */
    payment: string | null | undefined
    /** The inmost first. The merchant may have named each after the order. */
    within: readonly (string | null | undefined)[]
    amount: number | undefined
    currency: string | null | undefined
    receipt?: string | undefined
    tags?: unknown
  }

type Reader = (data: CashfreeData) => Word | undefined

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

/** What the merchant gets, mandates, baskets that were left, and the dashboard's trial. */
const isSilent = silent(`
  SETTLEMENT_* RECON_* VENDOR_* LOW_BALANCE_* TRANSFER_* PAYOUT_* WEBHOOK PAYMENT_CHARGES_WEBHOOK
  ABANDONED_CHECKOUT* SUBSCRIPTION_STATUS_* SUBSCRIPTION_AUTH_* SUBSCRIPTION_CARD_EXPIRY_*
  SUBSCRIPTION_PAYMENT_NOTIFICATION_*`)

const PAYMENT_STATES = new Map<string, MainState>([
  ['NOT_ATTEMPTED', 'pending'],
  ['PENDING', 'processing'],
  ['SUCCESS', 'succeeded'],
  ['FAILED', 'failed'],
  ['USER_DROPPED', 'canceled'],
  ['CANCELLED', 'canceled'],
])

/** The hold was let go, or the charge taken back. */
const LET_GO = 'VOID'

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

/** A bank only asks: no money is contested. */
const INQUIRY = 'RETRIEVAL'

/** What becomes of a link that nobody paid. */
const LINK_STATES = new Map<unknown, MainState>([
  ['EXPIRED', 'expired'],
  ['CANCELLED', 'canceled'],
])

/** Where Cashfree names no currency. */
const CURRENCY = 'INR'

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
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type) ? [] : UNKNOWN_EVENT

    const { event_time, data } = v.parse(CashfreeEvent, payload)
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

  asking: askingCashfree,

  ...simulatedCashfree,
}

/** `named`: what the event's name says. The payment's own state knows better. */
function main(named: MainState): Reader {
  return ({ order, payment, error_details }) => {
    if (!payment) throw new Error('The event tells of no payment.')
    const { payment_status: status, bank_reference } = payment
    const { order_tags: tags } = order ?? {}

    const of = { payment: payment.cf_payment_id, within: [order?.order_id, tags?.link_id], tags }
    if (status === LET_GO) return letGo(of)

    const { amount, currency, waived } = moneyOf(payment, order)
    const known = status ? (PAYMENT_STATES.get(status) ?? 'processing') : named
    const isHeld = known === 'succeeded' && payment.is_captured === false
    const state = isHeld ? 'authorized' : stateWithAmount(known, amount)

    const hasReceipt = state === 'succeeded' && !NO_REFERENCE.includes(bank_reference)
    return {
      part: 'main',
      state,
      ...of,
      amount,
      currency,
      // Whether the merchant counts an offer or a fee, nobody says: the order is paid.
      ...(state === 'succeeded' && waived !== 0 && { waived, complete: true }),
      ...(hasReceipt && bank_reference && { receipt: bank_reference }),
      ...(state === 'failed' && failureOf(payment, error_details)),
      ...(status === 'USER_DROPPED' && { reason: { code: 'canceled_by_customer' } }),
    }
  }
}

/** What of one thing may be said, without money: it was let go, or went back as a whole. */
const letGo = (of: Pick<Word, 'payment' | 'within' | 'tags'>): Word => ({
  ...{ part: 'void', state: 'canceled', doubt: 0, amount: undefined, currency: undefined },
  ...of,
})

/** What was debited. An offer may have paid some of the order, whose fee may have come on top. */
function moneyOf(
  { payment_amount, payment_currency }: NonNullable<CashfreeData['payment']>,
  order: CashfreeData['order'],
): { amount: number | undefined; currency: string; waived: number } {
  const asked = order?.order_currency ?? payment_currency ?? CURRENCY
  const due = minorUnits(order?.order_amount, asked)
  const currency = payment_currency ?? asked
  // Where it was debited in other money, the order is what the merchant gets.
  if (payment_amount === undefined || payment_amount === null || currency !== asked) {
    return { amount: due, currency: asked, waived: 0 }
  }
  const amount = minorUnits(payment_amount, currency)
  const waived = due === undefined || amount === undefined ? 0 : due - amount
  return { amount, currency, waived }
}

/** Why an attempt failed, and for how long it may still turn out paid. */
function failureOf(
  { payment_message, payment_group, payment_method }: NonNullable<CashfreeData['payment']>,
  error: CashfreeData['error_details'],
): Pick<Update, 'reason' | 'doubt'> {
  // Such as `00::Transaction success`.
  const [inMessage] = payment_message?.split('::') ?? []
  const codes = [error?.error_code_raw, inMessage, error?.error_reason, error?.error_code]
  const why = failure(REASONS, codes, error?.error_description ?? payment_message)

  const [method] = v.is(v.looseObject({}), payment_method) ? Object.keys(payment_method) : []
  const way = payment_group ?? method
  // What nobody tells may be UPI.
  return { ...why, ...((!way || /^upi/i.test(way)) && { doubt: UPI_DOUBT }) }
}

function refund({ refund }: CashfreeData): Word | undefined {
  if (!refund) return undefined
  const { cf_payment_id: payment, order_id, refund_amount } = refund
  const currency = refund.refund_currency ?? CURRENCY
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
function autoRefund({ auto_refund }: CashfreeData): Word | undefined {
  if (!auto_refund?.cf_payment_id || auto_refund.refund_status !== 'SUCCESS') return undefined
  return letGo({ payment: auto_refund.cf_payment_id, within: [auto_refund.order_id] })
}

function dispute({ dispute, order_details: order }: CashfreeData): Word | undefined {
  if (!dispute) return undefined
  const { dispute_id: id, dispute_type: type, dispute_status: status, dispute_amount } = dispute
  const [, known = 'open'] = DISPUTE_STATES.find(([end]) => status?.endsWith(end)) ?? []
  const isInquiry = [type, status].some((each) => each?.startsWith(INQUIRY))
  const state = isInquiry && known !== 'lost' ? 'none' : known
  const currency = order?.order_currency ?? CURRENCY
  const amount = minorUnits(dispute_amount, currency)
  const [payment, within] = [order?.cf_payment_id, [order?.order_id]]
  return { part: `dispute:${id}`, state, payment, within, amount, currency }
}

/** How much was paid by the link so far. Where its payments are told as well, these know better. */
function link({ link_id, link_status, link_notes: tags, ...data }: CashfreeData): Word | undefined {
  const currency = data.link_currency ?? CURRENCY
  const of = { part: 'main', payment: link_id, within: [link_id], currency, tags } as const
  const closed = LINK_STATES.get(link_status)
  if (closed) return { ...of, state: closed, amount: minorUnits(data.link_amount, currency) }

  const isPaid = link_status === 'PAID'
  if (!isPaid && link_status !== 'PARTIALLY_PAID') return undefined
  const amount = minorUnits(data.link_amount_paid, currency)
  if (amount === 0) return undefined
  const state = stateWithAmount('succeeded', amount)
  return { ...of, state, amount, ...(isPaid && { complete: true }) }
}
