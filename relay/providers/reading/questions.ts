/** Of what questions are made. */

import type { Known, Question } from '../asking.ts'

/**
 * A path in which each value stays where it is put: `/`, `?`, `#` and the braces of templates are escaped. Of `.`
 * and `..`, which nothing can escape, nobody asks: see `isAskable`.
 */
export const pathOf = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw({ raw: texts }, ...values.map(escaped))

/** As URLs are written: they escape an apostrophe in a query by themselves. */
export const escaped = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27')

/** More than any id has, in characters. */
const LONGEST = 255

/** Whether an id can stand in an address, and come out of it as it was. */
export const isAskable = (id: string): boolean =>
  id !== '' && id.length <= LONGEST && id.isWellFormed() && !/^\.{1,2}$/.test(id)

type Kind = readonly [form: RegExp, question: (id: string) => Question]

/**
 * One question for each payment, by the best of its names: that of the first kind that one of them fits. And one
 * for each other id that fits.
 */
export function byKind(known: Known, kinds: readonly Kind[]): Question[] {
  const named = known.payments.flatMap(({ names }) => names)
  const others = [...known.asks, ...known.references].filter((id) => !named.includes(id))
  const groups = [...known.payments.map(({ names }) => names), ...others.map((id) => [id])]
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
