/** Times as providers write them, as ms since 1970. */

const RFC_3339 =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(\d\d))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** A time such as `2022-12-15T12:20:29+05:30` as ms since 1970. Undefined: it is none, or before. */
export function rfc3339(text: unknown): number | undefined {
  const [, date, day] = (typeof text === 'string' && RFC_3339.exec(text)) || []
  // A 31st of a month that has none would be read as the day after.
  if (!date || new Date(date).getUTCDate() !== Number(day)) return undefined
  const time = Date.parse(String(text))
  return time >= 0 ? time : undefined
}

/**
 * A time that leaves out its zone, such as `2015-02-26 14:39:33`, as ms since 1970; `offset` is that of
 * the provider's country, such as `+07:00`. Undefined: it is none.
 */
export const localTime = (text: string | null | undefined, offset: string): number | undefined =>
  text ? rfc3339(`${text.replace(' ', 'T')}${offset}`) : undefined
