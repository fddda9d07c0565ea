/** How much of a page's silence is borne: what is due of its socket at a moment. Pure. */

/** Between two heartbeats, in ms. */
export const HEARTBEAT = 25_000

/** How long a page may follow nothing: at first, and after it followed something. In ms. */
export const IDLE_AT_FIRST = 10_000
export const IDLE = 30_000

/** How long a reader may read nothing of what waits for it, in ms. */
export const STUCK = 10_000

/** Times in ms since 1970. */
export interface Liveness {
  readonly heartbeatAt: number
  /** It has said something since the last heartbeat. */
  readonly isAnswering: boolean
  readonly idleSince: number
  /** How long it may follow nothing, in ms. */
  readonly idleLimit: number
  readonly stuckSince: number | undefined
}

/** `idle`: follows nothing. `stuck`: does not read. `dead`: has not answered. All three are the end of it. */
export type Due = 'idle' | 'stuck' | 'dead' | 'heartbeat'

export const begin = (now: number): Liveness => ({
  heartbeatAt: now + HEARTBEAT,
  isAnswering: true,
  idleSince: now,
  idleLimit: IDLE_AT_FIRST,
  stuckSince: undefined,
})

export const answered = (liveness: Liveness): Liveness =>
  liveness.isAnswering ? liveness : { ...liveness, isAnswering: true }

/** What is due at `now`, and how it goes on. `hasRoom`: what waits for the reader is not too much. */
export function turn(
  liveness: Liveness,
  now: number,
  { isSubscribed, hasRoom }: { isSubscribed: boolean; hasRoom: boolean },
): { next: Liveness; due: Due | undefined } {
  // What lies further ahead than it ever does was set by a clock that has been set back since.
  const isBeat = now >= liveness.heartbeatAt || liveness.heartbeatAt > now + HEARTBEAT
  const next: Liveness = {
    ...liveness,
    idleSince: Math.min(liveness.idleSince, now),
    ...(isSubscribed && { idleSince: now, idleLimit: IDLE }),
    stuckSince: hasRoom ? undefined : Math.min(liveness.stuckSince ?? now, now),
    ...(isBeat && { heartbeatAt: now + HEARTBEAT, isAnswering: false }),
  }
  const { idleSince, idleLimit, stuckSince = now } = next
  if (now - idleSince >= idleLimit) return { next, due: 'idle' }
  if (now - stuckSince >= STUCK) return { next, due: 'stuck' }
  if (isBeat) return { next, due: liveness.isAnswering ? 'heartbeat' : 'dead' }
  return { next, due: undefined }
}
