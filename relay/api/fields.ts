/** The fields that requests of the shop's server share. */

import * as v from 'valibot'
import { mustBe, one, shown, that, text, whole } from '../http/shapes.ts'
import { refuse } from '../http/problem.ts'
import { isOrderId } from '../protocol.ts'

export const CURRENCY = 'an ISO 4217 code, such as KES'

export const Currency = one(
  CURRENCY,
  v.pipe(v.string(mustBe(CURRENCY)), v.regex(/^[A-Za-z]{3}$/, mustBe(CURRENCY)), v.toUpperCase()),
)

const MOST_SECONDS = 540 * 86_400

export const Seconds = whole(`whole seconds from 1 to ${MOST_SECONDS}`, 1, MOST_SECONDS)

/** Of blocks, or parties. */
export const Count = whole('a whole number from 0', 0)

const TIME = 'an RFC 3339 time from 1970 to 9999, such as 2026-11-21T08:30:00Z'

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

/** In ms since 1970. */
export const Time = one(
  TIME,
  v.pipe(
    v.string(mustBe(TIME)),
    v.check((at) => timeOf(at) !== undefined, mustBe(TIME)),
    v.transform((at) => timeOf(at) ?? NaN),
  ),
)

/** JavaScript takes the 31st of February for the 3rd of March, and knows years that nobody can write down. */
function timeOf(text: string): number | undefined {
  const [, day] = RFC_3339.exec(text) ?? []
  if (day === undefined) return undefined
  const at = Date.parse(text.toUpperCase())
  if (!(at >= 0 && at < END)) return undefined
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? at : undefined
}

const END = Date.UTC(10_000, 0)

const CUSTOMER = 'text of at most 255 characters, or a whole number'

/** A number is the text that it is written as. One that JavaScript rounds would be another customer's. */
export const CustomerId = one(
  CUSTOMER,
  v.pipe(
    v.custom<string | number>(
      (id) => typeof id === 'string' || typeof id === 'bigint' || Number.isSafeInteger(id),
      ({ input }) =>
        Number.isInteger(input)
          ? `must be text: ${shown(input)} is too great to be told exactly as a number`
          : mustBe(CUSTOMER)({ input }),
    ),
    v.transform(String),
    text(255),
  ),
)

const MOST_OF_A_PAGE = 100

/** How many a page of a list has, as a query says it. */
export const Limit = v.exactOptional(
  v.pipe(
    that<string>(
      `a whole number from 1 to ${MOST_OF_A_PAGE}`,
      (said) => /^[1-9]\d{0,2}$/.test(String(said)) && Number(said) <= MOST_OF_A_PAGE,
    ),
    v.transform(Number),
  ),
  '50',
)

/** A page of what was `found`, where one more than its limit was asked for; and its last, where another one follows. */
export function pageOf<T>(found: readonly T[], limit: number): { page: T[]; last: T | undefined } {
  const page = found.slice(0, limit)
  return { page, last: found.length > limit ? page.at(-1) : undefined }
}

/** Throws what HTTP answers. */
export function orderIdOf(id: unknown): string {
  if (isOrderId(id)) return id
  throw refuse(
    'invalid_order_id',
    `${shown(id)} cannot name an order: a letter or digit, then up to 127 of A-Z a-z 0-9 . _ : - can.`,
  )
}

/** Likewise. */
export function customerIdOf(id: unknown): string {
  const { success, output, issues } = v.safeParse(CustomerId, id)
  if (success) return output
  throw refuse(
    'invalid_request',
    `customer: ${issues.map(({ message }) => message).join(', and ')}.`,
  )
}
