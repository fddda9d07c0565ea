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
