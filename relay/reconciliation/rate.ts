/**
 * How fast a provider may be asked, by all who share the credentials. Half of what it takes at once is kept for those
 * who wait for an answer now. Plain data, and functions that make it anew: the store keeps it, for all nodes. Pure.
 */

export interface Limit {
  perMinute: number
  /** So many questions at once. */
  burst: number
}

/** Times in ms since 1970. */
export interface Rate {
  /** So many questions may be asked at once, at `at`. */
  left: number
  at: number
  /** The provider said that it was too much. */
  slowed?: { at: number; perMinute: number }
  /** Until then it wants to hear of nobody. */
  restsUntil?: number
}

/** Even a provider that always says it is too much is asked so often a minute. */
const SLOWEST = 2

/** So much faster a minute, once the minute after a refusal is over. */
const RECOVERY = 1.1

const MINUTE = 60_000

/** No provider is left alone for longer, whatever it says: a wrong header is not the shoppers' loss. In ms. */
const LONGEST_REST = 60 * MINUTE

/** Nobody has asked for long. */
const full = ({ burst }: Limit, now: number): Rate => ({ left: burst, at: now })

/** How many a minute, by what the provider has borne. */
export function perMinute({ slowed }: Rate, limit: Limit, now: number): number {
  // What was slowed in the future was so by a clock that was wrong.
  if (!slowed || slowed.at > now + MINUTE) return limit.perMinute
  const minutes = Math.floor(Math.max(now - slowed.at, 0) / MINUTE)
  return Math.min(slowed.perMinute * RECOVERY ** minutes, limit.perMinute)
}

/**
 * Takes one question out of the rate. `isWaitedFor`: a page, or the shop, waits for the answer. `at`: when there may
 * be one, where there is none now.
 */
export function take(
  known: Rate | undefined,
  limit: Limit,
  now: number,
  isWaitedFor = false,
): { rate: Rate; isTaken: true } | { rate: Rate; isTaken: false; at: number } {
  const rate = filled(known ?? full(limit, now), limit, now)
  const kept = isWaitedFor ? 0 : Math.floor(limit.burst / 2)
  const lacks = kept + 1 - rate.left
  const rests = restOf(rate, now)
  if (lacks <= 0 && rests === 0) return { rate: { ...rate, left: rate.left - 1 }, isTaken: true }
  const wait = (Math.max(lacks, 0) / perMinute(rate, limit, now)) * MINUTE
  return { rate, isTaken: false, at: now + Math.ceil(Math.max(wait, rests)) }
}

/** The provider says that it was too much, and perhaps for how long it wants to rest, in ms. */
export function slowDown(known: Rate | undefined, limit: Limit, now: number, restsFor = 0): Rate {
  const rate = filled(known ?? full(limit, now), limit, now)
  const half = Math.max(perMinute(rate, limit, now) / 2, Math.min(SLOWEST, limit.perMinute))
  const restsUntil = now + Math.max(restOf(rate, now), Math.min(restsFor, LONGEST_REST))
  return {
    ...rate,
    left: Math.min(rate.left, 0),
    slowed: { at: now, perMinute: half },
    ...(restsUntil > now && { restsUntil }),
  }
}

/** For how long it wants to hear of nobody still, in ms. Longer than any rest: our clock was set back. */
function restOf({ restsUntil = 0 }: Rate, now: number): number {
  const rest = restsUntil - now
  return rest > LONGEST_REST ? 0 : Math.max(rest, 0)
}

/** With what was earned meanwhile. */
function filled(rate: Rate, limit: Limit, now: number): Rate {
  // A clock may be set back.
  const earned = (Math.max(now - rate.at, 0) / MINUTE) * perMinute(rate, limit, now)
  return { ...rate, left: Math.min(rate.left + earned, limit.burst), at: now }
}
