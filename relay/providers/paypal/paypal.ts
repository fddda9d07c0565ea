/**
 * PayPal: orders, authorizations, captures, refunds and disputes; sales of its older API, too.
 *
 * A refund may name nothing of PayPal's, only the merchant's own id: so that is a container of its own, in
 * which all captures with the same id lie. And a renewal says no more than the sale that a subscription began
 * with, the merchant's id included: all of them are told as one payment, the agreement.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/rest/
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { reasons } from '../reading/failure.ts'
import { given } from '../reading/fields.ts'
import { paymentNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { rfc3339 } from '../reading/times.ts'
import { askingPaypal } from './asking.ts'
import { PayPalEvent, type Paid, type Resource, type Unit } from './event.ts'
import { CAPTURE, CONTAINER, namesIn, ownContainer, upIn } from './names.ts'
import { simulatedPayPal } from './simulated.ts'
import { transmission } from './transmission.ts'

const Typed = v.object({ event_type: v.string() })

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'payment'> &
  Partial<Omit<Update, keyof Said | 'payment' | 'eventId' | 'test'>>

type Reader = (resource: Resource) => Word[]

const READERS = new Map<string, Reader>([
  ['CHECKOUT.ORDER.CREATED', order('pending')],
  ['CHECKOUT.ORDER.SAVED', order('processing')],
  // The shopper has approved; whether the merchant can take the money, the capture tells.
  ['CHECKOUT.ORDER.APPROVED', order('processing')],
  ['CHECKOUT.ORDER.PROCESSED', order('processing')],
  ['CHECKOUT.ORDER.COMPLETED', order('processing')],
  ['CHECKOUT.ORDER.DECLINED', order('failed')],
  ['CHECKOUT.ORDER.VOIDED', order('canceled')],
  ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', order('canceled')],
  // Orders of the older API.
  ['PAYMENTS.PAYMENT.CREATED', order('pending')],
  ['CHECKOUT.CHECKOUT.BUYER-APPROVED', order('processing')],
  ['PAYMENT.ORDER.CREATED', order('processing')],
  ['PAYMENT.ORDER.CANCELLED', order('canceled')],
  ['PAYMENT.AUTHORIZATION.CREATED', main('authorized')],
  ['PAYMENT.AUTHORIZATION.VOIDED', main('canceled')],
  ['PAYMENT.CAPTURE.PENDING', main('processing')],
  ['PAYMENT.CAPTURE.COMPLETED', main('succeeded')],
  ['PAYMENT.CAPTURE.DENIED', main('failed')],
  ['PAYMENT.CAPTURE.DECLINED', main('failed')],
  ['PAYMENT.CAPTURE.REFUNDED', refund],
  ['PAYMENT.CAPTURE.REVERSED', reversal],
  ['PAYMENT.REFUND.PENDING', refund],
  ['PAYMENT.REFUND.COMPLETED', refund],
  ['PAYMENT.REFUND.CANCELLED', refund],
  ['PAYMENT.REFUND.FAILED', refund],
  ['PAYMENT.SALE.PENDING', main('processing')],
  ['PAYMENT.SALE.COMPLETED', main('succeeded')],
  ['PAYMENT.SALE.DENIED', main('failed')],
  ['PAYMENT.SALE.REFUNDED', refund],
  ['PAYMENT.SALE.REVERSED', reversal],
  ['CUSTOMER.DISPUTE.CREATED', dispute],
  // The same, by its older name.
  ['RISK.DISPUTE.CREATED', dispute],
  ['CUSTOMER.DISPUTE.UPDATED', dispute],
  ['CUSTOMER.DISPUTE.RESOLVED', dispute],
])

/** Agreements and plans, what the shop pays out, and what is not about money at all. */
const isSilent = silent(`
  BILLING.PLAN.* BILLING.SUBSCRIPTION.CREATED BILLING.SUBSCRIPTION.ACTIVATED BILLING.SUBSCRIPTION.UPDATED
  BILLING.SUBSCRIPTION.EXPIRED BILLING.SUBSCRIPTION.CANCELLED BILLING.SUBSCRIPTION.SUSPENDED
  BILLING.SUBSCRIPTION.RE-ACTIVATED BILLING_AGREEMENTS.* CATALOG.* CUSTOMER.ACCOUNT* CUSTOMER.CONSENT.*
  CUSTOMER.MANAGED-ACCOUNT.* CUSTOMER.MERCHANT-INTEGRATION.* CUSTOMER.USER-PROFILE.* IDENTITY.*
  INVOICING.INVOICE.CREATED INVOICING.INVOICE.SCHEDULED INVOICING.INVOICE.UPDATED MERCHANT.*
  PAYMENT.PAYOUTS* PAYMENT.REFERENCED-PAYOUT* VAULT.*`)

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
  // A hold that ran out.
  ['expired', 'canceled'],
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
  ['DENIED', 'won'],
])

