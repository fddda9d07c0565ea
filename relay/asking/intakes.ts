/** What an inquiry brought, to be taken in. Pure. */

import type { Run } from '../ledger/asks.ts'
import type { Intake } from '../ledger/intake.ts'
import { answered } from '../reconciliation/answer.ts'
import { isHeldBack } from '../reconciliation/unproven.ts'
import type { Askable } from './askable.ts'
import type { Inquiry } from './inquiry.ts'

/** `verifies`: ASK_VERIFY. `run`: without one, nothing was answered, and what was said before is said still. */
export function intakesOf(
  { provider, asking }: Askable,
  orderId: string,
  { answers }: Pick<Inquiry, 'answers'>,
  { before = {}, verifies }: { before: Run | undefined; verifies: boolean },
): { intakes: Intake[]; run?: Run } {
  const { clock, lag } = asking
  const datesCallbacks = isHeldBack(provider.trust, { verifies, canBeAsked: true })
  const each = answers.map(({ told, ...when }) => {
    const how = { clock, datesCallbacks, ...(lag !== undefined && { lag }) }
    return answered(told, { provider: provider.id, orderId, ...how, ...when }, before)
  })
  if (each.length === 0) return { intakes: [] }
  const run: Run = Object.assign({}, ...each.map((answer) => answer.run))
  return { intakes: each.map(({ intake }) => intake), run }
}
