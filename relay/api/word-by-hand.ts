/** What the merchant may say of a payment. */

import * as v from 'valibot'
import { fields, oneOf, text, that, yesOrNo } from '../http/shapes.ts'
import { MANUAL } from '../order/containers.ts'
import { ACTION_TYPES, REASON_CODES, STATUSES } from '../protocol.ts'
import { Count, Seconds, Time } from './fields.ts'
import { inMinorUnits, MONEY, moneyFits, type OrderCurrency } from './money.ts'

const ReasonCode = oneOf(REASON_CODES)

/** A code alone, or with the provider's own words. */
const Reason = v.lazy((said) =>
  typeof said === 'object' && said !== null
    ? fields({ code: ReasonCode, message: v.exactOptional(text(500)) })
    : v.pipe(
        ReasonCode,
        v.transform((code) => ({ code })),
      ),
)

/** Of any scheme: an app has one of its own. */
const Address = that<string>(
  'an address of at most 2048 characters, such as https://bank.example.com/3ds',
  (said) =>
    typeof said === 'string' && said.length <= 2_048 && said.isWellFormed() && URL.canParse(said),
)

const IN_PART: ReadonlySet<unknown> = new Set(['partially_paid', 'partially_refunded'])

/** What `POST /orders/:id/updates` takes. `known`: what the order is registered with already. */
export const wordByHand = (known: OrderCurrency = {}) =>
  v.pipe(
    fields({
      status: oneOf(STATUSES),
      payment: v.exactOptional(text(255), MANUAL),
      provider: v.exactOptional(text(64)),
      ...MONEY,
      receipt: v.exactOptional(text(255)),
      reason: v.exactOptional(Reason),
      action: v.exactOptional(
        fields({
          type: oneOf(ACTION_TYPES),
          hint: v.exactOptional(text(200)),
          url: v.exactOptional(Address),
          qr: v.exactOptional(text(4096)),
          payTo: v.exactOptional(text(255)),
        }),
      ),
      confirmations: v.exactOptional(fields({ count: Count, required: Count })),
      expiresIn: v.exactOptional(Seconds),
      occurredAt: v.exactOptional(Time),
      final: v.exactOptional(yesOrNo),
    }),
    moneyFits(known),
    v.forward(
      v.check(
        ({ status, amount }) => amount !== undefined || !IN_PART.has(status),
        ({ input }) => `is missing; how much it is of an order that is ${input.status}`,
      ),
      ['amount'],
    ),
    v.transform(({ amount, currency, ...said }) => ({
      ...said,
      ...inMinorUnits({ amount, currency }, known),
    })),
  )

export type SaidByHand = v.InferInput<ReturnType<typeof wordByHand>>

export type WordByHand = v.InferOutput<ReturnType<typeof wordByHand>>