/** What PayPal took back of a payment. One for all of it: a dispute that is won gives it back, and names none. */
const REVERSAL = 'dispute:reversal'

const REASONS = reasons({
  declined: 'DECLINED_BY_RISK_FRAUD_FILTERS',
  provider_error:
    'RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION TRANSACTION_APPROVED_AWAITING_FUNDING',
})

const SANDBOX = /^https:\/\/api(?:-m)?\.sandbox\.paypal\.com\//

export const paypal: Provider = {
  id: 'paypal',
  name: 'PayPal',
  trust: 'signed-fields',
  signsChecksum: true,

  schemes: [transmission],

  updates(payload) {
    const { event_type } = v.parse(Typed, payload)
    const read = READERS.get(event_type)
    if (!read) return isSilent(event_type) ? [] : UNKNOWN_EVENT

    const { id: eventId, create_time, resource, links } = v.parse(PayPalEvent, payload)
    const time = rfc3339(resource.update_time ?? create_time)
    const isTest = [...(links ?? []), ...(resource.links ?? [])].some(({ href }) =>
      SANDBOX.test(href),
    )
    return read(resource).map((word) => ({
      ...given({ time }),
      ...word,
      eventId,
      ...(isTest && { test: true }),
    }))
  },

  asking: askingPaypal,

  ...simulatedPayPal,
}

/** `named`: what the event's name says. The resource's own state knows better. */
function main(named: MainState): Reader {
  return (resource) => [attempt(named, resource)]
}

function attempt(named: MainState, resource: Paid, order?: string | null): Word {
  const { id, status, state: older, supplementary_data, billing_agreement_id: agreement } = resource
  const own = (status || older)?.toLowerCase()
  const known = own ? (STATES.get(own) ?? 'processing') : named
  const { amount, currency } = moneyOf(resource.amount)
  const state = stateWithAmount(known, amount)
  const { order_id, authorization_id } = supplementary_data?.related_ids ?? {}
  const up = upIn(resource.links, CONTAINER)
  const { payment, containers } = paymentNamed([
    ...[agreement, agreement ? undefined : id, order_id, order, authorization_id],
    ...[resource.parent_payment, up, ownContainer(resource)],
  ])
  return {
    part: 'main',
    state,
    payment,
    ...given({ containers }),
    ...(agreement && id && { references: [id] }),
    ...namesIn([resource]),
    ...given({ amount, currency, reason: reasonOf(state, resource) }),
    ...(state === 'canceled' && { doubt: 0 }),
  }
}

/** An order has as many payments as purchase units; what it says, it says of all of them. */
function order(state: MainState): Reader {
  return ({ id, order_id, status, parent_payment, purchase_units, transactions }) => {
    const units = purchase_units ?? transactions ?? []
    const [first] = units
    const names = paymentNamed([id, order_id, parent_payment, ownContainer(first ?? {})])
    const own: Word = {
      part: 'main',
      state,
      ...names,
      ...namesIn(units),
      ...given(moneyOf(first?.amount)),
      ...(state === 'canceled' && { doubt: 0 }),
      ...(state === 'failed' && { reason: { code: 'declined' } }),
      ...(status === 'COMPLETED' && { complete: true, ...waivedIn(first) }),
    }
    return [own, ...units.flatMap((unit) => paymentsIn(unit, names.payment))]
  }
}

