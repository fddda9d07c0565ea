/**
 * Midtrans: cards, virtual accounts, QRIS, e-wallets and counters, told by one kind of message.
 *
 * Signed are the order, the status code and the amount, with nothing between them; the transaction's status is
 * not. So a status that moves money is believed only with the code that goes with it, and what was called off
 * stays so: whoever comes by the message of a pending payment (201) cannot make a success (200) of it, nor of one
 * that was cancelled. Where the same text could be another order's, neither is believed.
 *
 * Ids of Midtrans's own are not signed either: what is known under one could be given another's name. So the
 * order names the payment; Midtrans takes money for an order once.
 *
 * @see https://docs.midtrans.com/reference/receiving-notifications
 * @see https://docs.midtrans.com/reference/transaction-status
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, stateWithAmount } from '../reading/amounts.ts'
import { reason, reasons } from '../reading/failure.ts'
import { Currency, Decimal, given, Text } from '../reading/fields.ts'
import { isSmallJson, jsonBody } from '../reading/json.ts'
import { orderNamed } from '../reading/names.ts'
import { localTime } from '../reading/times.ts'
import { askingMidtrans } from './asking.ts'
import { simulatedMidtrans } from './simulated.ts'

/**
 * As texts, and no other: `["1111"]` would be joined to the same. In these forms, because nothing
 * stands between them.
 */
const Signed = v.object({
  order_id: v.pipe(v.string(), v.nonEmpty()),
  status_code: v.pipe(v.string(), v.regex(/^[2-5]\d\d$/)),
  gross_amount: v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d*)(?:\.\d+)?$/)),
})

const Sealed = v.object({ ...Signed.entries, signature_key: v.string() })

const Notification = v.object({
  ...Signed.entries,
  transaction_status: v.string(),
  fraud_status: Text,
  currency: v.nullish(Currency),
  transaction_time: Text,
  channel_response_code: Text,
  channel_response_message: Text,
  status_message: Text,
  refund_amount: Decimal,
  refunds: v.nullish(v.array(v.object({ refund_amount: Decimal }))),
})

type Notification = v.InferOutput<typeof Notification>

/** What a message says of the payment, but for what is the same for all. */
type Word = Said & Pick<Update, 'amount' | 'time' | 'reason' | 'doubt'>

type Reader = (notification: Notification) => Word | typeof UNKNOWN_EVENT | undefined

const READERS = new Map<string, Reader>([
  ['pending', main('requires_action')],
  ['authorize', main('authorized', '200')],
  ['capture', capture],
  ['settlement', main('succeeded', '200')],
  ['deny', main('failed')],
  ['failure', main('failed')],
  ['cancel', cancel],
  ['expire', main('expired')],
  ['refund', refund],
  ['partial_refund', refund],
  ['chargeback', dispute],
  ['partial_chargeback', dispute],
])

/** By what the bank answered: https://docs.midtrans.com/reference/card-feature-bank-response-code */
const REASONS = reasons({
  insufficient_funds: '51',
  limit_exceeded: '61 65 75',
  authentication_failed: '55 N7 1A',
  invalid_account: '14 15 33 54 78',
  declined: '04 05 07 34 41 43 57 58 59 62 63',
  provider_error: '06 12 68 91 92 96',
})

/** Where Midtrans's clock stands. */
const JAKARTA = '+07:00'

export const midtrans: Provider = {
  id: 'midtrans',
  name: 'Midtrans',
  trust: 'signed-fields',
  apiKey: /^(SB-)?Mid-client-/,
  unsigned: {
    transaction_status:
      'With its signed code it tells what became of the money: who changes it takes from the order.',
    fraud_status: 'Only what was accepted counts as paid, with the signed code of a success.',
    refund_amount:
      'How much went back, which nothing signed tells; a lower total does not follow a higher one.',
    refunds: 'The same.',
    transaction_time: 'Of several attempts, which is the latest.',
    currency: 'A payment in another currency than the order asks does not count.',
    channel_response_code: 'Why it failed, in words.',
    channel_response_message: 'Why it failed, in words.',
    status_message: 'Why it failed, in words.',
  },

  schemes: [
    {
      kind: 'text',

      isReadable: isSmallJson,

      find({ body }) {
        const sealed = jsonBody(Sealed, body)
        if (!sealed?.signature_key) return undefined
        return { values: [sealed.signature_key], signed: signedOf(sealed) }
      },

      text: (serverKey, signed, hash) => serverKey && hash('sha512', [...signed, serverKey]),

      seal(body, make) {
        const notification: object = JSON.parse(body)
        const signature_key = make(signedOf(v.parse(Signed, notification)))
        return JSON.stringify({ ...notification, signature_key })
      },
    },
  ],

  updates(payload) {
    const notification = v.parse(Notification, payload)
    const { order_id, transaction_status } = notification
    const word = (READERS.get(transaction_status) ?? main('processing'))(notification)
    if (word === UNKNOWN_EVENT) return word
    if (!word) return []

    return [
      {
        ...word,
        // The same for all that is told with one code: of two such, the ranks decide, and of totals the greater.
        eventId: [
          ...signedOf(notification),
          ...(word.part === 'refunds' ? [ranked(word.amount)] : []),
        ].join(':'),
        payment: order_id,
        ...orderNamed([{ order_id }], [order_id]),
        ...sharedWith(notification),
        currency: currencyOf(notification),
      },
    ]
  },

  answer: { status: 200, body: 'OK', type: 'text/plain' },

  asking: askingMidtrans,

  ...simulatedMidtrans,
}

