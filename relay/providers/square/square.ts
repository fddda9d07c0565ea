/**
 * Square: payments, refunds, disputes and invoices; at a terminal, too.
 *
 * The address that Square was given is signed too, byte for byte: see `CALLBACK_URL_SQUARE`. The older
 * `x-square-signature` is never looked at.
 *
 * @see https://developer.squareup.com/docs/webhooks/step3validate
 * @see https://developer.squareup.com/reference/square/payments-api/webhooks
 * @see https://developer.squareup.com/reference/square/disputes-api/webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { given } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { rfc3339 } from '../reading/times.ts'
import { askingSquare } from './asking.ts'
import { SquareEvent, type Money, type SquareObject } from './event.ts'
import { simulatedSquare } from './simulated.ts'

const Typed = v.object({ type: v.string() })

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'payment' | 'reason' | 'doubt' | 'complete' | 'references' | 'waived'> & {
    money: Money
    /** What it lies in. */
    within?: readonly (string | null | undefined)[]
    receipt?: string | null | undefined
  }

type Reader = (object: SquareObject) => Word[]

const READERS = new Map<string, Reader>([
  ['payment.created', payment],
  ['payment.updated', payment],
  ['refund.created', refund],
  ['refund.updated', refund],
  ['dispute.created', dispute],
  ['dispute.state.updated', dispute],
  // The same, by its older name.
  ['dispute.state.changed', dispute],
  // Papers come and go: each tells how the dispute stands.
  ['dispute.evidence.added', dispute],
  ['dispute.evidence.created', dispute],
  ['dispute.evidence.deleted', dispute],
  ['dispute.evidence.removed', dispute],
  ['invoice.payment_made', invoice],
  ['terminal.checkout.created', checkout],
  ['terminal.checkout.updated', checkout],
  ['terminal.refund.created', refund],
  ['terminal.refund.updated', refund],
])

/** The shop's own affairs. Payments tell of what an order or an invoice comes to. */
const isSilent = silent(`
  bank_account.* booking.* card.* cash_drawer.* catalog.* channel.* customer.* device.* fulfillment.*
  gift_card.* inventory.* invoice.canceled invoice.created invoice.deleted invoice.published invoice.updated
  job.* labor.* location.* loyalty.* merchant.* oauth.* online_checkout.* order.* payout.* subscription.*
  team_member.* terminal.action.* transfer_order.* vendor.* wage_setting.*`)

const PAYMENT_STATES = new Map<unknown, MainState>([
  ['PENDING', 'processing'],
  ['APPROVED', 'authorized'],
  ['COMPLETED', 'succeeded'],
  ['CANCELED', 'canceled'],
  ['FAILED', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['COMPLETED', 'done'],
  ['REJECTED', 'failed'],
  ['CANCELED', 'failed'],
  ['FAILED', 'failed'],
])

/** All else is open. An inquiry is no dispute. */
const DISPUTE_STATES = new Map<unknown, 'none' | 'won' | 'lost'>([
  ['INQUIRY_EVIDENCE_REQUIRED', 'none'],
  ['INQUIRY_PROCESSING', 'none'],
  ['INQUIRY_CLOSED', 'none'],
  ['WON', 'won'],
  ['LOST', 'lost'],
  ['ACCEPTED', 'lost'],
])

const CHECKOUT_STATES = new Map<unknown, MainState>([
  ['PENDING', 'requires_action'],
  ['IN_PROGRESS', 'requires_action'],
  ['CANCEL_REQUESTED', 'requires_action'],
  ['CANCELED', 'canceled'],
  // The payment inside it tells how much.
  ['COMPLETED', 'processing'],
])

/** By the first error of the card. https://developer.squareup.com/docs/payments-api/error-codes */
const REASONS = reasons({
  insufficient_funds: 'INSUFFICIENT_FUNDS GIFT_CARD_AVAILABLE_AMOUNT',
  limit_exceeded: 'TRANSACTION_LIMIT PAYMENT_LIMIT_EXCEEDED AMOUNT_TOO_HIGH',
  authentication_failed: `
    CARD_DECLINED_VERIFICATION_REQUIRED INVALID_PIN MISSING_PIN ALLOWABLE_PIN_TRIES_EXCEEDED`,
  invalid_account: `
    INVALID_ACCOUNT ACCOUNT_UNUSABLE INVALID_CARD INVALID_CARD_DATA PAN_FAILURE CARD_EXPIRED
    EXPIRATION_FAILURE BAD_EXPIRATION INVALID_EXPIRATION CVV_FAILURE VERIFY_CVV_FAILURE
    ADDRESS_VERIFICATION_FAILURE VERIFY_AVS_FAILURE INVALID_POSTAL_CODE`,
  declined: `
    GENERIC_DECLINE CARD_DECLINED CARD_DECLINED_CALL_ISSUER CARD_NOT_SUPPORTED VOICE_FAILURE
    CARDHOLDER_INSUFFICIENT_PERMISSIONS`,
  canceled_by_customer: 'BUYER_REFUSED_PAYMENT',
  provider_error: 'TEMPORARY_ERROR GATEWAY_TIMEOUT INTERNAL_SERVER_ERROR SERVICE_UNAVAILABLE',
})

const SANDBOX = 'https://squareupsandbox.com/'

export const square: Provider = {
  id: 'square',
  name: 'Square',
  trust: 'signed-body',
  apiKey: /^(EAAA|sq0|sandbox-sq0)/,

  schemes: [
    {
      kind: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',

      find({ url, headers, body }) {
        const signature = headers.get('x-square-hmacsha256-signature')
        return signature ? { values: [signature], signed: [url, body] } : undefined
      },

      sign: ({ url, body }, mac) => ({
        'x-square-hmacsha256-signature': mac([url, body]),
      }),
    },
  ],

  updates(payload) {
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type) ? [] : UNKNOWN_EVENT

    const { event_id: eventId, data } = v.parse(SquareEvent, payload)
    const { object } = data
    const { payment, refund, dispute, checkout, invoice } = object
    const about = payment ?? refund ?? dispute ?? checkout ?? invoice
    const named = orderNamed([{ order_id: about?.reference_id }], [invoice?.invoice_number])
    return read(object).map(({ money, within = [], receipt, ...said }) => {
      const containers = within.filter((name): name is string => Boolean(name))
      return {
        ...said,
        eventId,
        ...(containers.length > 0 && { containers }),
        ...named,
        ...given({
          amount: money?.amount,
          currency: money?.currency,
          time: rfc3339(about?.updated_at),
          receipt: receipt || undefined,
        }),
        ...(payment?.receipt_url?.startsWith(SANDBOX) && { test: true }),
      }
    })
  },

  asking: askingSquare,

  ...simulatedSquare,
}

