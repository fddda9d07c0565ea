/** What payloads are made of, whoever sends them. */

import * as v from 'valibot'

export const Id = v.pipe(v.string(), v.nonEmpty())

/** What a provider may leave out, or leave empty. */
export const Text = v.nullish(v.string())

/** An amount in the major unit (rupees, not paise): `minorUnits` reads it. */
export const Decimal = v.nullish(v.union([v.string(), v.number()]))

/** A number here, a text there. */
export const AnyId = v.pipe(
  v.union([Id, v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  v.transform(String),
)

/** The provider's own minor units; not so many that another exponent would lose one. */
export const Amount = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(Number.MAX_SAFE_INTEGER / 1000),
)

/** The same, or its digits as a text. Undefined: it cannot be read, and is as good as not told. */
export const MaybeAmount = v.fallback(
  v.nullish(
    v.union([Amount, v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), Amount)]),
  ),
  undefined,
)

/** An id that may be left out. An empty one is none. */
export const MaybeId = v.nullish(
  v.pipe(
    v.string(),
    v.transform((id) => id || undefined),
  ),
)

/** ISO 4217, in any case. */
export const Currency = v.pipe(v.string(), v.regex(/^[A-Za-z]{3}$/), v.toUpperCase())

/** As ms since 1970, up to where a date ends. */
export const UnixSeconds = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(8.64e12),
  v.transform((seconds) => Math.round(seconds * 1000)),
)

/** The fields that say something: without those that are undefined or null. */
export function given<T extends object>(fields: T): { [Field in keyof T]?: NonNullable<T[Field]> } {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(said) as ReturnType<typeof given<T>>
}
