/**
 * Paddle Billing: transactions, and the adjustments that refund or dispute them.
 *
 * @see https://developer.paddle.com/webhooks/signature-verification
 * @see https://developer.paddle.com/webhooks/overview
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Currency, given, Id, Text } from '../reading/fields.ts'
import { orderNamedBy } from '../reading/named-by.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { timedHmac } from '../schemes.ts'
import { askingPaddle } from './asking.ts'
import { simulatedPaddle } from './simulated.ts'

const Typed = v.object({ event_type: v.string() })

/** Minor units as text: ISO's, in all of Paddle's currencies. What is none is left out. */
const AmountText = v.fallback(
  v.optional(v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number))),
  undefined,
)

const Event = v.object({
  event_id: Id,
  occurred_at: v.optional(v.unknown()),
  data: v.object({
    id: Id,
    status: Text,
    currency_code: v.nullish(Currency),

    // Of a transaction.
    origin: Text,
    custom_data: v.optional(v.unknown()),
    invoice_number: Text,
    details: v.nullish(
      v.object({
        totals: v.nullish(
          v.object({
            grand_total: AmountText,
            discount: AmountText,
            credit: AmountText,
            tax: AmountText,
          }),
        ),
      }),
    ),
    items: v.nullish(v.array(v.object({ price: v.nullish(v.object({ tax_mode: Text })) }))),
    payments: v.nullish(v.array(v.object({ status: Text, error_code: Text }))),

    // Of an adjustment.
    transaction_id: Text,
    action: Text,
    totals: v.nullish(v.object({ total: AmountText })),
  }),
})

type PaddleEntity = v.InferOutput<typeof Event>['data']

/** What an event says of a transaction. */
type Word = Said &
  Pick<Update, 'payment' | 'amount' | 'receipt' | 'reason' | 'doubt' | 'waived' | 'complete'>

type Reader = (entity: PaddleEntity) => Word[] | typeof UNKNOWN_EVENT

const READERS = new Map<string, Reader>([
  ['transaction.created', transaction('pending')],
  ['transaction.ready', transaction('pending')],
  ['transaction.billed', transaction('pending')],
  ['transaction.updated', transaction('processing')],
  ['transaction.revised', transaction('processing')],
  ['transaction.paid', transaction('processing')],
  ['transaction.completed', transaction('succeeded')],
  ['transaction.payment_failed', transaction('failed')],
  ['transaction.past_due', transaction('failed')],
  ['transaction.canceled', transaction('canceled')],
  ['adjustment.created', adjustment],
  ['adjustment.updated', adjustment],
])

/** Those that are pending say more by their latest attempt. */
const TRANSACTION_STATES = new Map<string, MainState>([
  ['draft', 'pending'],
  ['ready', 'pending'],
  ['billed', 'pending'],
  ['paid', 'processing'],
  ['completed', 'succeeded'],
  ['past_due', 'failed'],
  ['canceled', 'canceled'],
])

