import * as v from 'valibot'
import { AnyId, Currency, Decimal, MaybeId, Text } from '../reading/fields.ts'

const Refund = v.object({
  cf_refund_id: v.nullish(AnyId),
  refund_id: MaybeId,
  cf_payment_id: v.nullish(AnyId),
  order_id: MaybeId,
  refund_status: Text,
  refund_amount: Decimal,
  refund_currency: v.nullish(Currency),
})

/** What of an event is read, whatever it is about. */
export const CashfreeEvent = v.object({
  event_time: v.optional(v.unknown()),
  data: v.object({
    order: v.nullish(
      v.object({
        order_id: MaybeId,
        order_amount: Decimal,
        order_currency: v.nullish(Currency),
        // Whatever the merchant liked; of a payment link, its id.
        order_tags: v.fallback(v.nullish(v.looseObject({ link_id: MaybeId })), null),
      }),
    ),
    payment: v.nullish(
      v.object({
        cf_payment_id: v.nullish(AnyId),
        payment_status: Text,
        payment_amount: Decimal,
        payment_currency: v.nullish(Currency),
        payment_message: Text,
        bank_reference: Text,
        is_captured: v.nullish(v.boolean()),
        payment_group: Text,
        payment_method: v.optional(v.unknown()),
      }),
    ),
    error_details: v.nullish(
      v.object({
        error_code: Text,
        error_code_raw: Text,
        error_description: Text,
        error_reason: Text,
      }),
    ),

    refund: v.nullish(Refund),
    auto_refund: v.nullish(Refund),

    dispute: v.nullish(
      v.object({
        dispute_id: AnyId,
        dispute_type: Text,
        dispute_status: Text,
        dispute_amount: Decimal,
      }),
    ),
    order_details: v.nullish(
      v.object({
        order_id: MaybeId,
        order_currency: v.nullish(Currency),
        cf_payment_id: v.nullish(AnyId),
      }),
    ),

    // Of a payment link.
    link_id: MaybeId,
    link_status: Text,
    link_amount: Decimal,
    link_amount_paid: Decimal,
    link_notes: v.optional(v.unknown()),
    link_currency: v.nullish(Currency),
  }),
})

export type CashfreeData = v.InferOutput<typeof CashfreeEvent>['data']
