/**
 * PayPal: orders, authorizations, captures, refunds and disputes; sales of its older API, too.
 *
 * A refund may name nothing of PayPal's, only the merchant's own id: so that is a container of its own, in
 * which all captures with the same id lie.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/rest/
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { minorUnits, stateWithAmount } from '../reading/amounts.ts'
import { reasons } from '../reading/failure.ts'
import { Currency, given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { simulatedPayPal } from './simulated.ts'
import { transmission } from './transmission.ts'

const Typed = v.object({ event_type: v.string() })

/** The older API calls the fields otherwise. */
const Money = v.nullish(
  v.object({
    value: Text,
    currency_code: v.nullish(Currency),
    total: Text,
    currency: v.nullish(Currency),
  }),
)

const Links = v.nullish(v.array(v.object({ href: v.string(), rel: Text })))

const Merchant = { custom_id: Text, invoice_id: Text, custom: Text, invoice_number: Text }

const Resource = v.object({
  id: v.nullish(Id),
  status: Text,
  state: Text,
  amount: Money,
  update_time: Text,
  ...Merchant,
  status_details: v.nullish(v.object({ reason: Text })),
  supplementary_data: v.nullish(
    v.object({
      related_ids: v.nullish(
        v.object({
          order_id: v.nullish(Id),
          authorization_id: v.nullish(Id),
          capture_id: v.nullish(Id),
        }),
      ),
    }),
  ),
  links: Links,

  // Of an order.
  purchase_units: v.nullish(v.array(v.object({ ...Merchant, amount: Money }))),

  // Of the older API.
  parent_payment: v.nullish(Id),
  sale_id: v.nullish(Id),

  // Of a dispute.
  dispute_id: v.nullish(Id),
  dispute_amount: Money,
  dispute_outcome: v.nullish(v.object({ outcome_code: Text })),
  disputed_transactions: v.nullish(
    v.array(v.object({ ...Merchant, seller_transaction_id: v.nullish(Id) })),
  ),
})

const Event = v.object({ id: Id, create_time: Text, resource: Resource, links: Links })

type Resource = v.InferOutput<typeof Resource>

/** What an event says of one payment. */
type Word = Said &
  Pick<
    Update,
    'payment' | 'containers' | 'orderId' | 'mentions' | 'amount' | 'currency' | 'reason' | 'doubt'
  >

type Reader = (resource: Resource) => Word[]

const READERS = new Map<string, Reader>([
  // The shopper has approved; whether the merchant can take the money, the capture tells.
  ['CHECKOUT.ORDER.APPROVED', order('processing')],
  ['CHECKOUT.ORDER.COMPLETED', order('processing')],
  ['CHECKOUT.ORDER.VOIDED', order('canceled')],
  ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', order('canceled')],
  ['PAYMENT.AUTHORIZATION.CREATED', main('authorized')],
  ['PAYMENT.AUTHORIZATION.VOIDED', main('canceled')],
  ['PAYMENT.CAPTURE.PENDING', main('processing')],
  ['PAYMENT.CAPTURE.COMPLETED', main('succeeded')],
  ['PAYMENT.CAPTURE.DENIED', main('failed')],
  ['PAYMENT.CAPTURE.DECLINED', main('failed')],
  ['PAYMENT.CAPTURE.REFUNDED', refund],
  ['PAYMENT.CAPTURE.REVERSED', reversal],
  ['PAYMENT.REFUND.PENDING', refund],
  ['PAYMENT.REFUND.FAILED', refund],
  ['PAYMENT.SALE.PENDING', main('processing')],
  ['PAYMENT.SALE.COMPLETED', main('succeeded')],
  ['PAYMENT.SALE.DENIED', main('failed')],
  ['PAYMENT.SALE.REFUNDED', refund],
  ['PAYMENT.SALE.REVERSED', reversal],
  ['CUSTOMER.DISPUTE.CREATED', dispute],
  ['CUSTOMER.DISPUTE.UPDATED', dispute],
  ['CUSTOMER.DISPUTE.RESOLVED', dispute],
])

/** A capture that was refunded since has succeeded before; refunds are told of by themselves. */
const STATES = new Map<string, MainState>([
  ['created', 'authorized'],
  ['captured', 'authorized'],
  ['partially_captured', 'authorized'],
  ['voided', 'canceled'],
  ['pending', 'processing'],
  ['completed', 'succeeded'],
  ['partially_refunded', 'succeeded'],
  ['refunded', 'succeeded'],
  ['declined', 'failed'],
  ['denied', 'failed'],
  ['failed', 'failed'],
  ['expired', 'expired'],
])

/** All else is pending. */
const REFUND_STATES = new Map<string, 'done' | 'failed'>([
  ['completed', 'done'],
  ['failed', 'failed'],
  ['cancelled', 'failed'],
])

/** All else is open. */
const OUTCOMES = new Map<unknown, 'won' | 'lost'>([
  ['RESOLVED_BUYER_FAVOUR', 'lost'],
  ['ACCEPTED', 'lost'],
  ['RESOLVED_SELLER_FAVOUR', 'won'],
  // PayPal itself pays the buyer.
  ['RESOLVED_WITH_PAYOUT', 'won'],
  ['CANCELED_BY_BUYER', 'won'],
])

const REASONS = reasons({
  declined: 'DECLINED_BY_RISK_FRAUD_FILTERS',
  provider_error:
    'RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION TRANSACTION_APPROVED_AWAITING_FUNDING',
})

const SANDBOX = 'https://api.sandbox.paypal.com/'