const signedOf = ({ order_id, status_code, gross_amount }: v.InferOutput<typeof Signed>) => [
  order_id,
  status_code,
  gross_amount,
]

/** As a text that rises with it. */
const ranked = (amount = 0): string => String(amount).padStart(16, '0')

/** The orders of which the same signature would be, with other borders between what is signed. */
function sharedWith(notification: v.InferOutput<typeof Signed>): Pick<Update, 'sharedWith'> {
  const text = signedOf(notification).join('')
  const others = [...text].flatMap((_, at) => {
    const [order_id, status_code, gross_amount] = [
      text.slice(0, at),
      text.slice(at, at + 3),
      text.slice(at + 3),
    ]
    const isOther = order_id !== notification.order_id
    return isOther && v.is(Signed, { order_id, status_code, gross_amount }) ? [order_id] : []
  })
  return others.length > 0 ? { sharedWith: others } : {}
}

const currencyOf = ({ currency }: Notification): string => currency ?? 'IDR'

/** `code`: without this signed one, the state is not believed. */
function main(state: MainState, code?: string): (notification: Notification) => Word {
  return (notification) => {
    const { status_code, gross_amount, transaction_time } = notification
    const known = code === undefined || status_code === code ? state : 'processing'
    const amount = minorUnits(gross_amount, currencyOf(notification))
    return {
      part: 'main',
      state: stateWithAmount(known, amount),
      // When the attempt began, which is told of all that becomes of it: the latest attempt counts, and
      // of one attempt what is furthest.
      ...given({ amount, time: localTime(transaction_time, JAKARTA) }),
      ...(known === 'failed' && { reason: reasonOf(notification) }),
    }
  }
}

/** Called off, even after a card was charged. */
function cancel(notification: Notification): Word {
  if (notification.status_code !== '200') return main('processing')(notification)
  // Without a time: no success under the same signature may be dated later.
  return { part: 'void', state: 'canceled', doubt: 0 }
}

/** A card was charged, if those who watch for fraud agree. They may still look at it: 201. */
function capture(notification: Notification): Word {
  const { fraud_status, status_code } = notification
  const isTaken = status_code === '200' && (fraud_status === 'accept' || !fraud_status)
  return main(isTaken ? 'succeeded' : 'processing')(notification)
}

/** All that went back so far. */
function refund(notification: Notification): ReturnType<Reader> {
  const { transaction_status, status_code, gross_amount, refunds, refund_amount } = notification
  if (status_code !== '200') return undefined

  const currency = currencyOf(notification)
  const amounts = refunds?.map((each) => minorUnits(each.refund_amount, currency))
  const known = amounts?.filter((amount) => amount !== undefined) ?? []
  const isComplete = known.length > 0 && known.length === amounts?.length
  // Where no amount is told at all, `refund` says that it was the whole.
  const isWhole = transaction_status === 'refund' && !amounts && refund_amount === undefined
  const amount = isComplete
    ? known.reduce((sum, amount) => sum + amount)
    : minorUnits(isWhole ? gross_amount : refund_amount, currency)
  return amount === undefined ? UNKNOWN_EVENT : { part: 'refunds', state: 'total', amount }
}

function dispute(notification: Notification): Word | undefined {
  const { transaction_status, status_code, gross_amount } = notification
  if (status_code !== '200') return undefined

  // Of a part, nobody says how much.
  const isAll = transaction_status === 'chargeback'
  const amount = isAll ? minorUnits(gross_amount, currencyOf(notification)) : undefined
  return { part: 'dispute:chargeback', state: 'open', ...given({ amount }) }
}

/** What the shopper may try again, in the same window and for the same order, is never quite over. */
function reasonOf(notification: Notification): NonNullable<Update['reason']> {
  const { channel_response_code: code, channel_response_message, status_message } = notification
  return reason(REASONS, [code], channel_response_message ?? status_message)
}