const ATTEMPT_STATES = new Map<unknown, MainState>([
  ['created', 'pending'],
  ['action_required', 'requires_action'],
  ['pending_no_action_required', 'processing'],
  ['authorized', 'authorized'],
  ['authorized_flagged', 'authorized'],
  ['captured', 'processing'],
  ['canceled', 'canceled'],
  ['error', 'failed'],
  ['dropped', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['approved', 'done'],
  ['rejected', 'failed'],
  ['reversed', 'failed'],
])

/** Each is an adjustment of its own, and names none of the others: they share their transaction. */
const DISPUTE_STATES = new Map<unknown, 'none' | 'open' | 'won'>([
  // Nothing is taken yet, and nothing may ever be.
  ['chargeback_warning', 'none'],
  ['chargeback_warning_reverse', 'none'],
  ['chargeback', 'open'],
  ['chargeback_reverse', 'won'],
])

/** It lessens what is still to pay, as the transaction tells, or waits for the next bill. */
const isCredit = silent('credit credit_reverse')

/** What is sold to whom, and what Paddle pays out. A subscription's transactions tell of its money. */
const isSilent = silent(`
  address.* api_key.* api_key_exposure.* business.* client_token.* customer.* discount.* discount_group.*
  payment_method.* payout.* price.* product.* report.* subscription.*`)

const REASONS = reasons({
  insufficient_funds: 'not_enough_balance',
  authentication_failed: 'authentication_failed',
  invalid_account: 'expired_card invalid_payment_details redacted_payment_method',
  provider_error: 'issuer_unavailable psp_error system_error',
  declined: 'declined declined_not_retryable blocked_card fraud transaction_not_permitted',
})

/** How long Paddle may go on to collect what is past due. In ms. */
const DUNNING = 30 * 24 * 3_600_000

export const paddle: Provider = {
  id: 'paddle',
  name: 'Paddle',
  trust: 'signed-body',
  apiKey: /^(pdl_(live|sdbx)_apikey_|live_|test_|ntfset_)/,

  schemes: [
    // As in Paddle's own libraries, which let a clock pass that is ahead. What comes again after it
    // was refused is signed anew.
    timedHmac({
      header: 'paddle-signature',
      separator: ';',
      fields: { time: 'ts', signature: 'h1' },
      joint: ':',
      tolerance: { past: 5 },
    }),
  ],

  answer: { status: 200, body: '', type: 'text/plain' },

  updates(payload) {
    const { event_type } = v.parse(Typed, payload)
    const read = READERS.get(event_type)
    if (!read) return isSilent(event_type) ? [] : UNKNOWN_EVENT

    const { event_id: eventId, occurred_at, data } = v.parse(Event, payload)
    const time = rfc3339(occurred_at)
    const words = read(data)
    if (words === UNKNOWN_EVENT) return words
    return words.map((word) => ({
      ...word,
      eventId,
      ...given({ time, currency: data.currency_code }),
      ...orderOf(data),
    }))
  },

  asking: askingPaddle,

  ...simulatedPaddle,
}

/** `named`: what the event's name says. The transaction's own state knows better. */
function transaction(named: MainState): Reader {
  return (entity) => {
    const { id: payment, status, details, payments, invoice_number } = entity
    const amount = details?.totals?.grand_total
    const known = status ? (TRANSACTION_STATES.get(status) ?? 'processing') : named
    // The latest comes first.
    const [attempt] = payments ?? []
    const attempted = attempt && (ATTEMPT_STATES.get(attempt.status) ?? 'processing')
    const lately = attempted ?? (named === 'failed' ? 'failed' : 'pending')
    const state = stateWithAmount(known === 'pending' ? lately : known, amount)

    const failure = state === 'failed' && attempted === 'failed' ? attempt?.error_code : undefined
    const isClosed = state === 'failed' || state === 'canceled'
    return [
      {
        part: 'main',
        state,
        payment,
        ...given({ amount, receipt: invoice_number || undefined }),
        ...(known === 'succeeded' && { complete: true, ...given({ waived: waivedIn(entity) }) }),
        ...(failure && { reason: reason(REASONS, [failure], failure) }),
        ...(isClosed && { doubt: status === 'past_due' ? DUNNING : 0 }),
      },
    ]
  }
}

/** A tax that is in the price already is not on top of it. */
function waivedIn({ details, items }: PaddleEntity): number | undefined {
  const { discount = 0, credit = 0, tax = 0 } = details?.totals ?? {}
  const isInPrice = items?.some(({ price }) => price?.tax_mode === 'internal') ?? false
  return waivedBy(discount + credit, isInPrice ? 0 : tax)
}

function adjustment(entity: PaddleEntity): ReturnType<Reader> {
  const { id, action, status, transaction_id: payment, totals } = entity
  if (!payment) throw new Error('The adjustment names no transaction.')

  const of = { payment, ...given({ amount: totals?.total }) }
  if (action === 'refund') {
    const known = REFUND_STATES.get(status) ?? 'pending'
    return [{ part: `refund:${id}`, state: partWithAmount(known, of.amount), ...of }]
  }

  const disputed = DISPUTE_STATES.get(action)
  if (!disputed) return isCredit(action ?? '') ? [] : UNKNOWN_EVENT
  const state = status === 'reversed' && disputed === 'open' ? 'won' : disputed
  return [{ part: `dispute:${payment}`, state, ...of }]
}

/**
 * The order, unless this is a renewal: that inherits the custom data of whatever came first. What a checkout on a
 * page began, the shopper's browser named.
 */
function orderOf({ origin, custom_data }: PaddleEntity) {
  if (origin?.startsWith('subscription_')) return {}
  return origin === 'web' ? orderNamedBy({ shopper: [custom_data] }) : orderNamed([custom_data])
}
