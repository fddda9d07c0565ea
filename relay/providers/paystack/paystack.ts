/**
 * Paystack: charges, preauthorizations, payment requests, refunds and disputes.
 *
 * A payment is called by its reference, which merchants may choose: refunds and disputes name nothing
 * else. No event has an id, so that the body's digest names it.
 *
 * @see https://paystack.com/docs/payments/webhooks
 * @see https://github.com/PaystackOSS/doc-code-snippets/tree/main/src/doc/payments/webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { minorUnits } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { AnyId, Currency, given, Id, Text } from '../reading/fields.ts'
import { attached, orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { bodyHmac } from '../schemes.ts'
import { simulatedPaystack } from './simulated.ts'

const Named = v.object({ event: v.string() })

const Time = v.optional(v.unknown())

/** In hundredths. A number here, digits there. */
const Hundredths = v.nullish(v.union([v.string(), v.number()]))

/** An object, JSON of one, or 0. */
const Metadata = v.optional(v.unknown())

/** What the shopper filled in, by the name of the field. */
const WithFields = v.object({
  custom_fields: v.array(v.object({ variable_name: v.string(), value: v.unknown() })),
})

const WithAccount = v.object({ receiver_account_number: AnyId })

const Event = v.object({
  data: v.object({
    id: v.nullish(AnyId),
    domain: Text,
    status: Text,
    reference: v.nullish(Id),
    amount: Hundredths,
    currency: v.nullish(Currency),
    metadata: Metadata,
    paid_at: Time,

    // Of a transfer to an account that is the customer's own.
    authorization: v.nullish(v.object({ receiver_bank_account_number: v.nullish(AnyId) })),

    // Of a preauthorization.
    transaction_id: v.nullish(AnyId),
    captured_amount: Hundredths,

    // Of a payment request.
    request_code: v.nullish(Id),
    offline_reference: v.nullish(Id),

    // Of a refund.
    refund_reference: v.nullish(Id),
    transaction_reference: v.nullish(Id),

    // Of a dispute.
    refund_amount: Hundredths,
    resolution: Text,
    updated_at: Time,
    transaction: v.nullish(
      v.object({ id: v.nullish(AnyId), reference: v.nullish(Id), metadata: Metadata }),
    ),

    // Of a transfer that was refused.
    bank_transfer: v.nullish(
      v.object({ transaction_id: AnyId, message_type: Text, message: Text }),
    ),
  }),
})

type Data = v.InferOutput<typeof Event>['data']

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt'> & {
    payment: string | null | undefined
    /** The number of the transaction. A refused transfer knows no other name. */
    transaction?: string | null | undefined
    amount?: string | number | null | undefined
    time?: unknown
    receipt?: string | null | undefined
    references?: string[]
  }

type Reader = (data: Data) => Word[]

const READERS = new Map<string, Reader>([
  ['charge.success', charge],
  ['bank.transfer.rejected', refusedTransfer],
  ['preauthorization.reserve.success', preauthorization('authorized')],
  ['preauthorization.capture.success', preauthorization('succeeded')],
  ['preauthorization.capture.failed', preauthorization('authorized')],
  ['preauthorization.release.success', preauthorization('canceled')],
  ['preauthorization.release.failed', preauthorization('authorized')],
  ['paymentrequest.pending', paymentRequest('requires_action')],
  ['paymentrequest.success', paymentRequest('succeeded')],
  ['refund.pending', refund('pending')],
  ['refund.processing', refund('pending')],
  // It waits for the shopper's account number.
  ['refund.needs-attention', refund('pending')],
  ['refund.processed', refund('done')],
  ['refund.failed', refund('failed')],
  ['charge.dispute.create', dispute],
  ['charge.dispute.remind', dispute],
  ['charge.dispute.resolve', dispute],
])

const CHARGE_STATES = new Map<string, MainState>([
  ['success', 'succeeded'],
  ['failed', 'failed'],
  ['abandoned', 'canceled'],
])

const PREAUTHORIZATION_STATES = new Map<string, MainState>([
  ['authorized', 'authorized'],
  ['captured', 'succeeded'],
  // What was held is held still.
  ['capture_failed', 'authorized'],
  ['release_failed', 'authorized'],
  ['released', 'canceled'],
])

const REQUEST_STATES = new Map<string, MainState>([
  ['pending', 'requires_action'],
  ['success', 'succeeded'],
])

const REFUND_STATES = new Map<string, 'pending' | 'done' | 'failed'>([
  ['pending', 'pending'],
  ['processing', 'pending'],
  ['needs-attention', 'pending'],
  ['processed', 'done'],
  ['failed', 'failed'],
])

/** The shopper gets the money back. */
const ACCEPTED: ReadonlySet<unknown> = new Set(['merchant-accepted', 'auto-accepted'])

const REASONS = reasons({ amount_mismatch: 'INCORRECT_AMOUNT' })