/** What an order says of the payments inside it. They have times of their own. */
function paymentsIn({ payments, amount: _, ...unit }: Unit, order: string): Word[] {
  const { authorizations, captures, refunds } = payments ?? {}
  const told = (named: MainState) => (paid: Paid) =>
    attempt(named, { ...unit, ...given(paid) }, order)
  const words = [
    ...(authorizations ?? []).map((paid) => ({ paid, said: [told('authorized')(paid)] })),
    ...(captures ?? []).map((paid) => ({ paid, said: [told('processing')(paid)] })),
    ...(refunds ?? []).map((paid) => ({ paid, said: refund(paid) })),
  ]
  return words.flatMap(({ paid, said }) => {
    const time = rfc3339(paid.update_time)
    return said.map((word) => ({ ...word, ...given({ time }) }))
  })
}

function waivedIn(unit: Unit | undefined): Pick<Word, 'waived'> {
  const { breakdown } = unit?.amount ?? {}
  const total = (...parts: Paid['amount'][]) =>
    parts.reduce((sum, part) => sum + (moneyOf(part).amount ?? 0), 0)
  return given({
    waived: waivedBy(
      total(breakdown?.discount, breakdown?.shipping_discount),
      total(breakdown?.tax_total, breakdown?.shipping, breakdown?.handling, breakdown?.insurance),
    ),
  })
}

function refund(resource: Paid): Word[] {
  const { id, status, state, sale_id, supplementary_data, links } = resource
  const named = sale_id || supplementary_data?.related_ids?.capture_id || upIn(links, CAPTURE)
  const capture = named || ownContainer(resource)
  if (!id || !capture) throw new Error('The refund names no capture.')
  const own = (status || state)?.toLowerCase() ?? ''
  const known = REFUND_STATES.get(own) ?? 'pending'
  // The older API tells what goes back as less than nothing.
  const { amount, currency } = moneyOf(resource.amount, /^-/)
  const of = { payment: capture, ...namesIn([resource]), ...given({ currency }) }
  const total = moneyOf(resource.seller_payable_breakdown?.total_refunded_amount).amount
  return [
    {
      part: `refund:${id}`,
      state: partWithAmount(known, amount),
      ...of,
      ...given({ amount }),
    },
    ...(named && known === 'done' && total !== undefined
      ? [{ part: 'refunds' as const, state: 'total' as const, ...of, amount: total }]
      : []),
  ]
}

/** PayPal has taken the money back, for a bank or a buyer. */
function reversal(resource: Resource): Word[] {
  const { id, sale_id, links } = resource
  const names = paymentNamed([sale_id || upIn(links, CAPTURE) || id, ownContainer(resource)])
  return [
    {
      part: REVERSAL,
      state: 'lost',
      ...names,
      ...namesIn([resource]),
      ...given(moneyOf(resource.amount)),
    },
  ]
}

function dispute(resource: Resource): Word[] {
  const { dispute_id, dispute_amount, dispute_outcome, disputed_transactions } = resource
  if (!dispute_id) throw new Error('The event names no dispute.')
  const decided = OUTCOMES.get(dispute_outcome?.outcome_code)
  // Buyer and seller still talk.
  const isInquiry = resource.dispute_life_cycle_stage === 'INQUIRY'
  return (disputed_transactions ?? []).flatMap((transaction): Word[] => {
    const payment = transaction.seller_transaction_id || ownContainer(transaction)
    if (!payment) throw new Error('The dispute names no payment.')
    const of = { payment, ...namesIn([transaction]), ...given(moneyOf(dispute_amount)) }
    const state = decided ?? (isInquiry ? 'none' : 'open')
    return [
      { part: `dispute:${dispute_id}`, state, ...of },
      ...(decided === 'won' ? [{ part: REVERSAL, state: 'none' as const, ...of } as const] : []),
    ]
  })
}

function moneyOf(
  money: Paid['amount'],
  sign = /^$/,
): {
  amount?: number | undefined
  currency?: string | undefined
} {
  const { value, total, currency_code, currency: older } = money ?? {}
  const currency = currency_code ?? older ?? undefined
  return { amount: minorUnits((value ?? total)?.replace(sign, ''), currency), currency }
}

function reasonOf(state: MainState, { status_details }: Paid): Update['reason'] {
  if (state !== 'failed') return undefined
  const text = status_details?.reason ?? undefined
  return { code: (text && REASONS.get(text)) || 'declined', ...given({ message: text }) }
}
