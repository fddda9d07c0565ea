/** What nobody knows of an order, and one of its providers may: whether, and about what, it is asked. Pure. */

import { standing } from '../order/order.ts'
import { isUnderWay, type Payment } from '../order/payment.ts'
import type { OrderRecord } from '../order/record.ts'

/** Times in ms since 1970. */
export type OpenQuestion =
  /** Money may come. */
  | {
      is: 'open'
      /** When the shopper's time to act ends, where anybody said it. */
      deadline?: number
      /** The provider has it in hand: it ends one day. */
      isUnderWay: boolean
    }
  /** It was closed, and may be settled all the same; where nobody answers in the end, for longer. */
  | { is: 'in_doubt'; closedAt: number; endsAt: number; until: number }
  /** Money came, and the provider has not said how much. It is asked once more. */
  | { is: 'incomplete' }

/** What a provider could tell of the order. Undefined: nothing, as far as anybody knows. */
export function openQuestion(
  order: OrderRecord,
  provider: string,
  now: number,
): OpenQuestion | undefined {
  const { registration } = order
  // In the name of what nobody registered, nothing is asked.
  if (!registration) return undefined
  const { payments } = standing(order, now)
  const its = payments.filter((each) => each.provider === provider)

  const alive = its.filter((each) => isAlive(each))
  const isUntold = its.length === 0 && !payments.some(({ settled }) => settled)
  if (alive.length > 0 || isUntold) {
    const deadlines = alive.flatMap(({ deadline }) => deadline ?? [])
    const deadline = deadlines.length > 0 ? Math.max(...deadlines) : registration.expiresAt
    return {
      is: 'open',
      ...(deadline !== undefined && { deadline }),
      isUnderWay: alive.some((each) => isUnderWay(each) && each.state !== 'requires_action'),
    }
  }
  const doubtful = its.filter(({ settled, doubtUntil }) => !settled && doubtUntil > now)
  if (doubtful.length > 0) {
    return {
      is: 'in_doubt',
      closedAt: Math.max(...doubtful.map(({ closedAt = now }) => closedAt)),
      endsAt: Math.max(...doubtful.map(({ doubtEndsAt }) => doubtEndsAt)),
      until: Math.max(...doubtful.map(({ doubtUntil }) => doubtUntil)),
    }
  }
  const isIncomplete = its.some(
    ({ state, isHeardOf, amount }) => state === 'succeeded' && isHeardOf && amount === undefined,
  )
  return isIncomplete ? { is: 'incomplete' } : undefined
}

/** It is pending or under way, and the merchant has not said that this is how it ends. */
const isAlive = (each: Payment): boolean =>
  !each.settled && !each.final && (isUnderWay(each) || each.state === 'pending')
