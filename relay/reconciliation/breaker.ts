/**
 * A circuit breaker: a provider that does not answer is left alone, ever longer, but for one question now and then.
 * Plain data, and a function for each thing that happens. Pure.
 */

/** Times in ms since 1970. */
export interface Breaker {
  /** Questions in a row that nobody answered. */
  failures: number
  /** Nothing is asked. `wait`: for how long, in ms. */
  open?: {
    until: number
    wait: number
    /** One question is under way, to try it out. */
    isTried?: true
  }
}

export const CLOSED: Breaker = { failures: 0 }

/** So many in a row are no accident. */
const PATIENCE = 5

/** In ms. */
export const SHORTEST = 30_000
const LONGEST = 5 * 60_000

/** Longer than a question takes, in ms: if we are gone by then, another tries it out. */
const TRIAL = 30_000

/** The breaker once a question has left at `now`; undefined: none may leave. */
export function asking(breaker: Breaker, now: number): Breaker | undefined {
  const { failures, open } = breaker
  if (!open) return breaker
  // Our clock may have been set back.
  const isDue = now >= open.until || open.until - now > LONGEST
  return isDue ? { failures, open: { ...open, until: now + TRIAL, isTried: true } } : undefined
}

/** It is there, whatever it said. */
export const answered = (): Breaker => CLOSED

/** It did not answer, or with nothing that is a provider's: out of time, a 5xx, a page of HTML. */
export function failed({ failures, open }: Breaker, now: number): Breaker {
  const count = failures + 1
  if (!open) {
    return count < PATIENCE
      ? { failures: count }
      : { failures: count, open: { until: now + SHORTEST, wait: SHORTEST } }
  }
  // It was under way when the breaker opened, and says nothing new.
  if (!open.isTried) return { failures: count, open }
  const wait = longer(open.wait)
  return { failures: count, open: { until: now + wait, wait } }
}

/** After another failure, in ms. */
export const longer = (wait: number): number => Math.min(wait * 2, LONGEST)
