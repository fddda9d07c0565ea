import * as v from 'valibot'

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** A time such as `2026-11-21T08:30:00.123456Z`, as ms since 1970. What is no such time is left out. */
export const Rfc3339 = v.optional(v.pipe(v.unknown(), v.transform(timeOf)))

function timeOf(text: unknown): number | undefined {
  const [, year, month, day] = (typeof text === 'string' && RFC_3339.exec(text)) || []
  // `Date.parse` takes the 30th of February for the 2nd of March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const time = Number(day) <= lastDay ? Date.parse(String(text)) : NaN
  return time >= 0 ? time : undefined
}
