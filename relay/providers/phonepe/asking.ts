/**
 * PhonePe, asked: what came of an order, by the merchant's own name for it.
 *
 * Each way to integrate has an address of its own, and knows nothing of the others' orders. A refund is known by the
 * merchant's own name for it, which nobody tells us.
 *
 * @see https://developer.phonepe.com/payment-gateway/website-integration/standard-checkout/api-integration/api-reference/order-status
 */

import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import type { Asking, Question } from '../asking.ts'
import { given, Text } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { merchantIds, NO_SUCH_ORDER, pathOf } from '../reading/questions.ts'
import { later } from '../reading/waits.ts'

/** PhonePe's own names of orders and attempts. */
const isTheirs = (id: string): boolean => /^OMO?\d{10,}/.test(id)

function order(id: string): Question {
  const ask = (name: string, path: string, otherwise?: Question): Question => ({
    ...{ name, path, method: 'GET', asks: id },
    ...(otherwise && { otherwise }),
  })
  const link = ask('payment link', pathOf`/paylinks/v1/${id}/status`)
  const custom = ask(
    'order of a custom checkout',
    pathOf`/payments/v2/order/${id}/status?details=true&errorContext=true`,
    link,
  )
  return ask(
    'order',
    pathOf`/checkout/v2/order/${id}/status?details=true&errorContext=true`,
    custom,
  )
}

const Absent = v.object({ code: v.picklist(['ORDER_NOT_FOUND', 'TRANSACTION_NOT_FOUND']) })

const Order = v.looseObject({
  state: v.string(),
  expireAt: v.fallback(
    v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))),
    null,
  ),
  paymentDetails: v.nullish(
    v.array(v.looseObject({ state: Text, timestamp: v.optional(v.unknown()) })),
  ),
})

type Order = v.InferOutput<typeof Order>

export const askingPhonepe: Asking = {
  credentials: {
    form: 'clientId:clientVersion:clientSecret',
    example: 'SHOP_2611:1:aClientSecret',
    open: ['clientVersion'],
  },
  hosts: {
    live: 'https://api.phonepe.com/apis/pg',
    sandbox: 'https://api-preprod.phonepe.com/apis/pg-sandbox',
  },

  auth: {
    token: {
      hosts: {
        live: 'https://api.phonepe.com/apis/identity-manager',
        sandbox: 'https://api-preprod.phonepe.com/apis/pg-sandbox',
      },
      method: 'POST',
      path: '/v1/oauth/token',
      form: {
        client_id: '{clientId}',
        client_version: '{clientVersion}',
        client_secret: '{clientSecret}',
        grant_type: 'client_credentials',
      },
    },
    headers: { Authorization: 'O-Bearer {token}' },
  },

  probes: [NO_SUCH_ORDER],
  questions: (known) => merchantIds(known, (id) => !isTheirs(id)).map(order),

  fault({ status, headers, body }) {
    if (formOf(Absent, body)) return { outcome: 'absent' }
    return status === 417 ? later(headers) : undefined
  },

  read({ body }, _, event) {
    const order = v.parse(Order, body)
    const told = event({ event: 'checkout.order.completed', payload: body })
    if (order.state !== 'PENDING') return told
    const state = stateOf(order)
    const deadline = state === 'processing' ? undefined : order.expireAt
    return mendMain(told, (main) => ({ ...main, state, ...given({ deadline }) }))
  },

  tells: ['amount', 'receipt'],
  clock: 'none',
  cadence: 'upi',
  gap: 3000,
  rate: { perMinute: 60, burst: 10 },
}

/** An order that is pending is open: what its latest attempt came to, decides whose turn it is. */
function stateOf({ paymentDetails }: Order): MainState {
  const attempts = paymentDetails ?? []
  const timeOf = ({ timestamp }: (typeof attempts)[number]) => Number(timestamp) || 0
  const latest = attempts.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1)
  if (!latest) return 'pending'
  return latest.state === 'FAILED' ? 'requires_action' : 'processing'
}
