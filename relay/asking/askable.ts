/** The providers that are asked, and by what of an order each can be. Pure. */

import type { OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'
import { namesIn, orderIdsIn } from '../ledger/names.ts'
import type { Asking, Known, Question } from '../providers/asking.ts'
import { questionsFor } from '../providers/hear.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { knownOf } from '../reconciliation/known.ts'

/** A provider that is asked. */
export interface Askable {
  provider: Provider
  asking: Asking
  /** By what it is asked about an order. */
  known(order: Pick<OrderRecord, 'id' | 'registration' | 'payments'>): Known
  /** What it is asked about it, the best first. */
  questions(order: Pick<OrderRecord, 'id' | 'registration' | 'payments'>): readonly Question[]
  /** Whether it can be asked about what a callback of its tells. `isAddressed`: it came to the order's own address. */
  canVerify(heard: Heard, order: Pick<OrderRecord, 'registration'>, isAddressed: boolean): boolean
}

/** How soon and how often a provider is asked, and how far what it reads then may lag behind. */
export type Pace = Pick<Asking, 'cadence' | 'first' | 'gap' | 'rate' | 'lag'>

/**
 * Those of the providers of these ids that can be asked, by id. `pace`: all at this one, in place of what each of them
 * permits.
 */
export function askables(ids: Iterable<string>, pace?: Pace): ReadonlyMap<string, Askable> {
  const found = [...ids].flatMap((id) => {
    const provider = PROVIDERS.get(id)
    const asking = provider?.asking
    return provider && asking && !('cannot' in asking)
      ? [{ provider, asking: { ...asking, ...pace } }]
      : []
  })
  // An id is shown to one provider alone: who its customers are is no other's business.
  const byOrderId = found.filter(({ asking }) => takesOrderIds(asking))
  return new Map(
    found.map(({ provider, asking }) => {
      const knowsOrderId = byOrderId.length === 1 && byOrderId[0]?.asking === asking
      const known: Askable['known'] = (order) => knownOf(order, provider.id, knowsOrderId)
      return [
        provider.id,
        {
          provider,
          asking,
          known,
          questions: (order) => questionsFor(asking, known(order)),
          canVerify(heard, { registration }, isAddressed) {
            const { [provider.id]: asks = [] } = registration?.asks ?? {}
            const { references = [] } = registration ?? {}
            const [orderId] = orderIdsIn(heard)
            const names = [...namesIn(heard), ...orderIdsIn(heard)]
            const isAskable = (known: Partial<Known>): boolean =>
              questionsFor(asking, { asks: [], payments: [], references: [], ...known }).length > 0

            // What it names is not what it is asked by.
            if (isAskable({ asks: provider.asksApart ? asks : [], payments: [{ names }] }))
              return true
            if (provider.asksApart) return false
            const { cannotVerify } = asking
            // To the order's own address comes only what can be asked about.
            if (cannotVerify && !isAddressed)
              return cannotVerify.unlessAsks === true && isAskable({ asks })
            // Else whoever makes up a name that nobody can ask by would be believed.
            return (
              isAddressed ||
              isAskable({ asks, references, ...(orderId !== undefined && { orderId }) })
            )
          },
        },
      ]
    }),
  )
}

/** Whether the order's own id may be what it knows the payment by. */
export const takesOrderIds = (asking: Asking): boolean =>
  questionsFor(asking, { asks: [], payments: [], references: [], orderId: 'ORD-1' }).length > 0
