/** The moment at which the merchant says its word. Pure. */

import { timedIn, type PaymentFacts } from '../order/facts.ts'
import type { Heard } from '../order/update.ts'

/** Where our clock was set back by more, in ms, a word is placed after what was said before, but not dated after it. */
const SET_BACK = 60_000

/**
 * What the merchant says without a time of its own is said now: after whatever it has said of the order before,
 * even in the same millisecond, and even if our clock was set back since. `payments` are the order's.
 */
export function saidNow(heard: Heard, payments: Iterable<PaymentFacts>, now: number): Heard {
  if (heard.by !== 'merchant' || heard.saidAt !== undefined) return heard
  const saidAt = Math.max(now, ...[...payments].map((facts) => lastSaid(facts) + 1))
  return { ...heard, saidAt, time: heard.time ?? (saidAt - now > SET_BACK ? now : saidAt) }
}

/** Every word by hand speaks of the dispute by hand too, be it to undo it. */
function lastSaid({ notes, parts }: PaymentFacts): number {
  const dispute = parts['dispute:hand']
  return Math.max(notes.byHand?.time ?? 0, (dispute && timedIn(dispute)?.time) ?? 0)
}
