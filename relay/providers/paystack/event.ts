import * as v from 'valibot'
import { AnyId, Currency, MaybeId, Text } from '../reading/fields.ts'

const Time = v.optional(v.unknown())

/** In hundredths. A number here, digits there. */
const Hundredths = v.nullish(v.union([v.string(), v.number()]))

/** An object, JSON of one, or 0. */
const Metadata = v.optional(v.unknown())

/** What of an event is read, whatever it is about. */
export const PaystackEvent = v.object({
  data: v.object({
    id: v.fallback(v.nullish(AnyId), undefined),
    domain: Text,
    status: Text,
    reference: MaybeId,
    amount: Hundredths,
    requested_amount: Hundredths,
    currency: v.nullish(Currency),
    metadata: Metadata,
    paid_at: Time,
    gateway_response: Text,
    // Of money that came to an account that is kept for the shopper.
    authorization: v.optional(v.unknown()),

    // Of a preauthorization.
    transaction_id: v.fallback(v.nullish(AnyId), undefined),
    captured_amount: Hundredths,

    // Of a payment request.
    request_code: MaybeId,
    offline_reference: MaybeId,

    // Of a refund.
    refund_reference: MaybeId,
    transaction_reference: MaybeId,

    // Of a dispute.
    refund_amount: Hundredths,
    resolution: Text,
    updated_at: Time,
    transaction: v.nullish(
      v.object({
        id: v.fallback(v.nullish(AnyId), undefined),
        reference: MaybeId,
        metadata: Metadata,
      }),
    ),

    // Of a transfer that was refused.
    bank_transfer: v.nullish(
      v.object({ transaction_id: AnyId, message_type: Text, message: Text }),
    ),
  }),
})

export type PaystackData = v.InferOutput<typeof PaystackEvent>['data']
