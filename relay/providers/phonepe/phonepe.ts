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
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { given, MaybeAmount, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed, paymentNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { staticToken } from '../schemes.ts'
import { askingPhonepe } from './asking.ts'
import { phonepeFailure } from './reasons.ts'
import { simulatedPhonepe } from './simulated.ts'

/** A mandate may be set up by a first payment, which is the shop's to keep. */
const Setup = v.object({
  payload: v.object({ paymentFlow: v.object({ authWorkflowType: v.literal('TRANSACTION') }) }),
})

/** `type` is of old, and says the same: `CHECKOUT_ORDER_COMPLETED`. Some write it so in `event`, too. */
const Named = v.object({ event: v.nullish(v.string()), type: v.nullish(v.string()) })

/** In ms since 1970. */
const Time = v.fallback(
  v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))),
  undefined,
)

const Event = v.object({
  payload: v.object({
    merchantOrderId: MaybeId,
    orderId: MaybeId,
    state: Text,
    // In paise.
    amount: MaybeAmount,
    errorCode: Text,
    detailedErrorCode: Text,
    metaInfo: v.optional(v.unknown()),
    paymentDetails: v.nullish(
      v.array(
        v.object({
          transactionId: MaybeId,
          timestamp: Time,
          paymentMode: Text,
          state: Text,
          errorCode: Text,
          detailedErrorCode: Text,
          // Of what else there is of an attempt, the bank's own number.
          rail: v.fallback(v.nullish(v.object({ utr: MaybeId })), null),
        }),
      ),
    ),

    // Of a refund.
    refundId: MaybeId,
    merchantRefundId: MaybeId,
    originalMerchantOrderId: MaybeId,
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
  // What a mandate pays, without the shopper.
  ['subscription.redemption.order.completed', order('succeeded')],
  ['subscription.redemption.order.failed', order('failed')],
  ['subscription.redemption.transaction.completed', order('processing')],
  ['subscription.redemption.transaction.failed', order('processing')],
  ['pg.refund.accepted', refund('pending')],
  ['pg.refund.completed', refund('done')],
  ['pg.refund.failed', refund('failed')],
])

/** The rest that is told of mandates, and what the merchant gets. */
const isSilent = silent(`
  subscription.setup.* subscription.paused subscription.unpaused subscription.cancelled
  subscription.revoked subscription.notification.* settlement.*`)

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
    const name = (event ?? type ?? '').toLowerCase().replaceAll('_', '.')
    const read = READERS.get(name)
    if (!read) return isSilent(name) && !v.is(Setup, data) ? [] : UNKNOWN_EVENT

    return [{ ...read(v.parse(Event, data).payload), eventId: digest(), currency: 'INR' }]
  },

  asking: askingPhonepe,

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
    const texts = textsOf(metaInfo)
    return {
      part: 'main',
      state: stateWithAmount(known, amount ?? undefined),
      payment,
      ...(containers && { references: containers }),
      ...orderNamed([metaInfo, { order_id: merchantOrderId }], [merchantOrderId, ...texts], texts),
      ...given({ amount, receipt }),
      ...(known === 'failed' && failureOf(order)),
    }
  }
}

/** `event`: what the event's name says. The refund's own state knows better. */
function refund(event: 'pending' | 'done' | 'failed'): Reader {
  return ({ state, amount, refundId, merchantRefundId, originalMerchantOrderId, ...refund }) => {
    const id = refundId ?? merchantRefundId
    if (!id) throw new Error('The refund has no name.')
    const known = state ? (REFUND_STATES.get(state) ?? 'pending') : event
    return {
      part: `refund:${id}`,
      state: partWithAmount(known, amount ?? undefined),
      ...paymentNamed([originalMerchantOrderId]),
      ...orderNamed([{ order_id: originalMerchantOrderId }], [originalMerchantOrderId]),
      ...given({ amount, time: latestOf(refund.paymentDetails ?? []) }),
    }
  }
}

/** When the last attempt was made: one that failed may be made again. */
function latestOf(attempts: NonNullable<Payload['paymentDetails']>): number | undefined {
  const times = attempts.flatMap(({ timestamp }) => timestamp ?? [])
  return times.length > 0 ? Math.max(...times) : undefined
}

/** The order's own reason, else that of the last attempt. */
function failureOf({
  errorCode,
  detailedErrorCode,
  paymentDetails,
}: Pick<Payload, 'errorCode' | 'detailedErrorCode' | 'paymentDetails'>) {
  const last = paymentDetails?.at(-1)
  const codes = [detailedErrorCode, errorCode, last?.detailedErrorCode, last?.errorCode]
  const modes = paymentDetails?.map(({ paymentMode }) => paymentMode) ?? []
  return phonepeFailure(modes, codes, codes.find(Boolean))
}

/** In `udf1` and its like a merchant may keep the order's id, or what it registered. */
function textsOf(metaInfo: unknown): string[] {
  const { success, output } = v.safeParse(v.record(v.string(), v.unknown()), metaInfo)
  if (!success) return []
  return Object.entries(output).flatMap(([name, text]) =>
    /^udf\d+$/.test(name) && typeof text === 'string' ? [text.trim()] : [],
  )
}
