import type { ReasonCode } from '../../protocol.ts'
import type { Update } from '../../order/update.ts'

const DEFINITE: ReadonlySet<ReasonCode> = new Set([
  'insufficient_funds',
  'limit_exceeded',
  'authentication_failed',
  'invalid_account',
  'declined',
  'canceled_by_customer',
])

/** The bank's or the shopper's own no: nothing can come of the attempt any more. */
export const isDefinite = (code: ReasonCode): boolean => DEFINITE.has(code)

/**
 * Why an attempt failed, by the first of the provider's codes that we know, and whether it may still
 * turn out paid. `message` is the provider's own text.
 */
export function failure(
  reasons: ReadonlyMap<unknown, ReasonCode>,
  codes: readonly unknown[],
  message?: string | null,
): Pick<Update, 'reason' | 'doubt'> {
  const code = codes.map((theirs) => reasons.get(theirs)).find((ours) => ours !== undefined)
  return {
    reason: { code: code ?? 'unknown', ...(message && { message }) },
    ...(code && isDefinite(code) && { doubt: 0 }),
  }
}
