/** When to send again what could not be delivered. Pure. */

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR

/** For so long a receiver may be down and still hear everything, in ms. */
const PATIENCE = 3 * DAY

/** A relay that was down itself has not tried for three days: so often it tries at least. */
const TRIES = 20

/** Between two tries, in ms. */
const LONGEST = 4 * HOUR

export interface Failure {
  /** How often it was tried, this time included. */
  attempts: number
  /** When it was first to be sent, in ms since 1970; and the time now. */
  since: number
  now: number
  /** For so long the receiver asked not to be tried, in ms. */
  retryAfter?: number | undefined
  /** From 0 to 1. */
  random: number
}

/** When to try again, in whole ms since 1970. Undefined once three days' worth of tries have failed. */
export function retryAt({
  attempts,
  since,
  now,
  retryAfter = 0,
  random,
}: Failure): number | undefined {
  if (now - since >= PATIENCE && attempts >= TRIES) return undefined
  const longest = Math.min(SECOND * 2 ** (attempts - 1), LONGEST)
  return now + Math.max(Math.round(equalJitter(longest, random)), retryAfter)
}

/** Half of it and more: what failed together does not come back together, and nothing hammers. */
export const equalJitter = (longest: number, random: number): number =>
  longest / 2 + (random * longest) / 2

/** What a `Retry-After` header asks for, in ms: at most a day, lest a typing error silence us. */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * SECOND : dateOf(header) - now
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), DAY)
}

// JavaScript reads almost anything as a date, in the zone of this machine. HTTP's dates end in GMT.
const dateOf = (text: string): number => (text.endsWith(' GMT') ? Date.parse(text) : NaN)
