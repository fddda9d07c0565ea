/**
 * Flutterwave, version 4: charges, refunds and chargebacks.
 *
 * The signature of version 4 covers the body. `verif-hash`, which version 3 sends, proves nothing of it
 * and is never looked at. `webhook_id` is no more than the name of our address in all that has been
 * seen, so that the body's digest names the event.
 *
 * @see https://developer.flutterwave.com/docs/webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons } from '../reading/failure.ts'
import { Currency, Decimal, given, Id, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingFlutterwave } from './asking.ts'
import { simulatedFlutterwave } from './simulated.ts'

const Typed = v.object({ type: v.string() })

const Event = v.object({
  // In ms since 1970.
  timestamp: v.fallback(
    v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))),
    undefined,
  ),
  data: v.object({
    id: Id,
    status: Text,
    amount: Decimal,
    currency: v.nullish(Currency),
    reference: MaybeId,
    meta: v.optional(v.unknown()),

    // Of a charge.
    next_action: v.nullish(v.object({ type: Text })),
    processor_response: v.nullish(v.object({ type: Text, code: Text })),

    // Of a refund or a chargeback.
    charge_id: MaybeId,
    amount_refunded: Decimal,
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt'> & {
    payment: string | null | undefined
    /** Given by the merchant, once for each charge. */
    reference?: string | null | undefined
    amount: number | undefined
  }

type Reader = (data: Data) => Word

const READERS = new Map<string, Reader>([
  // Failed ones complete as well.
  ['charge.completed', charge('processing')],
  ['charge.failed', charge('failed')],
  ['refund.completed', refund('pending')],
  ['refund.failed', refund('failed')],
  ['chargeback.created', chargeback],
  ['chargeback.updated', chargeback],
])

/** Money that the merchant sends, and who its shoppers are. */
const isSilent = silent('transfer.* payout.* subscription.* customer.* wallet.* payment_method.*')

const CHARGE_STATES = new Map<string, MainState>([
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['authorized', 'authorized'],
])

/** Let go or taken back, even after it succeeded. */
const LET_GO: ReadonlySet<unknown> = new Set(['voided', 'reversed'])

/** All else is pending. */
const REFUND_STATES = new Map<string, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['completed', 'done'],
  ['failed', 'failed'],
])

/** All else is open, `declined` too: the merchant contests it. */
const CHARGEBACK_STATES = new Map<unknown, 'won' | 'lost'>([
  ['won', 'won'],
  ['lost', 'lost'],
  ['accepted', 'lost'],
])

/** By the processor's code (ISO 8583), else by its kind. */
const REASONS = reasons({
  insufficient_funds: '51 insufficient_funds',
  limit_exceeded: '61 65',
  authentication_failed: '55 75',
  invalid_account: '14 54',
  declined: '05 57 62 declined',
  duplicate_request: '94',
  no_response: '68',
  provider_error: '91 96',
})

export const flutterwave: Provider = {
  id: 'flutterwave',
  name: 'Flutterwave',
  trust: 'signed-body',
  apiKey: /^FLW(SEC|PUB)K/,

  schemes: [bodyHmac({ header: 'flutterwave-signature', algorithm: 'sha256', encoding: 'base64' })],

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  updates(payload, { digest }) {
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type) ? [] : UNKNOWN_EVENT

    const { timestamp: time, data } = v.parse(Event, payload)
    const { payment, reference, amount, ...said } = read(data)
    if (!payment) throw new Error('The event names no charge.')

    return [
      {
        ...said,
        eventId: digest(),
        payment,
        // What the merchant called the charge before it had an id.
        ...(reference && reference !== payment && { containers: [reference] }),
        ...orderNamed([data.meta, { order_id: reference }]),
        ...given({ amount, currency: data.currency, time }),
      },
    ]
  },

  asking: askingFlutterwave,

  ...simulatedFlutterwave,
}

/** `named`: what the event's name says. The charge's own state knows better. */
function charge(named: MainState): Reader {
  return ({
    id: payment,
    reference,
    status,
    currency,
    next_action,
    processor_response,
    ...data
  }) => {
    if (LET_GO.has(status)) {
      return { part: 'void', state: 'canceled', doubt: 0, payment, reference, amount: undefined }
    }
    const amount = minorUnits(data.amount, currency)
    const known = status ? (CHARGE_STATES.get(status) ?? 'processing') : named
    const isWaiting = status === 'pending' && Boolean(next_action?.type)
    const state = isWaiting ? 'requires_action' : stateWithAmount(known, amount)
    const { code, type } = processor_response ?? {}
    return {
      ...{ part: 'main', state, payment, reference, amount },
      ...(state === 'failed' && failure(REASONS, [code, type])),
    }
  }
}

/** `named`: what the event's name says, where it says it. */
function refund(named: 'pending' | 'failed'): Reader {
  return ({ id, charge_id: payment, status, amount_refunded, currency, ...data }) => {
    const amount = minorUnits(amount_refunded ?? data.amount, currency)
    const known = status ? (REFUND_STATES.get(status) ?? 'pending') : named
    return { part: `refund:${id}`, state: partWithAmount(known, amount), payment, amount }
  }
}

function chargeback({ id, charge_id: payment, status, currency, ...data }: Data): Word {
  const state = CHARGEBACK_STATES.get(status) ?? 'open'
  return { part: `dispute:${id}`, state, payment, amount: minorUnits(data.amount, currency) }
}
