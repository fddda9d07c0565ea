/**
 * Checkout.com, asked: a payment, and what was done with it, which alone is dated. It is known by the merchant's
 * reference, too.
 *
 * @see https://api-reference.checkout.com/#operation/getPaymentDetails
 * @see https://api-reference.checkout.com/#operation/getPaymentActions
 */

import * as v from 'valibot'
import type { Asking, Known, Question, ReadEvent, Told } from '../asking.ts'
import { Currency, given, Id, MaybeAmount, Text } from '../reading/fields.ts'
import { byKind, merchantIds, pathOf } from '../reading/questions.ts'
import { rfc3339 } from '../reading/times.ts'
import { isoAmount } from './amount.ts'

const PAYMENT = /^pay_[a-z\d]{26}$/
const SESSION = /^sid_[a-z\d]{26}$/

const payment = (id: string): Question => ({
  ...{ name: 'payment', method: 'GET', path: pathOf`/payments/${id}` },
  // Of a session, the answer names the payment.
  ...(PAYMENT.test(id) && { asks: id }),
})

const payments = (reference: string): Question => ({
  name: 'payments',
  method: 'GET',
  path: pathOf`/payments?reference=${reference}`,
  asks: reference,
})

const actions = (payment: string, currency: string): Question => ({
  name: 'actions',
  method: 'GET',
  path: pathOf`/payments/${payment}/actions`,
  of: { payment, currency },
})

function questions(known: Known): readonly Question[] {
  const theirs = byKind(known, [
    [PAYMENT, payment],
    [SESSION, payment],
  ])
  return theirs.length > 0 ? theirs : merchantIds({ ...known, payments: [] }).map(payments)
}

const Self = v.fallback(v.nullish(v.object({ self: v.object({ href: Text }) })), null)

const Payment = v.looseObject({
  id: Id,
  status: v.string(),
  currency: v.nullish(Currency),
  balances: v.fallback(v.nullish(v.looseObject({ total_refunded: MaybeAmount })), null),
  actions: v.fallback(v.nullish(v.array(v.looseObject({}))), null),
  _links: Self,
})

type Payment = v.InferOutput<typeof Payment>

const Payments = v.object({ data: v.array(Payment) })

/** What a payment has come to, in the words of its events. All else is under way. */
const EVENTS = new Map([
  ['Pending', 'payment_pending'],
  ['Authorized', 'payment_approved'],
  ['Card Verified', 'payment_approved'],
  ['Partially Captured', 'payment_captured'],
  ['Captured', 'payment_captured'],
  ['Paid', 'payment_captured'],
  ['Partially Refunded', 'payment_captured'],
  ['Refunded', 'payment_captured'],
  ['Declined', 'payment_declined'],
  ['Canceled', 'payment_canceled'],
  ['Voided', 'payment_voided'],
  ['Returned', 'payment_returned'],
  ['Expired', 'payment_expired'],
])

const UNDER_WAY = 'payment_retry_scheduled'

const Actions = v.array(
  v.object({
    id: Id,
    type: v.string(),
    processed_on: v.optional(v.unknown()),
    amount: MaybeAmount,
    approved: v.nullish(v.boolean()),
  }),
)

type Action = v.InferOutput<typeof Actions>[number]

export const askingCheckoutcom: Asking = {
  credentials: {
    form: 'prefix:key',
    example: 'abcd1234:sk_aSecretKey',
    pattern: /^(?<prefix>[a-z\d]{8}):(?<key>sk_\w+[*#$=]?)$/,
    open: ['prefix'],
    isSandbox: ({ key = '' }) => key.startsWith('sk_sbox_'),
  },
  hosts: {
    live: 'https://{prefix}.api.checkout.com',
    sandbox: 'https://{prefix}.api.sandbox.checkout.com',
  },
  auth: { headers: { Authorization: '{key}' } },

  probes: ['pay_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  questions,

  read({ body, question }, _, event): Told[] {
    switch (question.name) {
      case 'actions':
        return actionsIn(v.parse(Actions, body), question, event)
      case 'payments':
        return v.parse(Payments, body).data.flatMap((each) => paymentIn(each, event))
      default:
        return paymentIn(v.parse(Payment, body), event)
    }
  },

  then({ body, question }) {
    if (question.name === 'actions') return []
    const all =
      question.name === 'payments' ? v.parse(Payments, body).data : [v.parse(Payment, body)]
    return all.flatMap(({ id, status, currency }) =>
      currency && EVENTS.get(status) === 'payment_captured' ? [actions(id, currency)] : [],
    )
  },

  tells: ['amount', 'refunds'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 60, burst: 10 },
}

function paymentIn(data: Payment, event: ReadEvent): Told[] {
  const { id: payment, status, currency, balances, actions, _links } = data
  const type = EVENTS.get(status) ?? UNDER_WAY
  // Why it was declined stands in what was done last.
  const told = event({ id: 'answer', type, data: { ...actions?.[0], ...data }, _links })
  const amount = isoAmount(balances?.total_refunded, currency)
  if (type !== 'payment_captured' || !amount) return told
  return [...told, { part: 'refunds', state: 'total', payment, amount, ...given({ currency }) }]
}

/** The captures as one success, of as much as they took in all; and each refund. */
function actionsIn(all: readonly Action[], { of }: Question, event: ReadEvent): Told[] {
  const { payment: id, currency } = v.parse(v.object({ payment: Id, currency: Currency }), of)
  const tell = (type: string, action: Action, amount: number | undefined) =>
    event({
      ...{ id: 'answer', type, timestamp: action.processed_on },
      data: { id, action_id: action.id, amount, currency },
    })
  const captures = all.filter(({ type, approved }) => type === 'Capture' && approved === true)
  const amounts = captures.map(({ amount }) => amount ?? NaN)
  const total = amounts.reduce((sum, each) => sum + each, 0)
  const timeOf = ({ processed_on }: Action) => rfc3339(processed_on) ?? 0
  const latest = captures.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1)
  return [
    ...(latest ? tell('payment_captured', latest, Number.isNaN(total) ? undefined : total) : []),
    ...all
      .filter(({ type }) => type === 'Refund')
      .flatMap((each) => tell(refundEvent(each), each, each.amount ?? undefined)),
  ]
}

const refundEvent = ({ approved }: Action): string => {
  if (approved === true) return 'payment_refunded'
  return approved === false ? 'payment_refund_declined' : 'payment_refund_pending'
}
