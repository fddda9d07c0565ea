/** What requests are made of. */

import * as v from 'valibot'
import { isOrderId } from '../protocol.ts'

export const text = (max: number) =>
  v.pipe(
    v.string(),
    v.minLength(1, 'must not be empty'),
    v.maxLength(max, `must have at most ${max} characters`),
    // It cannot be written as UTF-8: what is read back would be another text.
    v.check((said) => said.isWellFormed(), 'holds half a character (a lone surrogate)'),
  )
export const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const Currency = v.pipe(
  v.string(),
  v.toUpperCase(),
  v.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as KES'),
)
export const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(540 * 86_400))
export const Time = v.pipe(
  v.string(),
  v.isoTimestamp('must be an RFC 3339 time, such as 2026-11-21T08:30:00Z'),
  v.transform((at) => Date.parse(at)),
)
export const CustomerId = text(255)

const MAX_LIMIT = 100

/** How many a page of a list has, as a query says it. */
export const Limit = v.exactOptional(
  v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(MAX_LIMIT)),
  '50',
)

/** A page of what was `found`, where one more than its limit was asked for; and its last, where another one follows. */
export function pageOf<T>(found: readonly T[], limit: number): { page: T[]; last: T | undefined } {
  const page = found.slice(0, limit)
  return { page, last: found.length > limit ? page.at(-1) : undefined }
}

/** For callers in our own process: throws where HTTP would answer. */
export function orderIdOf(id: string): string {
  if (isOrderId(id)) return id
  throw new TypeError(`"${id}" cannot name an order.`)
}
