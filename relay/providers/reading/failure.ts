/** Why an attempt failed, from what a provider says of it. */

import type { Update } from '../../order/update.ts'
import { REASON_CODES, type ReasonCode } from '../../protocol.ts'

/** Our reason for each of a provider's codes, given theirs under ours, with spaces between them. */
export const reasons = (
  theirs: Partial<Record<ReasonCode, string>>,
): ReadonlyMap<unknown, ReasonCode> =>
  new Map(
    REASON_CODES.flatMap((ours) =>
      (theirs[ours]?.match(/\S+/g) ?? []).map((code) => [code, ours] as const),
    ),
  )

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

/** Our reason, by the first of the provider's codes that we know. `message` is the provider's own text. */
export function reason(
  reasons: ReadonlyMap<unknown, ReasonCode>,
  codes: readonly unknown[],
  message?: string | null,
): NonNullable<Update['reason']> {
  const code = codes.map((theirs) => reasons.get(theirs)).find((ours) => ours !== undefined)
  return { code: code ?? 'unknown', ...(message && { message }) }
}

/** Why an attempt failed, as `reason` has it, and whether it may still turn out paid. */
export function failure(
  ...why: Parameters<typeof reason>
): Pick<Update, 'doubt'> & { reason: NonNullable<Update['reason']> } {
  const ours = reason(...why)
  return { reason: ours, ...(isDefinite(ours.code) && { doubt: 0 }) }
}

/**
 * How long a payment by UPI that failed may still turn out paid, whatever the reason: the shopper may try
 * again in the app, and the banks may settle late. In ms.
 */
export const UPI_DOUBT = 3 * 24 * 3_600_000

/** A provider's words as a code for a table: `Not enough balance` as `not_enough_balance`. */
export const textCode = (text: string | null | undefined): string =>
  (text ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
