/**
 * Mollie's next-generation webhooks: payments, captures, refunds, chargebacks and payment links.
 *
 * The classic ones say nothing but an id, and sign nothing: they are refused.
 *
 * @see https://docs.mollie.com/reference/webhooks-new
 * @see https://docs.mollie.com/reference/payments-api-webhooks
 * @see https://docs.mollie.com/reference/refunds-api-webhooks
 * @see https://docs.mollie.com/reference/chargebacks-api-webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Currency, given, Id, Text } from '../reading/fields.ts'
import { items } from '../reading/headers.ts'
import { described, orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingMollie } from './asking.ts'
import { simulatedMollie } from './simulated.ts'

const Kind = v.object({ resource: v.string() })

const Event = v.object({
  id: Id,
  type: v.string(),
  entityId: Id,
  createdAt: v.optional(v.unknown()),
  // Only where the whole was asked for.
  _embedded: v.nullish(v.object({ entity: v.optional(v.unknown()) })),
})

/** In euros, not cents. */
const Money = v.nullish(v.object({ value: v.string(), currency: Currency }))

// Loose: a status has a time of its own, such as `paidAt`.
const Entity = v.looseObject({
  id: Id,
  mode: Text,
  status: Text,
  amount: Money,
  metadata: v.optional(v.unknown()),
  description: Text,

  // Of a payment.
  authorizedAt: Text,
  sequenceType: Text,
  subscriptionId: Text,
  method: Text,
  amountCaptured: Money,
  amountRefunded: Money,
  amountChargedBack: Money,
  statusReason: v.nullish(v.object({ code: Text, message: Text })),
  details: v.nullish(v.object({ failureReason: Text, failureMessage: Text })),

  // Of what happened to one.
  paymentId: Text,
  createdAt: v.optional(v.unknown()),
  reversedAt: v.optional(v.unknown()),

  // Of a payment link.
  reusable: v.nullish(v.boolean()),
})

type Entity = v.InferOutput<typeof Entity>

/** What an entity says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'complete'> & {
    payment: string | null | undefined
    money: Entity['amount']
    time: unknown
  }

type Reader = (entity: Entity) => Word[]

/** By what the event is about. It is all there, and tells more than the name of the event. */
const READERS = new Map<string, Reader>([
  ['payment', payment],
  ['capture', capture],
  ['refund', refund],
  ['chargeback', chargeback],
  ['payment-link', paymentLink],
])

/** The dashboard's tests, and what the shop's account is about. */
const isSilent = silent('balance* business-account* hook profile settlement')

