import * as v from 'valibot'
import { Currency, Id, Text } from '../reading/fields.ts'

/** The older API calls the fields otherwise. */
const Amount = {
  value: Text,
  currency_code: v.nullish(Currency),
  total: Text,
  currency: v.nullish(Currency),
}

const Money = v.nullish(v.object(Amount))

/** Of an order: what its price is made of. */
const Price = v.nullish(
  v.object({
    ...Amount,
    breakdown: v.nullish(
      v.object({
        discount: Money,
        shipping_discount: Money,
        tax_total: Money,
        shipping: Money,
        handling: Money,
        insurance: Money,
      }),
    ),
  }),
)

const Links = v.nullish(v.array(v.object({ href: v.string(), rel: Text })))

/** What the merchant calls the order. */
export const Merchant = {
  custom_id: Text,
  invoice_id: Text,
  custom: Text,
  invoice_number: Text,
  reference_id: Text,
}

/** An authorization, capture or refund. */
const Paid = {
  id: Text,
  status: Text,
  state: Text,
  amount: Money,
  update_time: Text,
  ...Merchant,
  status_details: v.nullish(v.object({ reason: Text })),
  supplementary_data: v.nullish(
    v.object({
      related_ids: v.nullish(
        v.object({ order_id: Text, authorization_id: Text, capture_id: Text }),
      ),
    }),
  ),
  seller_payable_breakdown: v.nullish(v.object({ total_refunded_amount: Money })),
  links: Links,

  // Of the older API.
  parent_payment: Text,
  sale_id: Text,
  billing_agreement_id: Text,
}

const Payments = v.nullish(v.array(v.object(Paid)))

const Unit = v.object({
  ...Merchant,
  amount: Price,
  payments: v.nullish(
    v.object({ authorizations: Payments, captures: Payments, refunds: Payments }),
  ),
})

const Resource = v.object({
  ...Paid,

  // Of an order, which the older API calls a payment.
  order_id: Text,
  purchase_units: v.nullish(v.array(Unit)),
  transactions: v.nullish(v.array(Unit)),

  // Of a dispute.
  dispute_id: Text,
  dispute_amount: Money,
  dispute_life_cycle_stage: Text,
  dispute_outcome: v.nullish(v.object({ outcome_code: Text })),
  disputed_transactions: v.nullish(v.array(v.object({ ...Merchant, seller_transaction_id: Text }))),
})

/** What of an event is read, whichever resource it is about. */
export const PayPalEvent = v.object({ id: Id, create_time: Text, resource: Resource, links: Links })

export type Resource = v.InferOutput<typeof Resource>
export type Paid = v.InferOutput<v.ObjectSchema<typeof Paid, undefined>>
export type Unit = v.InferOutput<typeof Unit>
