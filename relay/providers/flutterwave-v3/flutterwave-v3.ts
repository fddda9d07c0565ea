/**
 * Flutterwave, the third version of its API: charges and refunds.
 *
 * Its older events lie flat in the body, in names of the second version, and are sent still.
 *
 * The page that asks for a charge names its order, and is the shopper's.
 *
 * `verif-hash` is the secret hash itself: it proves who sends, not what. Nothing names the event, so
 * that the body's digest does.
 *
 * @see https://developer.flutterwave.com/v3.0/docs/webhooks
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, stateWithAmount } from '../reading/amounts.ts'
import { failure, reasons, textCode } from '../reading/failure.ts'
import { AnyId, Currency, Decimal, given, MaybeId, Text } from '../reading/fields.ts'
import { orderNamedBy } from '../reading/named-by.ts'
import { paymentNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { staticToken } from '../schemes.ts'
import { askingFlutterwaveV3 } from './asking.ts'
import { simulatedFlutterwaveV3 } from './simulated.ts'

const Named = v.object({ event: v.optional(v.string()), 'event.type': v.optional(v.string()) })

const ChargeData = v.object({
  id: AnyId,
  tx_ref: Text,
  flw_ref: MaybeId,
  amount: Decimal,
  currency: v.nullish(Currency),
  status: Text,
  processor_response: Text,
  created_at: v.optional(v.unknown()),
  meta: v.optional(v.unknown()),
})

const Charge = v.object({ data: ChargeData, meta_data: v.optional(v.unknown()) })

/** A charge of old. */
const FlatCharge = v.pipe(
  v.object({
    ...v.omit(ChargeData, ['tx_ref', 'flw_ref', 'created_at']).entries,
    txRef: Text,
    flwRef: MaybeId,
    createdAt: v.optional(v.unknown()),
    meta_data: v.optional(v.unknown()),
  }),
  v.transform(({ txRef, flwRef, createdAt, meta_data, ...data }) => ({
    data: { ...data, tx_ref: txRef, flw_ref: flwRef, created_at: createdAt },
    meta_data,
  })),
)

const Refund = v.object({
  data: v.object({
    id: AnyId,
    TransactionId: v.nullish(AnyId),
    FlwRef: MaybeId,
    AmountRefunded: Decimal,
    updatedAt: v.optional(v.unknown()),
    currency: v.nullish(Currency),
    status: Text,
  }),
})

/** What an event says, but for its id. */
type Word = Said & Omit<Update, 'eventId' | keyof Said>

const READERS = new Map<string, (payload: unknown) => Word | typeof UNKNOWN_EVENT>([
  ['charge.completed', (payload) => charge(v.parse(Charge, payload))],
  ['refund.completed', refund],
])

/** Money that the merchant sends, and plans: their charges are told as such. */
const isSilent = silent('transfer.* payout.* subscription.* singlebill.*')

/** Of a flat body: `CARD_TRANSACTION`, `BANK_TRANSFER_TRANSACTION`. Some have none. */
const FLAT_CHARGE = /^$|_TRANSACTION$/i
const FLAT_SILENT = /^transfer$/i

/** All else is `processing`. That a charge is complete does not tell how. */
const CHARGE_STATES = new Map<unknown, MainState>([
  ['successful', 'succeeded'],
  ['failed', 'failed'],
  ['cancelled', 'canceled'],
])

/** Taken back, even after it succeeded. */
const TAKEN_BACK: ReadonlySet<unknown> = new Set(['voided', 'reversed'])

/** By how the status begins. A bare `completed` says that it was sent; with its way (`completed-mpgs`), that it came. */
const REFUND_STATES: readonly [begin: string, state: 'done' | 'failed'][] = [
  ['completed-', 'done'],
  ['successful', 'done'],
  ['failed', 'failed'],
]

/** By what the bank answered, in words. */
const REASONS = reasons({
  insufficient_funds:
    'insufficient_funds insufficient_fund not_sufficient_funds no_sufficient_funds',
  limit_exceeded: `
    exceeds_withdrawal_limit exceeds_withdrawal_frequency transfer_limit_exceeded
    transaction_limit_exceeded pin_tries_exceeded`,
  authentication_failed: `
    incorrect_pin invalid_pin incorrect_otp invalid_otp authentication_failed
    3ds_authentication_failed transaction_failed_authentication`,
  invalid_account: `
    expired_card invalid_card invalid_card_number invalid_cvv incorrect_cvv invalid_account
    no_card_record`,
  declined: `
    declined do_not_honor do_not_honour card_declined transaction_declined fraudulent
    suspected_fraud transaction_not_permitted_to_cardholder transaction_not_permitted lost_card
    stolen_card restricted_card`,
  canceled_by_customer: 'customer_cancelled_transaction transaction_cancelled_by_customer',
  no_response: 'transaction_timed_out request_timed_out timeout timed_out',
  provider_error: `
    issuer_or_switch_inoperative system_malfunction system_error an_error_occurred
    unable_to_process_transaction`,
})

export const flutterwaveV3: Provider = {
  id: 'flutterwave-v3',
  name: 'Flutterwave (v3)',
  trust: 'token',
  apiKey: /^FLW(SEC|PUB)K/,

  schemes: [staticToken('verif-hash')],

  updates(payload, { digest }) {
    const { event, 'event.type': type = '' } = v.parse(Named, payload)
    if (event === undefined && FLAT_CHARGE.test(type)) {
      return [{ ...charge(v.parse(FlatCharge, payload)), eventId: digest() }]
    }
    const read = READERS.get(event ?? '')
    const word = read?.(payload)
    if (word === UNKNOWN_EVENT) return word
    if (word) return [{ ...word, eventId: digest() }]
    return (event === undefined ? FLAT_SILENT.test(type) : isSilent(event)) ? [] : UNKNOWN_EVENT
  },

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  asking: askingFlutterwaveV3,

  ...simulatedFlutterwaveV3,
}

function charge({ data, meta_data }: v.InferOutput<typeof Charge>): Word {
  const { id, tx_ref, flw_ref, currency, status, processor_response: answer } = data
  const of = {
    payment: id,
    ...orderNamedBy({ shopper: [data.meta, meta_data, { order_id: tx_ref }] }, [tx_ref]),
    ...given({ currency, time: rfc3339(data.created_at) }),
    ...(flw_ref && { references: [flw_ref], receipt: flw_ref }),
  }
  if (TAKEN_BACK.has(status)) return { part: 'void', state: 'canceled', doubt: 0, ...of }

  const amount = minorUnits(data.amount, currency)
  const state = stateWithAmount(CHARGE_STATES.get(status) ?? 'processing', amount)
  return {
    part: 'main',
    state,
    ...of,
    ...given({ amount }),
    ...(state === 'failed' && failure(REASONS, [textCode(answer)], answer)),
  }
}

/** Many name no currency. What is done, and of nobody knows how much, is for somebody to look at. */
function refund(payload: unknown): Word | typeof UNKNOWN_EVENT {
  const { data } = v.parse(Refund, payload)
  const { id, TransactionId, FlwRef, AmountRefunded, currency, status, updatedAt } = data
  const amount = minorUnits(AmountRefunded, currency)
  const [, known] = REFUND_STATES.find(([begin]) => status?.startsWith(begin)) ?? []
  if (known === 'done' && amount === undefined) return UNKNOWN_EVENT

  return {
    part: `refund:${id}`,
    state: known ?? 'pending',
    ...paymentNamed([TransactionId, FlwRef]),
    ...given({ amount, currency, time: rfc3339(updatedAt) }),
  }
}
