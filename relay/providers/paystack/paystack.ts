/**
 * Paystack: charges, preauthorizations, payment requests, refunds and disputes.
 *
 * A payment is called by its reference: refunds and disputes name nothing else. Where the merchant chooses
 * none, Paystack makes one, so that a reference is at best a hint at the order. References and metadata are
 * set by the page that asks for a charge. No event has an id, so that the body's digest names it.
 *
 * @see https://paystack.com/docs/payments/webhooks
 * @see https://github.com/PaystackOSS/doc-code-snippets/tree/main/src/doc/payments/webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { borneOut, minorUnits } from '../reading/amounts.ts'
import { failure, reason, reasons, textCode } from '../reading/failure.ts'
import { given, MaybeId } from '../reading/fields.ts'
import { orderNamedBy } from '../reading/named-by.ts'
import { attached } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { rfc3339 } from '../reading/times.ts'
import { bodyHmac } from '../schemes.ts'
import { askingPaystack } from './asking.ts'
import { PaystackEvent, type PaystackData } from './event.ts'
import { simulatedPaystack } from './simulated.ts'

const Named = v.object({ event: v.string() })

/** What the shopper filled in, by the name of the field. */
const WithFields = v.object({
  custom_fields: v.array(v.object({ variable_name: v.string(), value: v.unknown() })),
})

/** The account that money came to. */
const Receiver = v.object({
  receiver_account_number: MaybeId,
  receiver_bank_account_number: MaybeId,
})

/** What an event says of one payment. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'complete' | 'waived'> & {
    payment: string | null | undefined
    /** The number of the transaction. A refused transfer knows no other name. */
    transaction?: string | null | undefined
    amount?: string | number | null | undefined
    time?: unknown
    receipt?: string | null | undefined
    references?: string[]
  }

type Reader = (data: PaystackData, digest: string) => Word[]

const READERS = new Map<string, Reader>([
  ['charge.success', charge('succeeded')],
  ['charge.failed', charge('failed')],
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

/** Money that the merchant sends, and plans: their charges are told as such. */
const isSilent = silent(`
  transfer.* subscription.* invoice.* customer.* customeridentification.* dedicatedaccount.*
  direct_debit.authorization.*`)

const CHARGE_STATES = new Map<string, MainState>([
  ['success', 'succeeded'],
  ['failed', 'failed'],
  ['abandoned', 'canceled'],
])

/** Taken back as a whole. */
const REVERSED = 'reversed'

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

/** By what the bank answered, in words, or by the kind of a refused transfer. */
const REASONS = reasons({
  amount_mismatch: 'INCORRECT_AMOUNT',
  insufficient_funds: 'insufficient_funds',
  authentication_failed: 'incorrect_pin',
  invalid_account: 'expired_card',
  declined: 'declined do_not_honor',
})

export const paystack: Provider = {
  id: 'paystack',
  name: 'Paystack',
  trust: 'signed-body',
  apiKey: /^pk_(live|test)_/,

  schemes: [bodyHmac({ header: 'x-paystack-signature', algorithm: 'sha512', encoding: 'hex' })],

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  updates(payload, { digest }) {
    const { event } = v.parse(Named, payload)
    const read = READERS.get(event)
    if (!read) return isSilent(event) ? [] : UNKNOWN_EVENT

    const { data } = v.parse(PaystackEvent, payload)
    const order = namesIn(data)
    return read(data, digest()).map(({ payment, transaction, amount, time, receipt, ...said }) => {
      if (!payment) throw new Error('The event names no payment.')
      const minor = isoAmount(amount, data.currency)
      return {
        ...said,
        ...borneOut(said, minor),
        eventId: digest(),
        payment,
        ...(transaction && transaction !== payment && { containers: [transaction] }),
        ...order,
        ...given({ amount: minor, currency: data.currency, time: rfc3339(time), receipt }),
        ...(data.domain === 'test' && { test: true }),
      }
    })
  },

  asking: askingPaystack,

  ...simulatedPaystack,
}

/** `named`: what the event's name says. The charge's own state knows better. */
function charge(named: MainState): Reader {
  return (data) => {
    const { id, reference, status, amount, paid_at: time, gateway_response: answer } = data
    const of = { payment: reference, transaction: id, time }
    if (status === REVERSED) return [{ ...of, part: 'void', state: 'canceled', doubt: 0 }]

    const state = status ? (CHARGE_STATES.get(status) ?? 'processing') : named
    const receipt = state === 'succeeded' ? reference : undefined
    const why = state === 'failed' ? failure(REASONS, [textCode(answer)], answer) : {}
    const fee = state === 'succeeded' ? feeOf(data) : undefined
    return [{ ...of, part: 'main', state, amount, receipt, ...why, ...fee }]
  }
}

/** What the shopper paid on top of what was asked. Whether the merchant counts it, nobody says: the order is paid. */
function feeOf({
  amount,
  requested_amount,
  currency,
}: PaystackData): Pick<Word, 'waived' | 'complete'> {
  const [came, asked] = [isoAmount(amount, currency), isoAmount(requested_amount, currency)]
  const isMore = came !== undefined && asked !== undefined && came > asked
  return isMore ? { waived: asked - came, complete: true } : {}
}

/** The shopper sent too much or too little to a bank account, and got it back. */
function refusedTransfer({ bank_transfer: transfer }: PaystackData): Word[] {
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
    const complete = state === 'succeeded' ? true : undefined
    return [{ part: 'main', state, payment, amount, ...given({ references, complete }) }]
  }
}

function refund(named: 'pending' | 'done' | 'failed'): Reader {
  return ({ id, refund_reference, transaction_reference: payment, status, amount }, digest) => {
    const state = status ? (REFUND_STATES.get(status) ?? 'pending') : named
    // One without a name is none that was told before. While it is under way, it does not count.
    return [{ part: `refund:${refund_reference ?? id ?? digest}`, state, payment, amount }]
  }
}

function dispute(data: PaystackData): Word[] {
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

/** Paystack counts in hundredths, of francs that have none too. */
function isoAmount(
  hundredths: string | number | null | undefined,
  currency: string | null | undefined,
): number | undefined {
  const digits = String(hundredths).padStart(3, '0')
  return minorUnits(`${digits.slice(0, -2)}.${digits.slice(-2)}`, currency)
}

/** The order, as far as it is named; and the account that the merchant may have registered. */
function namesIn(data: PaystackData) {
  const { reference, transaction_reference, transaction, request_code, authorization } = data
  const fields = [data.metadata, transaction?.metadata].flatMap(fieldsOf)
  const accounts = [attached(data.metadata), authorization].flatMap((each) => {
    const { success, output } = v.safeParse(Receiver, each)
    return success ? [output.receiver_account_number, output.receiver_bank_account_number] : []
  })
  // Payment requests are the merchant's own.
  const by = request_code ? { shopper: [], merchant: fields } : { shopper: fields }
  // Where the shop chose none, it is Paystack's own.
  return orderNamedBy(by, accounts, [reference ?? transaction_reference ?? transaction?.reference])
}

/** What the merchant attached, and the fields of the form before it. */
function fieldsOf(metadata: unknown): unknown[] {
  const own = attached(metadata)
  const { success, output } = v.safeParse(WithFields, own)
  if (!success) return [own]
  const { custom_fields: fields } = output
  return [own, ...fields.map(({ variable_name, value }) => ({ [variable_name]: value }))]
}