export const paypal: Provider = {
  id: 'paypal',
  name: 'PayPal',
  trust: 'signed-fields',

  schemes: [transmission],

  updates(payload) {
    const read = READERS.get(v.parse(Typed, payload).event_type)
    if (!read) return []

    const { id: eventId, create_time, resource, links } = v.parse(Event, payload)
    const time = rfc3339(resource.update_time ?? create_time)
    const isTest = [...(links ?? []), ...(resource.links ?? [])].some(({ href }) =>
      href.startsWith(SANDBOX),
    )
    return read(resource).map((word) => ({
      ...word,
      eventId,
      ...given({ time }),
      ...(isTest && { test: true }),
    }))
  },

  ...simulatedPayPal,
}

/** `named`: what the event's name says. The resource's own state knows better. */
function main(named: MainState): Reader {
  return (resource) => {
    const { id, status, state: older, supplementary_data, parent_payment } = resource
    if (!id) throw new Error('The event names no payment.')
    const own = (status ?? older)?.toLowerCase()
    const known = own ? (STATES.get(own) ?? 'processing') : named
    const { amount, currency } = moneyOf(resource.amount)
    const state = stateWithAmount(known, amount)
    const { order_id, authorization_id } = supplementary_data?.related_ids ?? {}
    return [
      {
        part: 'main',
        state,
        payment: id,
        ...within([order_id, authorization_id, parent_payment], resource),
        ...given({ amount, currency, reason: reasonOf(state, resource) }),
        ...(state === 'canceled' && { doubt: 0 }),
      },
    ]
  }
}

/** An order has as many payments as purchase units; what it says, it says of all of them. */
function order(state: MainState): Reader {
  return ({ id, purchase_units }) => {
    if (!id) throw new Error('The event names no order.')
    const [unit] = purchase_units ?? []
    return [
      {
        part: 'main',
        state,
        payment: id,
        ...within([], unit ?? {}),
        ...given(moneyOf(unit?.amount)),
        ...(state === 'canceled' && { doubt: 0 }),
      },
    ]
  }
}

function refund(resource: Resource): Word[] {
  const { id, status, state, sale_id, supplementary_data, links } = resource
  const capture =
    sale_id ??
    supplementary_data?.related_ids?.capture_id ??
    captureIn(links) ??
    ownContainer(resource)
  if (!id || !capture) throw new Error('The refund names no capture.')
  const own = (status ?? state)?.toLowerCase() ?? ''
  return [
    {
      part: `refund:${id}`,
      state: REFUND_STATES.get(own) ?? 'pending',
      payment: capture,
      ...namesIn(resource),
      ...given(moneyOf(resource.amount)),
    },
  ]
}

/** PayPal has taken the money back, for a bank or a buyer. */
function reversal(resource: Resource): Word[] {
  const { id } = resource
  const payment = resource.sale_id ?? captureIn(resource.links) ?? id
  if (!payment) throw new Error('The reversal names no capture.')
  return [
    {
      part: `dispute:reversal:${payment}`,
      state: 'lost',
      payment,
      ...within([], resource),
      ...given(moneyOf(resource.amount)),
    },
  ]
}

function dispute({
  dispute_id,
  dispute_amount,
  dispute_outcome,
  disputed_transactions,
}: Resource): Word[] {
  if (!dispute_id) throw new Error('The event names no dispute.')
  return (disputed_transactions ?? []).flatMap((transaction) => {
    const payment = transaction.seller_transaction_id ?? ownContainer(transaction)
    if (!payment) return []
    return {
      part: `dispute:${dispute_id}` as const,
      state: OUTCOMES.get(dispute_outcome?.outcome_code) ?? 'open',
      payment,
      ...namesIn(transaction),
      ...given(moneyOf(dispute_amount)),
    }
  })
}

type Own = Partial<Pick<Resource, 'custom_id' | 'invoice_id' | 'custom' | 'invoice_number'>>

const ownIdOf = ({ custom_id, custom, invoice_id, invoice_number }: Own): string | undefined =>
  [custom_id, custom, invoice_id, invoice_number].find((id) => id) ?? undefined

const ownContainer = (own: Own): string | undefined => {
  const id = ownIdOf(own)
  return id && `custom:${id}`
}

/** The order, as the merchant calls it. */
function namesIn({
  custom_id,
  custom,
  invoice_id,
  invoice_number,
}: Own): Pick<Update, 'orderId' | 'mentions'> {
  return orderNamed(
    [custom_id, custom, invoice_id, invoice_number].map((order_id) => ({ order_id })),
  )
}

/** What the payment lies in, and whose it is. */
function within(
  ids: readonly (string | null | undefined)[],
  own: Own,
): Pick<Update, 'containers' | 'orderId' | 'mentions'> {
  const containers = [...ids, ownContainer(own)].filter((id) => typeof id === 'string')
  return { ...(containers.length > 0 && { containers }), ...namesIn(own) }
}

const CAPTURE = /\/(?:captures|sale)\/([\w-]+)$/

/** The capture that a refund goes up to. */
const captureIn = (links: Resource['links']): string | undefined =>
  links?.flatMap(({ href, rel }) => (rel === 'up' && CAPTURE.exec(href)?.[1]) || [])[0]

function moneyOf(money: Resource['amount']): {
  amount?: number | undefined
  currency?: string | undefined
} {
  const { value, total, currency_code, currency: older } = money ?? {}
  const currency = currency_code ?? older ?? undefined
  return { amount: minorUnits(value ?? total, currency), currency }
}

function reasonOf(state: MainState, { status_details }: Resource): Update['reason'] {
  if (state !== 'failed') return undefined
  const text = status_details?.reason ?? undefined
  return { code: (text && REASONS.get(text)) || 'declined', ...given({ message: text }) }
}
