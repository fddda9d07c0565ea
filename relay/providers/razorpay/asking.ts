/**
 * Razorpay, asked: all attempts at an order, single payments, and payment links. An order is known by the merchant's
 * receipt, too. Disputes are told by callback only.
 *
 * `created_at` is when an attempt began: it dates no change.
 *
 * @see https://razorpay.com/docs/api/orders/fetch-payments
 * @see https://razorpay.com/docs/api/payments/payment-links/fetch-id-standard
 */

import * as v from 'valibot'
import type { Asking, Known, Question, ReadEvent, Told } from '../asking.ts'
import { given, Id, MaybeAmount, Text, UnixSeconds } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind, merchantIds, pathOf } from '../reading/questions.ts'
import { later } from '../reading/waits.ts'

/** Others have names that begin so, of another length. */
const ORDER = /^order_[A-Za-z\d]{14}$/
const PAYMENT = /^pay_[A-Za-z\d]{14}$/
const LINK = /^plink_[A-Za-z\d]{14}$/

const about = (name: string, id: string, path: string): Question => ({
  ...{ name, path, method: 'GET', asks: id },
})

const attempts = (id: string): Question => about('attempts', id, pathOf`/v1/orders/${id}/payments`)
const payment = (id: string): Question => about('payment', id, pathOf`/v1/payments/${id}`)
const link = (id: string): Question => about('link', id, pathOf`/v1/payment_links/${id}`)
const orders = (receipt: string): Question =>
  about('orders', receipt, pathOf`/v1/orders?receipt=${receipt}&count=10&skip=0`)

function questions(known: Known): readonly Question[] {
  const theirs = byKind(known, [
    [ORDER, attempts],
    [PAYMENT, payment],
    [LINK, link],
  ])
  if (theirs.length > 0) return theirs
  return merchantIds({ ...known, payments: [] }).map(orders)
}

/** The code is the same for all that is wrong. */
const Failed = v.object({ error: v.object({ description: v.string() }) })
const ABSENT = /^the id provided does not exist/i

const Payment = v.looseObject({
  entity: v.literal('payment'),
  id: Id,
  status: Text,
  captured: v.nullish(v.boolean()),
  amount_refunded: MaybeAmount,
})

const Payments = v.object({ items: v.array(Payment) })

const Orders = v.object({
  items: v.array(v.object({ entity: v.literal('order'), id: Id, receipt: Text })),
})

/** When it has not happened, zero. */
const Time = v.fallback(v.nullish(UnixSeconds), null)

const Link = v.looseObject({
  id: v.pipe(v.string(), v.regex(LINK)),
  status: v.string(),
  expired_at: Time,
  cancelled_at: Time,
})

/** What a link has come to, in the words of its events. All else is under way. */
const LINK_EVENTS = new Map([
  ['paid', 'payment_link.paid'],
  ['cancelled', 'payment_link.cancelled'],
  ['expired', 'payment_link.expired'],
])

const LinkPayments = v.object({
  payments: v.array(v.object({ payment_id: v.pipe(v.string(), v.regex(PAYMENT)) })),
})

export const askingRazorpay: Asking = {
  credentials: {
    form: 'keyId:keySecret',
    example: 'rzp_live_aKeyId:aKeySecret',
    pattern: /^(?<keyId>rzp_(?:live|test)_\w+):(?<keySecret>[^\s,]+)$/,
    isSandbox: ({ keyId = '' }) => keyId.startsWith('rzp_test_'),
  },
  hosts: { live: 'https://api.razorpay.com', sandbox: 'https://api.razorpay.com' },
  auth: { basic: '{keyId}:{keySecret}' },

  probes: ['order_00000000000000'],
  questions,

  fault({ status, headers, body, question }) {
    const isNone = question.name === 'orders' && formOf(Orders, body)?.items.length === 0
    if (isNone) return { outcome: 'absent' }
    if (status !== 400) return undefined
    const description = formOf(Failed, body)?.error.description ?? ''
    return ABSENT.test(description) ? { outcome: 'absent' } : later(headers)
  },

  read({ body, question }, _, event): Told[] {
    switch (question.name) {
      case 'orders':
        return []
      case 'attempts':
        return v.parse(Payments, body).items.flatMap((each) => paymentIn(each, event))
      case 'payment':
        return paymentIn(v.parse(Payment, body), event)
      default:
        return linkIn(v.parse(Link, body), event)
    }
  },

  then({ body, question }) {
    const { items } = (question.name === 'orders' && formOf(Orders, body)) || { items: [] }
    const { payments } = (question.name === 'link' && formOf(LinkPayments, body)) || {}
    const own = items.filter(({ receipt }) => receipt === question.asks)
    return [
      ...own.map(({ id }) => attempts(id)),
      ...(payments ?? []).map(({ payment_id }) => payment(payment_id)),
    ]
  },

  tells: ['amount', 'refunds'],
  clock: 'change',
  cadence: 'upi',
  rate: { perMinute: 60, burst: 10 },
}

/** Its own state wins over the event's name. What went back of it is told as a total. */
function paymentIn(entity: v.InferOutput<typeof Payment>, event: ReadEvent): Told[] {
  const told = event({ event: 'payment.failed', payload: { payment: { entity } } })
  const { captured, amount_refunded: amount } = entity
  if (!captured || !amount) return told
  return told.flatMap((main): Told[] => {
    const { payment, containers, currency } = main
    const back = { payment, amount, ...given({ containers, currency }) }
    return [main, { part: 'refunds', state: 'total', ...back }]
  })
}

function linkIn(entity: v.InferOutput<typeof Link>, event: ReadEvent): Told[] {
  const { status, expired_at, cancelled_at } = entity
  const at = status === 'expired' ? expired_at : status === 'cancelled' ? cancelled_at : null
  const told = event({
    event: LINK_EVENTS.get(status) ?? 'payment_link.partially_paid',
    created_at: at && at / 1000,
    payload: { payment_link: { entity } },
  })
  return status === 'created' ? mendMain(told, (main) => ({ ...main, state: 'pending' })) : told
}
