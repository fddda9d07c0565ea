/** When a view changes by itself. Pure. */

import type { ViewInput } from '../view-model/view-model.ts'
import type { View } from '../view-model/view.ts'
import { SPOKEN } from './announcement.ts'
import { sinceOf, timeOf } from './moment.ts'
import { ASKED, PATIENCE } from './notes.ts'
import { PROVIDERS, USUAL } from './providers.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The next moment at which `view` looks different if nothing is heard, but for its clock and the ring around it; by the
 * relay's clock. Infinity: never.
 */
export function redrawsAt({ left, ring }: View, { snapshot, checked, now }: ViewInput): number {
  if (!snapshot || (ring !== 'turning' && !left)) return Infinity
  const since = sinceOf(snapshot) ?? now
  const end = timeOf(snapshot.expiresAt) ?? Infinity
  const usual = PROVIDERS[snapshot.provider ?? '']?.usual ?? USUAL
  const moments = [
    ...[PATIENCE.still, PATIENCE.leave, usual].map((ms) => since + ms),
    ...[...SPOKEN, 0].map((ms) => end - ms),
    (timeOf(checked?.at) ?? -Infinity) + ASKED,
  ]
  return Math.min(...moments.filter((at) => at > now))
}

/** A clock counts seconds, with all others of the page; above an hour, minutes. `end`: Infinity: there is none. */
export function nextTick(now: number, end: number): number {
  if (end === Infinity) return end
  return end - now > HOUR ? now + ((end - now) % MINUTE) + 1 : now + SECOND - (now % SECOND)
}
