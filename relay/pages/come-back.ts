/** When pages come back to a relay that stopped: spread over time, lest they all come at once. Pure. */

/** In ms, from when the page hears of it: at a moment of its own within `spread`, once `after` is over. */
export interface ComeBack {
  after: number
  spread: number
}

/** A relay that may be about to stop. */
export interface Stopping {
  /** Aborted when it is: nothing is held any longer. */
  draining: AbortSignal
  /** When pages should come back then. */
  comeBack(): ComeBack
}

/** How long pages stay away at least, in ms. */
const AFTER = 500

/** What each page adds to the spread, in ms: 50,000 take 30 s, and some 170 come every 100 ms. */
const PER_PAGE = 0.6

/** The spread, in ms. */
const SHORTEST = 1_000
const LONGEST = 30_000

/** For so many pages, by socket or poll. */
export const comeBack = (pages: number): ComeBack => ({
  after: AFTER,
  spread: Math.round(Math.min(Math.max(pages * PER_PAGE, SHORTEST), LONGEST)),
})

/**
 * The same as `Retry-After`, which knows whole seconds only: each of them as likely as the others. A page
 * of ours adds up to a second of its own, so that those who were told the same do not come as one.
 * `random`: from 0 up to 1.
 */
export const retryAfter = ({ after, spread }: ComeBack, random: number): number =>
  Math.ceil(after / 1000) + Math.floor(random * Math.ceil(spread / 1000))
