/** Sends what waits in one lane of the outbox, when it is due. */

import type { Outgoing } from '../store/outgoing.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { worker, type Worker } from './worker.ts'

/**
 * What is under way is nobody else's for so long, in ms: longer than a receiver may take. If we are gone by then,
 * another sends it.
 */
const LEASE = 30_000

const FAILED = {
  claim: 'the outbox cannot be read; trying again',
  run: 'the outbox failed; what was sent may be sent again',
} as const

interface Parts {
  store: Pick<Store, 'claim' | 'nextOutgoing' | 'releaseOutgoing'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

/** `send` settles what it was given, drops it, puts it off, or releases it. */
export const sender = (
  lane: string,
  { store, log, now }: Parts,
  send: (outgoing: Outgoing) => Promise<void>,
): Worker =>
  worker<Outgoing>({
    now,
    claim: async (at, free) => ({
      claimed: free > 0 ? await store.claim(lane, at, free, at + LEASE) : [],
      next: await store.nextOutgoing(lane, at),
    }),
    run: send,
    release: ({ id }) => store.releaseOutgoing(id),
    failed: (error, at) => log.error({ err: error }, FAILED[at]),
  })