export const paystack: Provider = {
  id: 'paystack',
  name: 'Paystack',
  trust: 'signed-body',

  schemes: [bodyHmac({ header: 'x-paystack-signature', algorithm: 'sha512', encoding: 'hex' })],

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  updates(payload, { digest }) {
    const read = READERS.get(v.parse(Named, payload).event)
    if (!read) return []

    const { data } = v.parse(Event, payload)
    const { reference, transaction_reference, transaction, authorization } = data
    const order = orderNamed(
      [data.metadata, transaction?.metadata].flatMap(fieldsOf),
      [authorization?.receiver_bank_account_number, accountIn(data.metadata)],
      // Where the shop chose none, it is Paystack's own.
      [reference ?? transaction_reference ?? transaction?.reference],
    )
    return read(data).map(({ payment, transaction, amount, time, receipt, ...said }) => {
      if (!payment) throw new Error('The event names no payment.')
      const minor = isoAmount(amount, data.currency)
      return {
        // What does not say how much would count as all that the order asks.
        ...(minor === undefined ? unsettled(said) : said),
        eventId: digest,
        payment,
        ...(transaction && transaction !== payment && { containers: [transaction] }),
        ...order,
        ...given({ amount: minor, currency: data.currency, time: rfc3339(time), receipt }),
        ...(data.domain === 'test' && { test: true }),
      }
    })
  },

  ...simulatedPaystack,
}

function charge({ id, reference, status, amount, paid_at: time }: Data): Word[] {
  const state = status ? (CHARGE_STATES.get(status) ?? 'processing') : 'succeeded'
  const receipt = state === 'succeeded' ? reference : undefined
  return [{ part: 'main', state, payment: reference, transaction: id, amount, time, receipt }]
}

/** The shopper sent too much or too little to a bank account, and got it back. */
function refusedTransfer({ bank_transfer: transfer }: Data): Word[] {
  const { transaction_id: payment, message_type, message } = transfer ?? {}
  const why = reason(REASONS, [message_type], message)
  return [{ part: 'main', state: 'failed', payment, reason: why }]
}

/** `named`: what the event's name says. The preauthorization's own state knows better. */
function preauthorization(named: MainState): Reader {
  return ({ reference: payment, transaction_id: transaction, status, amount, captured_amount }) => {
    const state = status ? (PREAUTHORIZATION_STATES.get(status) ?? 'processing') : named
    return [
      {
        part: 'main',
        state,
        payment,
        transaction,
        // Not all that was held need be taken. No reservation has a time, so that times decide nothing.
        amount: state === 'succeeded' ? (captured_amount ?? amount) : amount,
        ...(state === 'canceled' && { doubt: 0 }),
      },
    ]
  }
}

function paymentRequest(named: MainState): Reader {
  return ({ request_code: payment, offline_reference, status, amount }) => {
    const state = status ? (REQUEST_STATES.get(status) ?? 'processing') : named
    const references = offline_reference ? [offline_reference] : undefined
    return [{ part: 'main', state, payment, amount, ...given({ references }) }]
  }
}

function refund(named: 'pending' | 'done' | 'failed'): Reader {
  return ({ id, refund_reference, transaction_reference: payment, status, amount }) => {
    const state = status ? (REFUND_STATES.get(status) ?? 'pending') : named
    // While it is under way it may have no name yet, nor does it count.
    return [{ part: `refund:${refund_reference ?? id ?? payment}`, state, payment, amount }]
  }
}

function dispute(data: Data): Word[] {
  const { id, resolution, transaction, refund_amount: amount, currency, updated_at: time } = data
  if (!id) throw new Error('The dispute has no id.')
  const of = { payment: transaction?.reference, transaction: transaction?.id, amount, time }
  const part = `dispute:${id}` as const

  if (resolution === 'declined') return [{ ...of, part, state: 'won' }]
  if (!ACCEPTED.has(resolution)) return [{ ...of, part, state: 'open' }]
  if (isoAmount(amount, currency) === undefined) return [{ ...of, part, state: 'lost' }]
  // Nobody contests it any more: the money goes back. As a total, because the refund may be told as well.
  return [
    { ...of, part, state: 'won' },
    { ...of, part: 'refunds', state: 'total' },
  ]
}

/** The same, where nobody knows of how much. */
function unsettled<Told extends Said>(said: Told): Told {
  if (said.part === 'main' && said.state === 'succeeded') return { ...said, state: 'processing' }
  return said.part.startsWith('refund:') && said.state === 'done'
    ? { ...said, state: 'pending' }
    : said
}

/** Paystack counts in hundredths, of francs that have none too. */
function isoAmount(
  hundredths: string | number | null | undefined,
  currency: string | null | undefined,
): number | undefined {
  const digits = String(hundredths).padStart(3, '0')
  return minorUnits(`${digits.slice(0, -2)}.${digits.slice(-2)}`, currency)
}

/** The account that the customer was given. */
function accountIn(metadata: unknown): string | undefined {
  const { success, output } = v.safeParse(WithAccount, attached(metadata))
  return success ? output.receiver_account_number : undefined
}

/** What the merchant attached, and the fields of the form before it. */
function fieldsOf(metadata: unknown): unknown[] {
  const own = attached(metadata)
  const { success, output } = v.safeParse(WithFields, own)
  if (!success) return [own]
  const { custom_fields: fields } = output
  return [own, ...fields.map(({ variable_name, value }) => ({ [variable_name]: value }))]
}
