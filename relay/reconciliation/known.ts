/** What is known of an order, for a provider to be asked by, and for its answer to be read with. Pure. */

import type { PaymentFacts } from '../order/facts.ts'
import type { OrderRecord } from '../order/record.ts'
import { attemptOf } from '../order/facts.ts'
import { namesOf } from '../ledger/names.ts'
import type { Known } from '../providers/asking.ts'

/** `knowsOrderId`: of the providers that are asked, no other one may know the order by its own id. */
export function knownOf(
  { id, registration, payments }: Pick<OrderRecord, 'id' | 'registration' | 'payments'>,
  provider: string,
  knowsOrderId: boolean,
): Known {
  const { asks: all = {}, references = [] } = registration ?? {}
  const asks = Object.hasOwn(all, provider) ? (all[provider] ?? []) : []
  const asked = new Set(Object.values(all).flat())
  const isIts = (facts: PaymentFacts) =>
    (facts.provider ?? facts.notes.provider?.value) === provider
  return {
    asks,
    payments: Object.values(payments)
      .filter(isIts)
      .toSorted((one, other) => heardAt(other) - heardAt(one))
      .map((facts) => ({ names: namesOf(facts), ...amountOf(facts) }))
      .filter(({ names }) => names.length > 0),
    references: references.filter((name) => !asked.has(name)),
    ...(knowsOrderId && { orderId: id }),
  }
}

/** The latest is what it is about. */
const heardAt = (facts: PaymentFacts): number => attemptOf(facts)?.receivedAt ?? 0

/** What the merchant said that it asked for; else what the callbacks say, where nobody vouches for them and they agree. */
function amountOf({ notes }: PaymentFacts): { amount?: number } {
  const { byHand, leastUnproven: least, mostUnproven: most } = notes
  const agreed = least?.value === most?.value ? most?.value : undefined
  const amount = byHand?.value.amount ?? agreed
  return amount === undefined ? {} : { amount }
}
