/** What an inquiry brought, to be taken in. Pure. */

import type { Run } from '../ledger/asks.ts'
import type { Intake } from '../ledger/intake.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Told } from '../order/update.ts'
import { answered } from '../reconciliation/answer.ts'
import { handedOutAt } from '../reconciliation/handed-out.ts'
import { isHeldBack } from '../reconciliation/unproven.ts'
import type { Askable } from './askable.ts'
import type { Inquiry } from './inquiry.ts'

/**
 * `order`: as it was when it was asked about. `verifies`: ASK_VERIFY. `run`: without one, nothing was answered, and what
 * was said before is said still.
 */
export function intakesOf(
  { provider, asking }: Askable,
  order: Pick<OrderRecord, 'id' | 'payments'>,
  { answers }: Pick<Inquiry, 'answers'>,
  { before = {}, verifies }: { before: Run | undefined; verifies: boolean },
): { intakes: Intake[]; run?: Run } {
  const { clock, lag, namesPrompt } = asking
  const datesCallbacks = isHeldBack(provider.trust, { verifies, canBeAsked: true })
  const each = answers.map(({ told, ...when }) => {
    const how = {
      ...{ clock, datesCallbacks },
      ...(lag !== undefined && { lag }),
      ...(namesPrompt && { handedOutAt: (word: Told) => handedOutAt(order, word) }),
    }
    return answered(told, { provider: provider.id, orderId: order.id, ...how, ...when }, before)
  })
  if (each.length === 0) return { intakes: [] }
  const run: Run = Object.assign({}, ...each.map((answer) => answer.run))
  return { intakes: each.map(({ intake }) => intake), run }
}
