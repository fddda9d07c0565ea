/**
 * Square, asked: a payment, or an order, whose tenders name the payments. Nothing is known by the merchant's own name,
 * and names do not show whose they are.
 *
 * Its event log must be switched on first, which changes the account: that is never ours to do.
 *
 * @see https://developer.squareup.com/reference/square/payments-api/get-payment
 * @see https://developer.squareup.com/reference/square/orders-api/retrieve-order
 */

import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import type { Asking, Known, Question, Told } from '../asking.ts'
import { Currency, given, Id, MaybeAmount, Text } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { orderNamed } from '../reading/names.ts'
import { pathOf } from '../reading/questions.ts'
import { rfc3339 } from '../reading/times.ts'

const ID = /^[A-Za-z0-9_-]{15,192}$/

const payment = (id: string, otherwise?: Question): Question => ({
  ...{ name: 'payment', method: 'GET', path: pathOf`/v2/payments/${id}`, asks: id },
  ...(otherwise && { otherwise }),
})

const order = (id: string): Question => ({
  name: 'order',
  method: 'GET',
  path: pathOf`/v2/orders/${id}`,
  asks: id,
})

function questions({ asks, payments }: Known): readonly Question[] {
  const known = payments.flatMap(({ names }) => names.find((name) => ID.test(name)) ?? [])
  return [...asks.filter((id) => ID.test(id)), ...known].map((id) => payment(id, order(id)))
}

const Payment = v.object({ payment: v.looseObject({ id: Id, status: v.string() }) })

const Money = v.fallback(
  v.nullish(v.object({ amount: MaybeAmount, currency: v.nullish(Currency) })),
  null,
)

const Order = v.object({
  order: v.object({
    id: Id,
    state: v.string(),
    reference_id: Text,
    total_money: Money,
    updated_at: v.optional(v.unknown()),
    tenders: v.nullish(v.array(v.object({ id: v.optional(Id), payment_id: v.optional(Id) }))),
  }),
})

/** While nobody has paid. What is paid, its payments tell. */
const ORDER_STATES = new Map<string, MainState>([
  ['OPEN', 'pending'],
  ['DRAFT', 'pending'],
  ['CANCELED', 'canceled'],
])

export const askingSquare: Asking = {
  credentials: {
    form: 'accessToken',
    example: 'EAAAanAccessToken',
    pattern: /^(?<accessToken>EAAA[\w-]+)$/,
  },
  hosts: {
    live: 'https://connect.squareup.com',
    sandbox: 'https://connect.squareupsandbox.com',
  },
  auth: { headers: { Authorization: 'Bearer {accessToken}', 'Square-Version': '2026-09-16' } },

  probes: ['00000000000000000000000000000'],
  questions,

  read({ body, question }, _, event): Told[] {
    if (question.name === 'order') return orderIn(v.parse(Order, body))
    const object = v.parse(Payment, body)
    return event({ type: 'payment.updated', event_id: 'answer', data: { object } })
  },

  then({ body }) {
    const { tenders } = formOf(Order, body)?.order ?? {}
    return (tenders ?? []).flatMap(({ id, payment_id }) => {
      const name = payment_id ?? id
      return name === undefined ? [] : [payment(name)]
    })
  },

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 60, burst: 10 },
}

function orderIn({ order }: v.InferOutput<typeof Order>): Told[] {
  const { id: payment, state, tenders, total_money: money, reference_id, updated_at } = order
  if (tenders && tenders.length > 0) return []
  return [
    {
      part: 'main',
      state: ORDER_STATES.get(state) ?? 'processing',
      payment,
      ...orderNamed([{ order_id: reference_id }]),
      ...given({ amount: money?.amount, currency: money?.currency, time: rfc3339(updated_at) }),
    },
  ]
}
