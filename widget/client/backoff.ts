/** How long to wait after so many failures in a row, in ms. `random` from 0 to 1. Pure. */
export function backoff(failures: number, random: number): number {
  // After a crash of the relay all pages fail at once: the first try is spread evenly.
  if (failures <= 1) return random * FIRST
  const longest = Math.min(BASE * 2 ** (failures - 1), LONGEST)
  // Equal jitter: at least half, so that nobody hammers; never all at the same moment, even at the cap.
  return longest / 2 + (random * longest) / 2
}

/** No longer than a shopper's patience: whoever polls then has tried before, at a moment of its own. */
const FIRST = 2_500
const BASE = 2_000
const LONGEST = 30_000
