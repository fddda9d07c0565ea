import type { Answer, Fault } from '../asking.ts'

/** In which providers say how long to wait, in seconds. */
const WAITS = ['retry-after', 'x-ratelimit-retry', 'rate-limit-reset']

const SECONDS = /^\d{1,6}(?:\.\d{1,9})?$/

/** Ask again, when the provider says. */
export function later(headers: Answer['headers']): Extract<Fault, { outcome: 'later' }> {
  const said = WAITS.map((name) => headers.get(name)).find((text) => text && SECONDS.test(text))
  return { outcome: 'later', ...(said && { after: Math.ceil(Number(said) * 1000) }) }
}
