/**
 * PhonePe, the first version of its API: one message when a payment is over.
 *
 * The message lies in the body as base64, and all of it is signed: nothing else of the body is read.
 *
 * @see https://developer.phonepe.com/v1/reference/server-to-server-callback-4
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { phonepeFailure } from '../phonepe/reasons.ts'
import type { Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { given, MaybeAmount, MaybeId, Text } from '../reading/fields.ts'
import { isSmallJson, jsonBody } from '../reading/json.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { askingPhonepeV1 } from './asking.ts'
import { simulatedPhonepeV1 } from './simulated.ts'

const Sealed = v.object({ response: v.pipe(v.string(), v.nonEmpty(), v.base64()) })

const Message = v.object({
  code: Text,
  message: Text,
  data: v.object({
    merchantTransactionId: MaybeId,
    transactionId: MaybeId,
    // Of a refund: the merchant's name of the payment.
    originalTransactionId: MaybeId,
    // In paise.
    amount: MaybeAmount,
    state: Text,
    responseCode: Text,
    paymentInstrument: v.fallback(v.nullish(v.object({ type: Text, utr: MaybeId })), null),
  }),
})

type Message = v.InferOutput<typeof Message>

/** By the state of the payment, else by the code of the message. All else is `processing`. */
const STATES = new Map<unknown, MainState>([
  ['COMPLETED', 'succeeded'],
  ['FAILED', 'failed'],
  ['PAYMENT_SUCCESS', 'succeeded'],
  ['PAYMENT_ERROR', 'failed'],
  ['PAYMENT_DECLINED', 'failed'],
  ['PAYMENT_CANCELLED', 'canceled'],
  ['TIMED_OUT', 'failed'],
])

/** All else is pending. */
const REFUND_STATES = new Map<MainState, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['failed', 'failed'],
])

/** The salt key and its index, as the dashboard shows them. */
const SALT = /^(.+)###(\d{1,9})$/s

export const phonepeV1: Provider = {
  id: 'phonepe-v1',
  name: 'PhonePe (v1)',
  trust: 'signed-body',
  currency: 'INR',
  secretOf: (random) => `${random.toString('hex')}###1`,

  schemes: [
    {
      kind: 'text',

      isReadable: isSmallJson,

      find({ headers, body }) {
        const signature = headers.get('x-verify')
        const response = signature ? jsonBody(Sealed, body)?.response : undefined
        return signature && response ? { values: [signature], signed: [response] } : undefined
      },

      text(secret, response, hash) {
        const [, key, index] = SALT.exec(secret) ?? []
        return key && `${hash('sha256', [...response, key])}###${index}`
      },

      sign: ({ body }, make) => ({
        'x-verify': make([v.parse(Sealed, JSON.parse(body)).response]),
      }),
    },
  ],

  updates(payload, { digest }) {
    const { response } = v.parse(Sealed, payload)
    const message = v.parse(Message, JSON.parse(Buffer.from(response, 'base64').toString()))
    return [{ ...read(message), eventId: digest(), currency: 'INR' }]
  },

  asking: askingPhonepeV1,

  ...simulatedPhonepeV1,
}

/** What a message says, but for its id, and for the money that is always rupees. */
type Word = Said & Omit<Update, 'eventId' | 'currency' | keyof Said>

function read(message: Message): Word {
  const { code, data } = message
  const { amount, state, originalTransactionId, transactionId } = data
  const { merchantTransactionId, paymentInstrument } = data
  const known = (state ? STATES.get(state) : STATES.get(code)) ?? 'processing'

  if (originalTransactionId) {
    const id = merchantTransactionId ?? transactionId
    if (!id) throw new Error('The refund has no name.')
    return {
      part: `refund:${id}`,
      state: partWithAmount(REFUND_STATES.get(known) ?? 'pending', amount ?? undefined),
      payment: originalTransactionId,
      ...orderNamed([{ order_id: originalTransactionId }], [originalTransactionId]),
      ...given({ amount }),
    }
  }

  return {
    part: 'main',
    state: stateWithAmount(known, amount ?? undefined),
    ...paymentNamed([transactionId, merchantTransactionId]),
    ...orderNamed([{ order_id: merchantTransactionId }], [merchantTransactionId]),
    ...given({ amount, receipt: paymentInstrument?.utr ?? transactionId }),
    ...(known === 'failed' && failureOf(message)),
  }
}

const failureOf = ({ code, message, data: { responseCode, paymentInstrument } }: Message) =>
  phonepeFailure([paymentInstrument?.type], [responseCode, code], message)
