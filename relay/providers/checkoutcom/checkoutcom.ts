/**
 * Checkout.com: payments, refunds and disputes, as its workflows tell them.
 *
 * @see https://www.checkout.com/docs/developer-resources/event-notifications/receive-webhooks
 * @see https://www.checkout.com/docs/developer-resources/event-notifications/event-types
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { borneOut } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Currency, given, Id, MaybeAmount, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { isoAmount } from './amount.ts'
import { askingCheckoutcom } from './asking.ts'
import { simulatedCheckoutcom } from './simulated.ts'

const Typed = v.object({ type: v.string() })

const Event = v.object({
  id: Id,
  created_on: v.optional(v.unknown()),
  timestamp: v.optional(v.unknown()),
  data: v.object({
    id: Id,
    action_id: Text,
    reference: Text,
    metadata: v.optional(v.unknown()),
    amount: MaybeAmount,
    currency: v.nullish(Currency),
    balances: v.nullish(v.object({ total_captured: MaybeAmount, total_authorized: MaybeAmount })),
    response_code: Text,
    response_summary: Text,
    retry: v.nullish(v.object({ ends_on: v.optional(v.unknown()) })),
    // Of a payout.
    destination: v.optional(v.unknown()),
    // Of a dispute, whose own id stands in the payment's place.
    payment_id: Text,
    payment_reference: Text,
  }),
  _links: v.nullish(v.object({ self: v.nullish(v.object({ href: Text })) })),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of a payment, its amount in Checkout.com's minor units. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt'> & { payment: string; amount: number | null | undefined }

type Reader = (data: Data, time: number | undefined) => Word

const READERS = new Map<string, Reader>([
  // "Occurs on asynchronous payments when further action is required."
  ['payment_pending', main('requires_action')],
  ['payment_approved', main('authorized')],
  ['payment_authorization_incremented', incremented],
  ['payment_captured', captured],
  ['payment_declined', declined],
  ['payment_canceled', main('canceled')],
  ['payment_voided', letGo('canceled')],
  // By the bank, days after it was captured.
  ['payment_returned', letGo('failed')],
  ['payment_retry_scheduled', main('processing')],
  ['payment_compliance_review', main('processing')],
  ['payment_expired', main('expired')],
  ['payment_capture_pending', capture('pending')],
  ['payment_capture_declined', capture('failed')],
  ['payment_refund_pending', refund('pending')],
  ['payment_refunded', refund('done')],
  ['payment_refund_declined', refund('failed')],
  ['dispute_received', dispute('open')],
  ['dispute_evidence_required', dispute('open')],
  ['dispute_evidence_submitted', dispute('open')],
  ['dispute_evidence_acknowledged_by_scheme', dispute('open')],
  ['dispute_expired', dispute('open')],
  ['dispute_arbitration_sent_to_scheme', dispute('open')],
  ['dispute_arbitration_evidence_submitted', dispute('open')],
  ['dispute_accepted', dispute('lost')],
  ['dispute_lost', dispute('lost')],
  ['dispute_arbitration_lost', dispute('lost')],
  ['dispute_won', dispute('won')],
  ['dispute_arbitration_won', dispute('won')],
  ['dispute_canceled', dispute('won')],
  // "… because it had already been refunded": as the refund tells.
  ['dispute_resolved', dispute('won')],
])

/** https://www.checkout.com/docs/developer-resources/codes/api-response-codes */
const REASONS = reasons({
  insufficient_funds: '20051',
  limit_exceeded: '20061 20065',
  authentication_failed: '20055 20075 20150 20151 20152 20154 20155',
  invalid_account: '20014 20054 20087 30033 30054',
  no_response: '20068',
  duplicate_request: '20094',
  provider_error: '20091 20096 20153',
  declined: `
    20001 20002 20005 20012 20046 20057 20059 20062 20063 30004 30007 30041 30043 40101`,
})

/** Cards that are kept for later, how the shopper is asked for a proof, and what comes to nothing. */
const isSilent = silent(`
  authentication_* card_verification_declined card_verified cardholder_* identity_verification_* issuing_*
  network_token_* payment_authentication_* payment_instrument_* payment_void_declined report_* vault_*`)

export const checkoutcom: Provider = {
  id: 'checkoutcom',
  name: 'Checkout.com',
  trust: 'signed-body',
  apiKey: /^(sk|pk)_/,

  schemes: [bodyHmac({ header: 'cko-signature', algorithm: 'sha256', encoding: 'hex' })],

  updates(payload) {
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type) ? [] : UNKNOWN_EVENT

    const { id: eventId, data, created_on, timestamp, _links } = v.parse(Event, payload)
    // The shop pays somebody.
    if (data.destination) return []

    const time = rfc3339(created_on) ?? rfc3339(timestamp)
    const { amount: told, ...said } = read(data, time)
    const amount = isoAmount(told, data.currency)
    return [
      {
        ...said,
        ...borneOut(said, amount),
        eventId,
        ...orderNamed([
          { order_id: data.reference },
          { order_id: data.payment_reference },
          data.metadata,
        ]),
        ...given({ time, currency: data.currency, amount }),
        ...(_links?.self?.href?.includes('.sandbox.checkout.com/') && { test: true }),
      },
    ]
  },

  asking: askingCheckoutcom,

  ...simulatedCheckoutcom,
}

function letGo(state: 'canceled' | 'failed'): Reader {
  return ({ id: payment, amount }) => ({
    part: 'void',
    state,
    payment,
    amount,
    ...(state === 'canceled' && { doubt: 0 }),
  })
}

function main(state: MainState): Reader {
  return ({ id: payment, amount }) => ({
    part: 'main',
    state,
    payment,
    amount,
    ...((state === 'canceled' || state === 'expired') && { doubt: 0 }),
  })
}

function incremented({ id: payment, amount, balances }: Data): Word {
  return {
    part: 'main',
    state: 'authorized',
    payment,
    amount: balances?.total_authorized ?? amount,
  }
}

/** The first of several captures is a success of as much as it took, and the next of as much in all. */
function captured({ id: payment, amount, balances }: Data): Word {
  const total = balances?.total_captured ?? amount ?? undefined
  return { part: 'main', state: 'succeeded', payment, amount: total }
}

/** With a plan to try again, the payment may yet come; without, a decline is final. */
function declined(data: Data, time: number | undefined): Word {
  const { id: payment, amount, response_code, response_summary: message, retry } = data
  const end = rfc3339(retry?.ends_on)
  const doubt = !retry ? 0 : end && time ? Math.max(0, end - time) : undefined
  return {
    part: 'main',
    state: 'failed',
    payment,
    amount,
    reason: reason(REASONS, [response_code], message),
    ...given({ doubt }),
  }
}

/** It takes back nothing: what `captured` tells as taken never had it in. */
function capture(state: 'pending' | 'failed'): Reader {
  return ({ id: payment, action_id }) => ({
    part: `capture:${actionOf(action_id)}`,
    state,
    payment,
    amount: 0,
  })
}

function refund(state: 'pending' | 'done' | 'failed'): Reader {
  return ({ id: payment, action_id, amount }) => ({
    part: `refund:${actionOf(action_id)}`,
    state,
    payment,
    amount,
  })
}

function actionOf(id: string | null | undefined): string {
  if (!id) throw new Error('The event names no action.')
  return id
}

function dispute(state: 'open' | 'won' | 'lost'): Reader {
  return ({ id, payment_id, amount }) => ({
    part: `dispute:${id}`,
    state,
    payment: payment_id || id,
    amount,
  })
}
