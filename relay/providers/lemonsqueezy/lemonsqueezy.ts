/**
 * Lemon Squeezy: orders and their refunds.
 *
 * Nothing signed names the event: `meta.webhook_id` names what all events go to, and `x-event-name` is
 * a header. Subscriptions are left alone: the order tells of their first payment, and a renewal is
 * another matter, though it bears the custom data of that order.
 *
 * @see https://docs.lemonsqueezy.com/help/webhooks/signing-requests
 * @see https://docs.lemonsqueezy.com/api/orders/the-order-object
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { stateWithAmount } from '../reading/amounts.ts'
import { Amount, Currency, given, Id } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { bodyHmac } from '../schemes.ts'
import { simulatedLemonSqueezy } from './simulated.ts'

const Named = v.object({ meta: v.object({ event_name: v.string() }) })

const Cents = v.fallback(v.optional(Amount), undefined)

const Event = v.object({
  meta: v.object({
    custom_data: v.optional(v.unknown()),
    test_mode: v.nullish(v.boolean()),
  }),
  data: v.object({
    id: Id,
    attributes: v.object({
      identifier: v.nullish(Id),
      order_number: v.nullish(v.pipe(v.number(), v.safeInteger())),
      status: v.nullish(v.string()),
      currency: v.nullish(Currency),
      total: Cents,
      refunded: v.nullish(v.boolean()),
      refunded_amount: Cents,
      updated_at: v.optional(v.unknown()),
    }),
  }),
})

type Order = v.InferOutput<typeof Event>['data']['attributes']

/** What an event says of an order of theirs. */
type Word = Said & Pick<Update, 'amount'>

const READERS = new Map<string, (order: Order) => Word>([
  ['order_created', created],
  ['order_refunded', refunded],
])

/** What the shopper has placed and not paid is under way. */
const STATES = new Map<unknown, MainState>([
  ['paid', 'succeeded'],
  ['refunded', 'succeeded'],
  ['partial_refund', 'succeeded'],
  ['failed', 'failed'],
])

export const lemonsqueezy: Provider = {
  id: 'lemonsqueezy',
  name: 'Lemon Squeezy',
  trust: 'signed-body',

  schemes: [bodyHmac({ header: 'x-signature', algorithm: 'sha256', encoding: 'hex' })],

  // Anything but 200 is sent again.
  answer: { status: 200, body: '', type: 'text/plain' },

  updates(payload, { digest }) {
    const read = READERS.get(v.parse(Named, payload).meta.event_name)
    if (!read) return []

    const { meta, data } = v.parse(Event, payload)
    const { identifier, order_number, currency, updated_at } = data.attributes
    return [
      {
        ...read(data.attributes),
        eventId: digest(),
        payment: data.id,
        ...orderNamed([meta.custom_data]),
        ...given({ currency, time: rfc3339(updated_at) }),
        ...given({ receipt: order_number?.toString() }),
        ...(identifier && { references: [identifier] }),
        ...(meta.test_mode && { test: true }),
      },
    ]
  },

  ...simulatedLemonSqueezy,
}

function created({ status, total: amount }: Order): Word {
  const state = stateWithAmount(STATES.get(status) ?? 'processing', amount)
  return { part: 'main', state, ...given({ amount }) }
}

/** All that went back so far. The status stays `paid` while that is not everything. */
function refunded({ status, refunded, total, refunded_amount }: Order): Word {
  const isWhole = status === 'refunded' || refunded === true
  const amount = refunded_amount ?? (isWhole ? total : undefined)
  if (amount === undefined) throw new Error('The refund does not say how much.')
  return { part: 'refunds', state: 'total', amount }
}
