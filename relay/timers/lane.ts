/** Sends what waits in one lane of the outbox, when it is due. */

import { alarm } from './alarm.ts'
import type { Outgoing } from '../store/outgoing.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** So many at once: a receiver that hangs holds up no other lane. */
const CONCURRENCY = 8

/**
 * What is under way is nobody else's for so long, in ms: longer than a receiver may take. If we are gone by then,
 * another sends it.
 */
const LEASE = 30_000

/** After the store failed, in ms. */
const RETRY = 5_000

interface Sender {
  /** There may be something to send. */
  wake(): void
  /** Begins nothing more. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

interface Parts {
  store: Pick<Store, 'claim' | 'nextOutgoing' | 'releaseOutgoing'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

/** `send` settles what it was given, drops it, puts it off, or releases it. */
export function sender(
  lane: string,
  { store, log, now }: Parts,
  send: (outgoing: Outgoing) => Promise<void>,
): Sender {
  const bell = alarm(now, () => {
    looking ??= look().finally(() => (looking = undefined))
  })
  const underWay = new Set<Promise<void>>()
  let looking: Promise<void> | undefined
  let isWoken = false
  let isStopped = false

  async function look(): Promise<void> {
    isWoken = false
    let next: number | undefined
    try {
      // Of one moment: what falls due in between would be in neither answer.
      const at = now()
      const free = CONCURRENCY - underWay.size
      const claimed = free > 0 ? await store.claim(lane, at, free, at + LEASE) : []
      for (const each of claimed) {
        if (isStopped) await store.releaseOutgoing(each.id)
        else begin(each)
      }
      next = await store.nextOutgoing(lane, at)
    } catch (error) {
      log.error({ err: error }, 'the outbox cannot be read; trying again')
      next = now() + RETRY
    }
    // What came while we looked is in neither answer.
    bell.set(isWoken ? now() : (next ?? Infinity))
  }

  function begin(outgoing: Outgoing): void {
    const sent = attempt(outgoing).finally(() => {
      underWay.delete(sent)
      wake()
    })
    underWay.add(sent)
  }

  async function attempt(outgoing: Outgoing): Promise<void> {
    try {
      await send(outgoing)
    } catch (error) {
      log.error({ err: error }, 'the outbox failed; what was sent may be sent again')
    }
  }

  function wake(): void {
    isWoken = true
    bell.set(now())
  }

  wake()
  return {
    wake,
    async stop() {
      isStopped = true
      bell.stop()
      await looking
      await Promise.all(underWay)
    },
  }
}
