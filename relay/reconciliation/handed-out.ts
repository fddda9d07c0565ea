/**
 * When the shop handed a prompt to the shopper. What its provider answers about it is of later: before, there was no
 * such prompt. So a verdict that comes at once is not put off. Pure.
 */

import { namesIn, namesOf } from '../ledger/names.ts'
import type { OrderRecord } from '../order/record.ts'
import type { MainState, Told } from '../order/update.ts'

/** What the merchant says of a prompt that is not over. */
const OPEN: ReadonlySet<string> = new Set<MainState>(['pending', 'requires_action', 'processing'])

/** In ms since 1970. Undefined: the merchant has not said so of what is told of. */
export function handedOutAt(
  { payments }: Pick<OrderRecord, 'payments'>,
  told: Told,
): number | undefined {
  const names = new Set(namesIn(told))
  const times = Object.values(payments).flatMap((facts) => {
    const { value: word } = facts.notes.byHand ?? {}
    const isIt = word && OPEN.has(word.state) && namesOf(facts).some((name) => names.has(name))
    return (isIt && word.time) || []
  })
  return times.length > 0 ? Math.max(...times) : undefined
}
