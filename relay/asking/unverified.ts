/** Whether what a callback said waits for its provider's answer for so long that somebody should know. Pure. */

import { attemptOf } from '../order/facts.ts'
import type { OrderRecord } from '../order/record.ts'

/** An answer is due after seconds. In ms. */
const TOO_LONG = 2 * 60_000

/** `now` in ms since 1970. */
export const isUnverified = (
  { payments }: Pick<OrderRecord, 'payments'>,
  provider: string,
  now: number,
): boolean =>
  Object.values(payments).some((facts) => {
    const claim = facts.provider === provider ? attemptOf(facts) : undefined
    return claim?.unproven === true && now - claim.receivedAt >= TOO_LONG
  })
