/**
 * Square: payments, refunds and disputes.
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
import type { Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Amount, Currency, given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { simulatedSquare } from './simulated.ts'

const Typed = v.object({ type: v.string() })

/** In minor units. */
const Money = v.nullish(v.object({ amount: v.nullish(Amount), currency: v.nullish(Currency) }))

const entity = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.nullish(
    v.object({
      id: Id,
      reference_id: Text,
      amount_money: Money,
      updated_at: v.optional(v.unknown()),
      ...fields,
    }),
  )

const Event = v.object({
  event_id: Id,
  data: v.object({
    object: v.object({
      payment: entity({
        status: Text,
        order_id: v.nullish(Id),
        refunded_money: Money,
        receipt_number: v.nullish(Id),
        card_details: v.nullish(
          v.object({ errors: v.nullish(v.array(v.object({ code: Text, detail: Text }))) }),
        ),
      }),
      refund: entity({ status: Text, payment_id: v.nullish(Id) }),
      dispute: entity({
        state: Text,
        disputed_payment: v.nullish(v.object({ payment_id: v.nullish(Id) })),
      }),
    }),
  }),
})

type SquareObject = v.InferOutput<typeof Event>['data']['object']

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'payment' | 'reason' | 'doubt'> & {
    money: v.InferOutput<typeof Money>
    order?: string | null | undefined
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
])

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
  ['FAILED', 'failed'],
])

/** All else is open. A closed inquiry never became a dispute. */
const DISPUTE_STATES = new Map<unknown, 'won' | 'lost'>([
  ['WON', 'won'],
  ['INQUIRY_CLOSED', 'won'],
  ['LOST', 'lost'],
  ['ACCEPTED', 'lost'],
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

export const square: Provider = {
  id: 'square',
  name: 'Square',
  trust: 'signed-body',

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
    const read = READERS.get(v.parse(Typed, payload).type)
    if (!read) return []

    const { event_id: eventId, data } = v.parse(Event, payload)
    const { object } = data
    const about = object.payment ?? object.refund ?? object.dispute
    const named = orderNamed([{ order_id: about?.reference_id }])
    return read(object).map(({ money, order, receipt, ...said }) => ({
      ...said,
      eventId,
      ...(order && { containers: [order] }),
      ...named,
      ...given({
        amount: money?.amount,
        currency: money?.currency,
        time: rfc3339(about?.updated_at),
        receipt,
      }),
    }))
  },

  ...simulatedSquare,
}

function payment({ payment }: SquareObject): Word[] {
  if (!payment) throw new Error('The event tells of no payment.')
  const { id, order_id: order, status, amount_money, refunded_money, receipt_number } = payment
  const [error] = payment.card_details?.errors ?? []

  const known = PAYMENT_STATES.get(status) ?? 'processing'
  const state = stateWithAmount(known, told(amount_money))

  const main: Word = {
    part: 'main',
    state,
    payment: id,
    order,
    money: amount_money,
    receipt: state === 'succeeded' ? receipt_number : undefined,
    // Both are final: another attempt is another payment.
    ...((state === 'failed' || state === 'canceled') && { doubt: 0 }),
    ...(state === 'failed' && { reason: reason(REASONS, [error?.code], error?.detail) }),
  }
  // What is completed stays completed, whatever went back.
  return refunded_money?.amount
    ? [main, { part: 'refunds', state: 'total', payment: id, order, money: refunded_money }]
    : [main]
}

function refund({ refund }: SquareObject): Word[] {
  // A refund to a card that paid nothing here is no order's.
  if (!refund?.payment_id) return []
  const { id, payment_id: payment, status, amount_money: money } = refund
  const known = REFUND_STATES.get(status) ?? 'pending'
  return [{ part: `refund:${id}`, state: partWithAmount(known, told(money)), payment, money }]
}

function dispute({ dispute }: SquareObject): Word[] {
  const { payment_id: payment } = dispute?.disputed_payment ?? {}
  if (!dispute || !payment) throw new Error('The event names no disputed payment.')
  const { id, state, amount_money: money } = dispute
  return [{ part: `dispute:${id}`, state: DISPUTE_STATES.get(state) ?? 'open', payment, money }]
}

/** Without its currency, a number is no amount. */
const told = (money: Word['money']): number | undefined =>
  money?.currency ? (money.amount ?? undefined) : undefined
