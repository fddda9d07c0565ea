import type { Answer, Fault } from '../asking.ts'

/** In which providers say how long to wait, in seconds. */
const WAITS = ['retry-after', 'x-ratelimit-retry', 'rate-limit-reset']

const SECONDS = /^\d{1,6}(?:\.\d{1,9})?$/

/** Ask again, when the provider says. */
export function later(headers: Answer['headers']): Extract<Fault, { outcome: 'later' }> {
  const said = WAITS.map((name) => headers.get(name)).find((text) => text && SECONDS.test(text))
  const after = said ? Math.ceil(Number(said) * 1000) : untilDate(headers)
  return { outcome: 'later', ...(after !== undefined && { after }) }
}

/** `Retry-After` may be a date, too: that is by the provider's clock, as its `Date` is. In ms. */
function untilDate(headers: Answer['headers']): number | undefined {
  const [until, now] = ['retry-after', 'date'].map((name) => dateIn(headers.get(name)))
  const wait = (until ?? NaN) - (now ?? NaN)
  return wait > 0 ? wait : undefined
}

/** Of HTTP's form: JavaScript reads almost anything as a date. */
const dateIn = (text: string | null): number => (text?.endsWith(' GMT') ? Date.parse(text) : NaN)
