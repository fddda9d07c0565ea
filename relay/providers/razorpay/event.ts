import * as v from 'valibot'
import { Currency, Id, MaybeAmount, MaybeId, Text, UnixSeconds } from '../reading/fields.ts'

const entity = <Fields extends v.ObjectEntries>(fields: Fields) =>
  v.nullish(
    v.object({
      entity: v.object({
        id: Id,
        status: Text,
        amount: MaybeAmount,
        currency: v.nullish(Currency),
        notes: v.optional(v.unknown()),
        ...fields,
      }),
    }),
  )

/** What of an event is read: an entity of each kind that it is about. */
export const RazorpayEvent = v.object({
  created_at: v.nullish(UnixSeconds),
  payload: v.object({
    payment: entity({
      captured: v.nullish(v.boolean()),
      method: Text,
      order_id: MaybeId,
      invoice_id: MaybeId,
      description: Text,
      offer_id: MaybeId,
      fee: MaybeAmount,
      fee_bearer: Text,
      error_code: Text,
      error_reason: Text,
      error_description: Text,
    }),
    order: entity({
      amount_paid: MaybeAmount,
      amount_due: MaybeAmount,
      attempts: v.optional(v.unknown()),
      partial_payment: v.optional(v.unknown()),
      receipt: Text,
    }),
    payment_link: entity({ amount_paid: MaybeAmount, order_id: MaybeId, reference_id: Text }),
    invoice: entity({
      amount_paid: MaybeAmount,
      order_id: MaybeId,
      receipt: Text,
      invoice_number: Text,
    }),
    qr_code: entity({ usage: Text }),
    virtual_account: entity({}),
    refund: entity({ payment_id: MaybeId }),
    dispute: entity({ payment_id: MaybeId, phase: Text, amount_deducted: MaybeAmount }),
  }),
})

export type Payload = v.InferOutput<typeof RazorpayEvent>['payload']
export type PaymentEntity = NonNullable<Payload['payment']>['entity']
export type OrderEntity = NonNullable<Payload['order']>['entity']