function payment({ payment }: SquareObject): Word[] {
  if (!payment) throw new Error('The event tells of no payment.')
  const { id, status, amount_money, total_money, tip_money, refunded_money, receipt_number } =
    payment
  const [error] = payment.card_details?.errors ?? []
  // With what the shopper put on top.
  const money = total_money ?? amount_money
  const waived = waivedBy(0, told(tip_money) ?? 0)

  const known = PAYMENT_STATES.get(status) ?? 'processing'
  const state = stateWithAmount(known, told(money))
  const of = { payment: id, within: [payment.order_id, payment.terminal_checkout_id] }

  const main: Word = {
    part: 'main',
    state,
    ...of,
    money,
    // A tip is given with what is the last of it, whether or not the merchant had it in its amount.
    ...(waived !== undefined && { waived, ...(known === 'succeeded' && { complete: true }) }),
    receipt: state === 'succeeded' ? receipt_number : undefined,
    // Both are final: another attempt is another payment.
    ...((state === 'failed' || state === 'canceled') && { doubt: 0 }),
    ...(state === 'failed' && { reason: reason(REASONS, [error?.code], error?.detail) }),
  }
  // What is completed stays completed, whatever went back.
  return told(refunded_money)
    ? [main, { part: 'refunds', state: 'total', ...of, money: refunded_money }]
    : [main]
}

function refund({ refund }: SquareObject): Word[] {
  // A refund to a card that paid nothing here is no order's.
  if (!refund?.payment_id) return []
  const { id, refund_id, payment_id: payment, status, amount_money: money } = refund
  const known = REFUND_STATES.get(status) ?? 'pending'
  // What a terminal refunds is told by itself, too.
  const part = `refund:${refund_id || id}` as const
  return [{ part, state: partWithAmount(known, told(money)), payment, money }]
}

function dispute({ dispute }: SquareObject): Word[] {
  const { payment_id: payment } = dispute?.disputed_payment ?? {}
  if (!dispute || !payment) throw new Error('The event names no disputed payment.')
  const { id, state, amount_money: money } = dispute
  return [{ part: `dispute:${id}`, state: DISPUTE_STATES.get(state) ?? 'open', payment, money }]
}

/** What a terminal shows, in which the payment will lie. */
function checkout({ checkout }: SquareObject): Word[] {
  if (!checkout) throw new Error('The event tells of no checkout.')
  const { id: payment, status, cancel_reason, amount_money: money } = checkout
  const known = CHECKOUT_STATES.get(status) ?? 'processing'
  const state = known === 'canceled' && cancel_reason === 'TIMED_OUT' ? 'expired' : known
  return [
    {
      ...{ part: 'main', state, payment, money },
      ...(known === 'canceled' && { doubt: 0 }),
      ...(cancel_reason === 'BUYER_CANCELED' && { reason: { code: 'canceled_by_customer' } }),
    },
  ]
}

/** All that was paid of an invoice so far. The payments lie in its order. */
function invoice({ invoice }: SquareObject): Word[] {
  if (!invoice?.order_id) throw new Error('The invoice names no order.')
  const { id, order_id: payment, status, payment_requests } = invoice
  const paid = (payment_requests ?? []).map((each) => each.total_completed_amount_money)
  const money = sumOf(paid)
  const isPaid = status === 'PAID'
  const state = stateWithAmount('succeeded', told(money))
  return [
    {
      ...{ part: 'main', state, payment, references: [id], money },
      ...(isPaid && { complete: true }),
    },
  ]
}

/** Undefined: not all of them are known, or they are of several currencies. */
function sumOf([first, ...others]: Word['money'][]): Word['money'] {
  return others.reduce((sum, each) => {
    const [a, b] = [told(sum), told(each)]
    const isSum = a !== undefined && b !== undefined && sum?.currency === each?.currency
    return isSum ? { amount: a + b, currency: sum?.currency } : undefined
  }, first)
}

/** Without its currency, a number is no amount. */
const told = (money: Word['money']): number | undefined =>
  money?.currency ? (money.amount ?? undefined) : undefined
