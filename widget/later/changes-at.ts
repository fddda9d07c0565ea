/** When the words change by themselves. Pure. */

import type { View } from '../view-model/view.ts'
import type { ViewInput } from '../view-model/view-model.ts'

/** How long after a status began we say something else, in ms: that we are still there, and that it takes long. */
const STAGES = [8_000, 15_000, 60_000, 120_000, 300_000]

/** How long before the time is up we say so, in ms. */
const SPOKEN = [180_000, 60_000, 30_000, 0]

/** How long we say that the provider was asked, in ms. */
const ASKED = 15_000

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The next moment at which `view` looks different, if nothing is heard: by the relay's clock; Infinity: never. */
export function changesAt({ left, ring }: View, { snapshot, checked, now }: ViewInput): number {
  if (!snapshot || (ring !== 'turning' && !left)) return Infinity
  const { history, updatedAt, expiresAt = '' } = snapshot
  const since = Date.parse(history[history.length - 1]?.at ?? updatedAt)
  const end = Date.parse(expiresAt)
  const moments = [
    ...STAGES.map((ms) => since + ms),
    ...SPOKEN.map((ms) => end - ms),
    Date.parse(checked?.at ?? '') + ASKED,
    left ? nextTick(now, end) : Infinity,
  ]
  return Math.min(...moments.filter((at) => at > now))
}

/** A clock counts seconds; above an hour, minutes. All clocks of a page go together. */
const nextTick = (now: number, end: number): number =>
  end - now > HOUR ? now + ((end - now) % MINUTE) + 1 : now + 1_000 - (now % 1_000)
