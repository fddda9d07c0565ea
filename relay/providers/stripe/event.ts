import * as v from 'valibot'
import { Currency, Id, MaybeAmount, Text, UnixSeconds } from '../reading/fields.ts'

const Merchant = v.nullish(v.object({ metadata: v.optional(v.unknown()) }))

/** By what the shopper pays: `card`, `upi`. */
const Way = v.fallback(v.nullish(v.object({ type: Text })), null)

/** What of an event is read, whichever object it is about. Amounts in Stripe's minor units. */
export const StripeEvent = v.object({
  id: Id,
  created: v.nullish(UnixSeconds),
  livemode: v.nullish(v.boolean()),
  data: v.object({
    object: v.object({
      id: Id,
      status: Text,
      amount: MaybeAmount,
      currency: v.nullish(Currency),
      description: Text,
      metadata: v.optional(v.unknown()),
      payment_intent: Text,
      charge: Text,
      invoice: Text,

      // Of a payment intent.
      amount_received: MaybeAmount,
      latest_charge: Text,
      cancellation_reason: Text,
      last_payment_error: v.nullish(
        v.object({
          type: Text,
          code: Text,
          decline_code: Text,
          message: Text,
          payment_method: Way,
        }),
      ),

      // Of a checkout session.
      mode: Text,
      payment_status: Text,
      amount_subtotal: MaybeAmount,
      amount_total: MaybeAmount,
      total_details: v.nullish(v.object({ amount_discount: MaybeAmount })),
      client_reference_id: Text,
      payment_link: Text,

      // Of a charge.
      captured: v.nullish(v.boolean()),
      amount_captured: MaybeAmount,
      amount_refunded: MaybeAmount,
      payment_method_details: Way,
      failure_code: Text,
      failure_message: Text,
      outcome: v.nullish(v.object({ reason: Text })),

      // Of an invoice.
      amount_paid: MaybeAmount,
      subtotal: MaybeAmount,
      billing_reason: Text,
      next_payment_attempt: v.nullish(v.number()),
      subscription_details: Merchant,
      parent: v.nullish(v.object({ subscription_details: Merchant })),

      // Of what paid one.
      payment: v.nullish(v.object({ payment_intent: Text, charge: Text })),
    }),
  }),
})

export type StripeObject = v.InferOutput<typeof StripeEvent>['data']['object']
