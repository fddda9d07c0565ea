/**
 * PhonePe, the second version of its API: orders, attempts and refunds.
 *
 * Its header is the same on every request: it proves who sends, not what. Nothing names the event, so
 * that the body's digest does. An order is paid once, and refunds know no other name of the payment
 * than the merchant's for the order.
 *
 * @see https://developer.phonepe.com/payment-gateway/website-integration/standard-checkout/api-integration/api-reference/webhook
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { failure } from '../reading/failure.ts'
import { Amount, given, Id, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { staticToken } from '../schemes.ts'
import { PHONEPE_REASONS } from './reasons.ts'
import { simulatedPhonepe } from './simulated.ts'

/** `type` is the name of old, and says the same: `CHECKOUT_ORDER_COMPLETED`. */
const Named = v.object({ event: v.nullish(v.string()), type: v.nullish(v.string()) })

const Event = v.object({
  payload: v.object({
    merchantOrderId: v.nullish(Id),
    orderId: v.nullish(Id),
    state: Text,
    // In paise.
    amount: v.nullish(Amount),
    errorCode: Text,
    detailedErrorCode: Text,
    metaInfo: v.optional(v.unknown()),
    paymentDetails: v.nullish(
      v.array(
        v.object({
          transactionId: v.nullish(Id),
          state: Text,
          errorCode: Text,
          detailedErrorCode: Text,
          // Of what else there is of an attempt, the bank's own number.
          rail: v.fallback(v.nullish(v.object({ utr: v.nullish(Id) })), null),
        }),
      ),
    ),

    // Of a refund.
    refundId: v.nullish(Id),
    merchantRefundId: v.nullish(Id),
    originalMerchantOrderId: v.nullish(Id),
  }),
})

type Payload = v.InferOutput<typeof Event>['payload']

/** What an event says, but for its id, and for the money that is always rupees. */
type Word = Said & Omit<Update, 'eventId' | 'currency' | keyof Said>

type Reader = (payload: Payload) => Word

const READERS = new Map<string, Reader>([
  ...['checkout', 'pg', 'paylink'].flatMap((flow): [string, Reader][] => [
    [`${flow}.order.completed`, order('succeeded')],
    [`${flow}.order.failed`, order('failed')],
    // The order is open: the shopper may try again.
    [`${flow}.transaction.attempt.failed`, order('requires_action')],
  ]),
  ['pg.refund.accepted', refund('pending')],
  ['pg.refund.completed', refund('done')],
  ['pg.refund.failed', refund('failed')],
])

const ORDER_STATES = new Map<string, MainState>([
  ['COMPLETED', 'succeeded'],
  ['FAILED', 'failed'],
  ['EXPIRED', 'expired'],
])

/** All else is pending. */
const REFUND_STATES = new Map<string, 'done' | 'failed'>([
  ['COMPLETED', 'done'],
  ['FAILED', 'failed'],
])

const CREDENTIALS = /^[^:]+:.+$/s

export const phonepe: Provider = {
  id: 'phonepe',
  name: 'PhonePe',
  trust: 'token',
  currency: 'INR',
  secretOf: (random) => `demo:${random.toString('hex').slice(0, 20)}`,

  schemes: [
    // The hash of an empty name and password is in PhonePe's own tests.
    staticToken('authorization', (secret, _, hash) =>
      CREDENTIALS.test(secret) ? hash('sha256', [secret]) : undefined,
    ),
  ],

  updates(data, { digest }) {
    const { event, type } = v.parse(Named, data)
    const name = event ?? type?.toLowerCase().replaceAll('_', '.') ?? ''
    const read = READERS.get(name)
    if (!read) return []

    return [{ ...read(v.parse(Event, data).payload), eventId: digest(), currency: 'INR' }]
  },

  ...simulatedPhonepe,
}

/** `event`: what the event's name says. The order's own state knows better. */
function order(event: MainState): Reader {
  return ({ state, amount, merchantOrderId, orderId, metaInfo, ...order }) => {
    const pending = event === 'requires_action' ? event : 'processing'
    const known = state ? (ORDER_STATES.get(state) ?? pending) : event
    const details = order.paymentDetails ?? []
    const paid = details.find((attempt) => attempt.state === 'COMPLETED')
    const receipt = paid?.rail?.utr ?? paid?.transactionId
    const { payment, containers } = paymentNamed([merchantOrderId, orderId])
    return {
      part: 'main',
      state: stateWithAmount(known, amount ?? undefined),
      payment,
      ...(containers && { references: containers }),
      ...orderNamed([metaInfo, { order_id: merchantOrderId }], [merchantOrderId]),
      ...given({ amount, receipt }),
      ...(known === 'failed' && failureOf(order)),
    }
  }
}

/** `event`: what the event's name says. The refund's own state knows better. */
function refund(event: 'pending' | 'done' | 'failed'): Reader {
  return ({ state, amount, refundId, merchantRefundId, originalMerchantOrderId }) => {
    const id = refundId ?? merchantRefundId
    if (!id) throw new Error('The refund has no name.')
    const known = state ? (REFUND_STATES.get(state) ?? 'pending') : event
    return {
      part: `refund:${id}`,
      state: partWithAmount(known, amount ?? undefined),
      ...paymentNamed([originalMerchantOrderId]),
      ...orderNamed([{ order_id: originalMerchantOrderId }], [originalMerchantOrderId]),
      ...given({ amount }),
    }
  }
}

/** The order's own reason, else that of the last attempt. */
function failureOf({
  errorCode,
  detailedErrorCode,
  paymentDetails,
}: Pick<Payload, 'errorCode' | 'detailedErrorCode' | 'paymentDetails'>) {
  const last = paymentDetails?.at(-1)
  const codes = [detailedErrorCode, errorCode, last?.detailedErrorCode, last?.errorCode]
  return failure(PHONEPE_REASONS, codes, codes.find(Boolean))
}
