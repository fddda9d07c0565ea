import * as v from 'valibot'
import { Currency, Id, MaybeAmount, Text } from '../reading/fields.ts'

/** In minor units. What is none is left out. */
const Money = v.fallback(
  v.nullish(v.object({ amount: MaybeAmount, currency: v.nullish(Currency) })),
  undefined,
)

const entity = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.nullish(
    v.object({
      id: Id,
      reference_id: Text,
      amount_money: Money,
      updated_at: v.optional(v.unknown()),
      ...fields,
    }),
  )

/** What of an event is read: the object that it is about, under its kind. */
export const SquareEvent = v.object({
  event_id: Id,
  data: v.object({
    object: v.object({
      payment: entity({
        status: Text,
        order_id: Text,
        terminal_checkout_id: Text,
        total_money: Money,
        tip_money: Money,
        refunded_money: Money,
        receipt_number: Text,
        // Nothing else tells of the sandbox.
        receipt_url: Text,
        card_details: v.nullish(
          v.object({ errors: v.nullish(v.array(v.object({ code: Text, detail: Text }))) }),
        ),
      }),
      refund: entity({ status: Text, payment_id: Text, refund_id: Text }),
      dispute: entity({
        state: Text,
        disputed_payment: v.nullish(v.object({ payment_id: Text })),
      }),
      checkout: entity({ status: Text, cancel_reason: Text }),
      invoice: entity({
        status: Text,
        order_id: Text,
        invoice_number: Text,
        payment_requests: v.nullish(v.array(v.object({ total_completed_amount_money: Money }))),
      }),
    }),
  }),
})

export type SquareObject = v.InferOutput<typeof SquareEvent>['data']['object']
export type Money = v.InferOutput<typeof Money>
