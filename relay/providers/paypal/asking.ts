/**
 * PayPal, asked: an order with the payments inside it, or one of those; and the events of late.
 *
 * Nothing is known by the merchant's own name. Whether a name is an order's, a capture's or an authorization's, it does
 * not show: that is asked in turn. Nothing that is asked captures anything.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_get
 * @see https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_list
 */

import * as v from 'valibot'
import type { Asking, Known, Missed, Question, Told } from '../asking.ts'
import { Id } from '../reading/fields.ts'
import { mendMain } from '../reading/mend.ts'
import { pathOf } from '../reading/questions.ts'

const ID = /^[A-Z0-9]{17}$/

const DAY = 24 * 3_600_000

function order(id: string): Question {
  const ask = (name: string, path: string, otherwise?: Question): Question => ({
    ...{ name, path, method: 'GET', asks: id },
    ...(otherwise && { otherwise }),
  })
  const authorization = ask('authorization', pathOf`/v2/payments/authorizations/${id}`)
  const capture = ask('capture', pathOf`/v2/payments/captures/${id}`, authorization)
  return ask('order', pathOf`/v2/checkout/orders/${id}`, capture)
}

/** The second of a payment's names is that of the order in which it lies. */
function questions({ asks, payments }: Known): readonly Question[] {
  const known = payments.flatMap(({ names }) => {
    const [payment, container] = names.filter((name) => ID.test(name))
    return container ?? payment ?? []
  })
  return [...asks.filter((id) => ID.test(id)), ...known].map(order)
}

/** What an order has come to, in the words of its events. All else is under way. */
const ORDER_EVENTS = new Map([
  ['CREATED', 'CHECKOUT.ORDER.CREATED'],
  ['SAVED', 'CHECKOUT.ORDER.CREATED'],
  ['PAYER_ACTION_REQUIRED', 'CHECKOUT.ORDER.CREATED'],
  ['VOIDED', 'CHECKOUT.ORDER.VOIDED'],
])

/** Its own state wins over the event's name. */
const PAYMENT_EVENTS = new Map([
  ['capture', 'PAYMENT.CAPTURE.PENDING'],
  ['authorization', 'PAYMENT.AUTHORIZATION.CREATED'],
])

const Resource = v.looseObject({ id: Id, status: Id })

const Page = v.object({
  events: v.array(v.unknown()),
  links: v.optional(v.array(v.object({ href: v.string(), rel: v.string() }))),
})

const EVENTS = '/v1/notifications/webhooks-events'

/** Whole events, as they were delivered. */
const missed: Missed = {
  reach: 30 * DAY,

  question(from, to, cursor) {
    const [start, end] = [from, to].map((time) => new Date(time).toISOString())
    const window = pathOf`?start_time=${start ?? ''}&end_time=${end ?? ''}&page_size=100`
    return { name: 'events', method: 'GET', path: EVENTS + (cursor ?? window) }
  },

  /** The next page is told as an address: of that, only the query counts. */
  read({ body }) {
    const { events, links = [] } = v.parse(Page, body)
    const next = links.find(({ rel }) => rel === 'next')?.href
    const url = next === undefined ? null : URL.parse(next)
    return { payloads: events, ...(url?.search && { cursor: url.search }) }
  },
}

export const askingPaypal: Asking = {
  credentials: { form: 'clientId:secret', example: 'aClientId:aSecret' },
  hosts: { live: 'https://api-m.paypal.com', sandbox: 'https://api-m.sandbox.paypal.com' },

  auth: {
    token: {
      method: 'POST',
      path: '/v1/oauth2/token',
      basic: '{clientId}:{secret}',
      form: { grant_type: 'client_credentials' },
    },
    headers: { Authorization: 'Bearer {token}' },
  },

  probes: ['00000000000000000'],
  questions,

  read({ body, question }, _, event): Told[] {
    const resource = v.parse(Resource, body)
    const { id, status } = resource
    const named = PAYMENT_EVENTS.get(question.name)
    if (named) return event({ id: 'answer', event_type: named, resource })

    const event_type = ORDER_EVENTS.get(status) ?? 'CHECKOUT.ORDER.APPROVED'
    const waits = status === 'PAYER_ACTION_REQUIRED'
    return mendMain(event({ id: 'answer', event_type, resource }), (main) =>
      waits && main.payment === id ? { ...main, state: 'requires_action' } : main,
    )
  },

  missed,

  tells: ['amount', 'refunds'],
  clock: 'change',
  cadence: 'card',
  gap: 5000,
  rate: { perMinute: 60, burst: 5 },
}
