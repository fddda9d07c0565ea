/**
 * Lemon Squeezy: orders and their refunds.
 *
 * Nothing signed names the event: `meta.webhook_id` names what all events go to, and `x-event-name` is
 * a header. The order tells of a subscription's first payment, and a renewal is another matter, though it
 * bears the custom data of that order: of subscriptions we read only which order they began with, and what
 * went back of their first invoice.
 *
 * @see https://docs.lemonsqueezy.com/help/webhooks/signing-requests
 * @see https://docs.lemonsqueezy.com/api/orders/the-order-object
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { AnyId, Currency, given, Id, MaybeAmount, Text } from '../reading/fields.ts'
import { orderNamedBy } from '../reading/named-by.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingLemonSqueezy } from './asking.ts'
import { simulatedLemonSqueezy } from './simulated.ts'

const Cents = v.pipe(
  MaybeAmount,
  v.transform((amount) => amount ?? undefined),
)

const Named = v.object({ meta: v.object({ event_name: v.string() }) })

const Event = v.object({
  meta: v.object({
    custom_data: v.optional(v.unknown()),
    test_mode: v.nullish(v.boolean()),
  }),
  data: v.object({
    id: Id,
    attributes: v.object({
      identifier: Text,
      order_number: v.nullish(v.pipe(v.number(), v.safeInteger())),
      status: v.nullish(v.string()),
      test_mode: v.nullish(v.boolean()),
      currency: v.nullish(Currency),
      total: Cents,
      discount_total: Cents,
      tax: Cents,
      tax_inclusive: v.nullish(v.boolean()),
      refunded: v.nullish(v.boolean()),
      refunded_amount: Cents,
      updated_at: v.optional(v.unknown()),

      // Of a subscription.
      order_id: v.nullish(AnyId),

      // Of an invoice of one.
      subscription_id: v.nullish(AnyId),
      billing_reason: Text,
    }),
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of an order of theirs. */
type Word = Said &
  Pick<Update, 'payment' | 'amount' | 'receipt' | 'references' | 'waived' | 'complete'> & {
    /** Whose first payment it may be is told in what shoppers can set, too. */
    isNamed?: boolean
  }

const READERS = new Map<string, (data: Data) => Word[]>([
  ['order_created', created],
  ['order_refunded', refunded],
  ['subscription_created', began],
  ['subscription_payment_refunded', firstRefunded],
])

/** Renewals, and what is not about money at all. */
const isSilent = silent(`
  affiliate_* customer_* license_key_* subscription_cancelled subscription_expired subscription_paused
  subscription_payment_failed subscription_payment_recovered subscription_payment_success
  subscription_plan_changed subscription_resumed subscription_unpaused subscription_updated`)

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
  apiKey: /^eyJ/,

  schemes: [bodyHmac({ header: 'x-signature', algorithm: 'sha256', encoding: 'hex' })],

  // Anything but 200 is sent again.
  answer: { status: 200, body: '', type: 'text/plain' },

  updates(payload, { digest }) {
    const { event_name } = v.parse(Named, payload).meta
    const read = READERS.get(event_name)
    if (!read) return isSilent(event_name) ? [] : UNKNOWN_EVENT

    const { meta, data } = v.parse(Event, payload)
    const { currency, updated_at, test_mode } = data.attributes
    // A shop's link to its checkout can be changed by whoever opens it.
    const named = orderNamedBy({ shopper: [meta.custom_data] })
    return read(data).map(({ isNamed, ...word }) => ({
      ...word,
      eventId: digest(),
      ...(isNamed && named),
      ...given({ currency, time: rfc3339(updated_at) }),
      ...((meta.test_mode || test_mode) && { test: true }),
    }))
  },

  asking: askingLemonSqueezy,

  ...simulatedLemonSqueezy,
}

function created({ id, attributes }: Data): Word[] {
  const { status, total: amount, refunded_amount, discount_total, tax, tax_inclusive } = attributes
  const known = STATES.get(status) ?? 'processing'
  const state = stateWithAmount(known, amount)
  const of = namesIn({ id, attributes })
  const waived = waivedBy(discount_total ?? 0, tax_inclusive ? 0 : (tax ?? 0))
  const order: Word = {
    part: 'main',
    state,
    ...of,
    ...given({ amount }),
    ...(known === 'succeeded' && { complete: true, ...given({ waived }) }),
  }
  return state === 'succeeded' && refunded_amount
    ? [order, { part: 'refunds', state: 'total', ...of, amount: refunded_amount }]
    : [order]
}

/** All that went back so far. The status stays `paid` while that is not everything. */
function refunded(data: Data): Word[] {
  return [{ part: 'refunds', state: 'total', ...namesIn(data), amount: wentBackOf(data) }]
}

/** It teaches by which other name refunds of the order's may come. */
function began({ id, attributes: { order_id } }: Data): Word[] {
  if (!order_id) throw new Error('The subscription names no order.')
  return [{ part: 'main', state: 'processing', payment: order_id, references: [subscription(id)] }]
}

/** Of later invoices nothing was the order's. */
function firstRefunded(data: Data): Word[] {
  const { subscription_id, billing_reason } = data.attributes
  if (billing_reason !== 'initial') return []
  if (!subscription_id) throw new Error('The invoice names no subscription.')
  const payment = subscription(subscription_id)
  return [{ part: 'refunds', state: 'total', payment, amount: wentBackOf(data) }]
}

const subscription = (id: string): string => `subscription:${id}`

function wentBackOf({ attributes: { status, refunded, total, refunded_amount } }: Data): number {
  const isWhole = status === 'refunded' || refunded === true
  const amount = refunded_amount ?? (isWhole ? total : undefined)
  if (amount === undefined) throw new Error('The refund does not say how much.')
  return amount
}

function namesIn({ id: payment, attributes: { identifier, order_number } }: Data) {
  return {
    payment,
    isNamed: true,
    ...given({ receipt: order_number?.toString() }),
    ...(identifier && { references: [identifier] }),
  }
}
