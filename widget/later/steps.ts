/** Where an order stands among the steps of its kind, and when each was taken: of its history alone. Pure. */

import type { Flow, PaymentStatus, Snapshot } from '../../relay/protocol.ts'

export const STEPS = {
  payment: ['sent', 'approve', 'confirm', 'paid'],
  escrow: ['paid', 'held', 'both', 'released'],
} as const

export type StepName = (typeof STEPS)[Flow][number]

export interface Stood {
  /** Undefined: what comes after the last step, such as a refund. */
  name: StepName | undefined
  /** It was taken; it is being taken, or failed; it comes after. */
  state: 'reached' | 'now' | 'later'
  /** Since when it stands so, in ms since 1970. NaN: it comes after. */
  since: number
}

/** Past the last step. */
const AFTER = 4

/** By status, such as a newer relay has them, too: a map, for no status is a word of JavaScript's own. */
type Places = Readonly<Record<Flow, ReadonlyMap<string, number>>>

const placesOf = (places: Readonly<Partial<Record<PaymentStatus, number>>>) =>
  new Map(Object.entries(places))

/** Which step a status is about, counted from 0. One that is not here stays where the order stood. */
const PLACES: Places = {
  payment: placesOf({
    pending: 0,
    requires_action: 1,
    processing: 2,
    authorized: 3,
    partially_paid: 3,
    succeeded: 3,
    partially_refunded: AFTER,
    refunded: AFTER,
    disputed: AFTER,
  }),
  escrow: placesOf({
    pending: 0,
    requires_action: 0,
    processing: 0,
    authorized: 2,
    succeeded: 3,
  }),
}

/** Where an order stood that now has this status, at the least: who sends money back had it. */
const AT_LEAST: Places = {
  payment: placesOf({ failed: 1 }),
  escrow: placesOf({ partially_refunded: 2, refunded: 2, disputed: 2 }),
}

/** Who acts after these begins anew. */
const CLOSED = ['failed', 'canceled', 'expired']

/**
 * Always as many as there are steps: where something comes after the last, the first gives way to it.
 *
 * What happened stays what happened, whatever comes after. Only an attempt that begins anew is told anew.
 */
export function stepsOf({ flow, status, history = [], updatedAt }: Snapshot): readonly Stood[] {
  const kind = flow === 'escrow' ? flow : 'payment'
  let place = 0
  let since = NaN
  let before = ''
  /** When each step was taken. */
  const taken: number[] = []

  // A history always ends with what is true now.
  const isTold = history[history.length - 1]?.status === status
  for (const entry of isTold ? history : [...history, { status, at: updatedAt }]) {
    since = Date.parse(entry.at)
    const isAnew = entry.status === 'requires_action' && CLOSED.includes(before)
    // What came after a release is past it, too.
    const least = AT_LEAST[kind].get(entry.status) ?? 0
    place =
      PLACES[kind].get(entry.status) ?? (least === 2 && place > 2 ? AFTER : Math.max(place, least))
    if (isAnew) taken.length = 0
    // Once all is taken, it was: a dispute that is won does not change when it was paid.
    if (taken.length < AFTER) taken.length = Math.min(taken.length, place)
    while (taken.length < place) taken.push(since)
    before = entry.status
  }

  const steps = STEPS[kind].map((name, index): Stood => {
    if (index > place) return { name, state: 'later', since: NaN }
    return { name, state: index < place ? 'reached' : 'now', since: taken[index] ?? since }
  })
  return place < AFTER ? steps : [...steps.slice(1), { name: undefined, state: 'now', since }]
}
