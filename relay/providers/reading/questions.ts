/** Of what questions are made. */

import type { Known, Question } from '../asking.ts'

/**
 * A path in which each value stays where it is put: `/`, `?`, `#` and the braces of templates are escaped. Of `.`
 * and `..`, which nothing can escape, nobody asks: see `isAskable`.
 */
export const pathOf = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw({ raw: texts }, ...values.map(escaped))

/** What no merchant calls an order, in letters that all providers take. */
export const NO_SUCH_ORDER = 'no-such-order-000000000000'

/** As URLs are written: they escape an apostrophe in a query by themselves. */
export const escaped = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27')

/** More than any id has, in characters. */
const LONGEST = 255

/** Whether an id can stand in an address, and come out of it as it was. */
export const isAskable = (id: string): boolean =>
  id !== '' && id.length <= LONGEST && id.isWellFormed() && !/^\.{1,2}$/.test(id)

type Kind = readonly [form: RegExp, question: (id: string) => Question]

/**
 * One question for each id that the merchant said to ask by, for each payment, by the best of its names, and for each
 * reference: that of the first kind that it fits.
 */
export function byKind({ asks, payments, references }: Known, kinds: readonly Kind[]): Question[] {
  const named = new Set(payments.flatMap(({ names }) => names))
  const alone = (ids: readonly string[]) => ids.filter((id) => !named.has(id)).map((id) => [id])
  const groups = [...alone(asks), ...payments.map(({ names }) => names), ...alone(references)]
  return groups.flatMap((names) => {
    const found = kinds.flatMap(([form, question]) =>
      names.filter((name) => form.test(name)).map(question),
    )
    return found.slice(0, 1)
  })
}

/**
 * The ids under which the merchant may have made its payments, the surest first: of each payment the first name that
 * may be the merchant's. Its other references may be another provider's, and are not among them.
 */
export const merchantIds = (
  { asks, payments, orderId }: Known,
  mayBe: (id: string) => boolean = () => true,
): string[] => [
  ...new Set([
    ...asks,
    ...payments.flatMap(({ names }) => names.find(mayBe) ?? []),
    ...(orderId === undefined ? [] : [orderId]),
  ]),
]