const PAYMENT_STATES = new Map<unknown, MainState>([
  ['open', 'pending'],
  ['pending', 'processing'],
  ['authorized', 'authorized'],
  ['paid', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['expired', 'expired'],
])

/** All else is pending. */
const CAPTURE_STATES = new Map<unknown, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['failed', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['refunded', 'done'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

/** By the reason of the status, else by that of the card. */
const REASONS = reasons({
  insufficient_funds: 'insufficient_funds',
  authentication_failed: `
    authentication_failed authentication_abandoned authentication_required
    authentication_unavailable_acs incorrect_pin`,
  invalid_account: `
    card_expired expired_card inactive_card invalid_cvv invalid_card_holder_name
    invalid_card_number invalid_card_type`,
  declined: 'card_declined refused_by_issuer possible_fraud do_not_honor',
})

/** Mollie calls these definitive. */
const CLOSED: ReadonlySet<MainState> = new Set(['failed', 'canceled', 'expired'])

export const mollie: Provider = {
  id: 'mollie',
  name: 'Mollie',
  trust: 'signed-body',
  apiKey: /^(live|test|access)_/,

  schemes: [
    bodyHmac({
      header: 'x-mollie-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      // One for each secret, while the secrets change. Mollie's own library takes them bare as well.
      valuesIn: (text) => items(text, ',').map((each) => each.replace(/^sha256=/, '')),
    }),
  ],

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  updates(payload, { digest }) {
    const { resource } = v.parse(Kind, payload)
    const event = resource === 'event' ? v.parse(Event, payload) : undefined
    const about = event ? (event._embedded?.entity ?? namedBy(event)) : payload
    const kind = v.parse(Kind, about).resource
    const read = READERS.get(kind)
    if (!read) return isSilent(kind) ? [] : UNKNOWN_EVENT

    const entity = v.parse(Entity, about)
    const order = namesIn(entity)
    return read(entity).map(({ payment, money, time, ...said }) => {
      if (!payment) throw new Error('The event names no payment.')
      return {
        ...said,
        eventId: event?.id ?? digest(),
        payment,
        ...order,
        ...given({
          amount: minorOf(money),
          currency: money?.currency,
          time: rfc3339(event?.createdAt) ?? rfc3339(time),
        }),
        ...(entity.mode === 'test' && { test: true }),
      }
    })
  },

  asking: askingMollie,

  ...simulatedMollie,
}

/** All that an event says of its entity where that is not enclosed: `payment.failed`. */
function namedBy({ type, entityId }: v.InferOutput<typeof Event>) {
  const [resource, status] = type.split('.')
  return { resource, status, id: entityId }
}

/** The order: the metadata is its name, or has it. A renewal has the metadata of its subscription. */
function namesIn({ metadata, description, subscriptionId, sequenceType }: Entity) {
  if (subscriptionId && sequenceType === 'recurring') return {}
  return orderNamed([metadata], [], [described(description)])
}

function payment(entity: Entity): Word[] {
  const { id, method, status, amount, amountCaptured, amountRefunded, amountChargedBack } = entity
  const money = amountCaptured ?? amount
  const told = PAYMENT_STATES.get(status) ?? 'processing'
  // A hold that ran out.
  const known = told === 'expired' && entity.authorizedAt ? 'canceled' : told
  // By bank transfer, it is the shopper's turn until the money comes.
  const isWaiting = method === 'banktransfer' && (known === 'pending' || known === 'processing')
  const state = isWaiting ? 'requires_action' : stateWithAmount(known, minorOf(money))

  const said = { payment: id, time: entity[`${status}At`] }
  const words: Word[] = [
    {
      ...said,
      part: 'main',
      state,
      money: state === 'succeeded' ? money : amount,
      ...(CLOSED.has(state) && { doubt: 0 }),
      ...reasonOf(state, entity),
    },
  ]
  // What is paid stays paid, whatever went back.
  if (isSome(amountRefunded)) {
    words.push({ ...said, part: 'refunds', state: 'total', money: amountRefunded })
  }
  // Of a chargeback that was reversed nothing is left.
  if (minorOf(amountChargedBack) !== undefined) {
    const dispute = isSome(amountChargedBack) ? 'open' : 'none'
    words.push({ ...said, part: `dispute:${id}`, state: dispute, money: amountChargedBack })
  }
  return words
}

function capture({ id, paymentId, status, amount, createdAt }: Entity): Word[] {
  const known = CAPTURE_STATES.get(status) ?? 'pending'
  const state = partWithAmount(known, minorOf(amount) || undefined)
  return [{ part: `capture:${id}`, state, payment: paymentId, money: amount, time: createdAt }]
}

function refund({ id, paymentId, status, amount, createdAt }: Entity): Word[] {
  const known = REFUND_STATES.get(status) ?? 'pending'
  const state = partWithAmount(known, minorOf(amount) || undefined)
  return [{ part: `refund:${id}`, state, payment: paymentId, money: amount, time: createdAt }]
}

/** One for all of a payment: the payment itself tells their sum, and names none of them. */
function chargeback({ paymentId, amount, createdAt, reversedAt, status }: Entity): Word[] {
  const isReversed = Boolean(reversedAt) || status === 'reversed'
  const state = isReversed ? 'won' : 'open'
  const time = reversedAt ?? createdAt
  return [{ part: `dispute:${paymentId}`, state, payment: paymentId, money: amount, time }]
}

function paymentLink({ id, amount, reusable, status, paidAt }: Entity): Word[] {
  // Many pay it: it is no order's.
  if (reusable) return []
  const isPaid = Boolean(paidAt) || status === 'paid'
  const state = isPaid ? stateWithAmount('succeeded', minorOf(amount)) : 'pending'
  return [
    {
      ...{ part: 'main', state, payment: id, money: amount, time: paidAt },
      ...(isPaid && { complete: true }),
    },
  ]
}

const minorOf = (money: Entity['amount']): number | undefined =>
  minorUnits(money?.value, money?.currency)

const isSome = (money: Entity['amount']): boolean => Boolean(minorOf(money))

function reasonOf(
  state: MainState,
  { statusReason, details, authorizedAt }: Entity,
): Pick<Update, 'reason'> | undefined {
  // Of a hold it is the shop that lets go.
  if (state === 'canceled' && authorizedAt) return undefined
  if (state === 'canceled') return { reason: { code: 'canceled_by_customer' } }
  if (state !== 'failed') return undefined
  const codes = [statusReason?.code, details?.failureReason]
  return { reason: reason(REASONS, codes, statusReason?.message ?? details?.failureMessage) }
}
