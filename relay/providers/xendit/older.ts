/**
 * Xendit's older products: fixed virtual accounts, retail outlets, charges of cards, e-wallets and QR codes of
 * the first version. Each is told by a flat body with no word on what it is, so that a member tells which.
 *
 * They are of rupiah where they name no currency.
 *
 * @see https://archive.developers.xendit.co/api-reference/
 */

import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure } from '../reading/failure.ts'
import { Currency, Decimal, given, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { XENDIT_REASONS } from './reasons.ts'

/** What only these products have; but an invoice may tell by which of them it was paid. */
const OWN = [
  'account_number',
  'fixed_payment_code_id',
  'payment_code',
  'credit_card_token_id',
  'credit_card_charge_id',
  'masked_card_number',
  'charge_type',
  'ewallet_type',
  'qr_code',
  'disbursement_description',
  'disbursements',
]
const INVOICE = ['paid_amount', 'paid_at', 'invoice_url', 'is_high', 'payment_channel']

export function isOlderProduct(payload: unknown): boolean {
  const members = Object.keys(v.parse(v.looseObject({}), payload))
  const hasOneOf = (names: string[]) => names.some((name) => members.includes(name))
  return hasOneOf(OWN) && !hasOneOf(INVOICE)
}

const Body = v.object({
  id: MaybeId,
  external_id: Text,
  status: Text,
  currency: v.nullish(Currency),
  amount: Decimal,
  metadata: v.optional(v.unknown()),
  transaction_timestamp: v.optional(v.unknown()),
  updated: v.optional(v.unknown()),
  created: v.optional(v.unknown()),

  callback_virtual_account_id: MaybeId,
  account_number: MaybeId,
  fixed_payment_code_id: MaybeId,
  fixed_payment_code_payment_id: MaybeId,
  payment_code: MaybeId,
  payment_id: MaybeId,
  capture_amount: Decimal,
  failure_reason: Text,
  failure_code: Text,
  credit_card_charge_id: MaybeId,
  ewallet_type: Text,
  qr_code: v.nullish(v.object({ id: MaybeId, external_id: Text, type: Text })),
  disbursement_description: v.optional(v.unknown()),
  disbursements: v.optional(v.unknown()),
})

type Body = v.InferOutput<typeof Body>

const STATES = new Map<unknown, MainState>([
  ['PENDING', 'processing'],
  ['AUTHORIZED', 'authorized'],
  ['CAPTURED', 'succeeded'],
  ['COMPLETED', 'succeeded'],
  // At a counter: paid, and on its way to the merchant.
  ['SETTLING', 'succeeded'],
  ['PAID', 'succeeded'],
  ['FAILED', 'failed'],
  ['EXPIRED', 'expired'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['SUCCEEDED', 'done'],
  ['FAILED', 'failed'],
])

export function olderProduct(payload: unknown, eventId: string): Update[] | typeof UNKNOWN_EVENT {
  const body = v.parse(Body, payload)
  // Money that the merchant sends.
  if (body.disbursement_description !== undefined || body.disbursements !== undefined) return []
  if (body.credit_card_charge_id) return [cardRefund(body, eventId)]

  // A virtual account that is made or changed tells of no payment; the one that is paid has no status.
  const isAccount = Boolean(body.account_number ?? body.callback_virtual_account_id)
  if (isAccount && !body.payment_id) return []
  return body.status || isAccount ? [payment(body, eventId)] : UNKNOWN_EVENT
}

function payment(body: Body, eventId: string): Update {
  const { status, qr_code: qr, external_id, metadata } = body
  const currency = body.currency ?? 'IDR'
  const amount = minorUnits(body.capture_amount ?? body.amount, currency)
  const known = status ? (STATES.get(status) ?? 'processing') : 'succeeded'
  const why = body.failure_reason ?? body.failure_code
  const references = [
    external_id,
    qr?.external_id,
    // Many may pay to the same: they contain nobody's payment.
    body.callback_virtual_account_id,
    body.fixed_payment_code_id,
    body.payment_code,
    qr?.id,
  ]
  const names = [body.fixed_payment_code_payment_id, body.payment_id, body.id, external_id]
  const { payment } = paymentNamed(names)
  return {
    ...(status === 'REVERSED'
      ? { part: 'void', state: 'canceled', doubt: 0 }
      : { part: 'main', state: stateWithAmount(known, amount), ...given({ amount }) }),
    ...(known === 'failed' && failure(XENDIT_REASONS, [why], why)),
    ...{ eventId, payment, currency },
    ...orderNamed([metadata, { order_id: external_id }, { order_id: qr?.external_id }], references),
    ...given({ time: timeOf(body) }),
  }
}

function cardRefund(body: Body, eventId: string): Update {
  const { id, status, credit_card_charge_id, external_id } = body
  if (!id) throw new Error('The refund has no id.')
  const currency = body.currency ?? 'IDR'
  const amount = minorUnits(body.amount, currency)
  return {
    part: `refund:${id}`,
    state: partWithAmount(REFUND_STATES.get(status) ?? 'pending', amount),
    eventId,
    ...paymentNamed([credit_card_charge_id]),
    ...orderNamed([], [external_id]),
    ...given({ amount, currency, time: timeOf(body) }),
  }
}

const timeOf = ({ transaction_timestamp, updated, created }: Body): number | undefined =>
  rfc3339(transaction_timestamp) ?? rfc3339(updated) ?? rfc3339(created)
