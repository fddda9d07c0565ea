/**
 * Cashfree, asked: the payments of an order, by the merchant's own name for it; the order itself, while it has none;
 * and what went back, once there is one. Disputes are told by callback.
 *
 * @see https://www.cashfree.com/docs/api-reference/payments/latest/payments/get-payments-for-order
 */

import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import type { Asking, Question, ReadEvent, Told } from '../asking.ts'
import { minorUnits } from '../reading/amounts.ts'
import { Currency, Decimal, given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'
import { rfc3339 } from '../reading/times.ts'

const about = (name: string, id: string, path: string): Question => ({
  ...{ name, path, method: 'GET', asks: id },
})

const payments = (id: string): Question => about('payments', id, pathOf`/orders/${id}/payments`)
const order = (id: string): Question => about('order', id, pathOf`/orders/${id}`)
const refunds = (id: string): Question => about('refunds', id, pathOf`/orders/${id}/refunds`)

/** Cashfree's own names of payments. */
const isTheirs = (id: string): boolean => /^\d{9,}$/.test(id)

const Payments = v.array(
  v.looseObject({
    order_id: Id,
    order_amount: Decimal,
    order_currency: Text,
    payment_status: v.string(),
    payment_completion_time: v.optional(v.unknown()),
    error_details: v.optional(v.unknown()),
  }),
)

const Refunds = v.array(
  v.looseObject({
    refund_type: Text,
    processed_at: v.optional(v.unknown()),
    created_at: v.optional(v.unknown()),
  }),
)

const Order = v.object({
  order_id: Id,
  order_status: v.string(),
  order_amount: Decimal,
  order_currency: v.nullish(Currency),
  order_expiry_time: v.optional(v.unknown()),
  order_tags: v.optional(v.unknown()),
})

/** Of an order, where nobody has tried to pay. What is paid, its payments tell. */
const ORDER_STATES = new Map<string, MainState>([
  ['ACTIVE', 'pending'],
  ['EXPIRED', 'expired'],
  ['TERMINATED', 'canceled'],
])

/** Where the adapter was made for another, Cashfree answers in that version's words. */
const VERSION = '2025-01-01'

export const askingCashfree: Asking = {
  credentials: {
    form: 'appId:secret',
    example: 'anAppId:aSecret',
    isSandbox: ({ appId = '' }) => appId.startsWith('TEST'),
  },
  hosts: { live: 'https://api.cashfree.com/pg', sandbox: 'https://sandbox.cashfree.com/pg' },
  auth: {
    headers: {
      'x-client-id': '{appId}',
      'x-client-secret': '{secret}',
      'x-api-version': VERSION,
    },
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known, (id) => !isTheirs(id)).map(payments),

  read({ body, question }, _, event): Told[] {
    switch (question.name) {
      case 'order':
        return orderIn(v.parse(Order, body))
      case 'refunds':
        return v.parse(Refunds, body).flatMap((each) => refundIn(each, event))
      default:
        return v.parse(Payments, body).flatMap((each) => paymentIn(each, event))
    }
  },

  then({ body, question }) {
    const { name, asks } = question
    if (name !== 'payments' || asks === undefined) return []
    const all = v.parse(Payments, body)
    if (all.length === 0) return [order(asks)]
    // One that came twice, or too late, goes back by itself.
    return all.some(({ payment_status }) => payment_status === 'SUCCESS') ? [refunds(asks)] : []
  },

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'change',
  cadence: 'upi',
  rate: { perMinute: 50, burst: 5 },
}

function paymentIn(payment: v.InferOutput<typeof Payments>[number], event: ReadEvent): Told[] {
  const { order_id, order_amount, order_currency, error_details } = payment
  return event({
    type: 'PAYMENT_SUCCESS_WEBHOOK',
    event_time: payment.payment_completion_time,
    data: { order: { order_id, order_amount, order_currency }, payment, error_details },
  })
}

function refundIn(refund: v.InferOutput<typeof Refunds>[number], event: ReadEvent): Told[] {
  const event_time = refund.processed_at ?? refund.created_at
  return refund.refund_type === 'PAYMENT_AUTO_REFUND'
    ? event({ type: 'AUTO_REFUND_STATUS_WEBHOOK', event_time, data: { auto_refund: refund } })
    : event({ type: 'REFUND_STATUS_WEBHOOK', event_time, data: { refund } })
}

function orderIn(order: v.InferOutput<typeof Order>): Told[] {
  const { order_id: payment, order_status, order_tags, order_expiry_time } = order
  const currency = order.order_currency ?? 'INR'
  const state = ORDER_STATES.get(order_status) ?? 'processing'
  const time = state === 'expired' ? rfc3339(order_expiry_time) : undefined
  const amount = minorUnits(order.order_amount, currency)
  const named = orderNamed([order_tags, { order_id: payment }])
  return [{ part: 'main', state, payment, currency, ...named, ...given({ amount, time }) }]
}
