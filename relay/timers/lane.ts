/** Sends what waits in one lane of the outbox, when it is due. */

import { alarm } from './alarm.ts'
import type { Outgoing } from '../store/outgoing.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** So many at once: a receiver that hangs holds up no other lane. */
const CONCURRENCY = 8

/** After the store failed, in ms. */
const RETRY = 5_000

export interface Sender {
  /** There may be something to send. */
  wake(): void
  /** Begins nothing more. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

interface Parts {
  store: Pick<Store, 'outgoing' | 'nextOutgoing'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

/** `send` settles what it was given, or puts it off. */
export function sender(
  lane: string,
  { store, log, now }: Parts,
  send: (outgoing: Outgoing) => Promise<void>,
): Sender {
  const bell = alarm(now, () => void look())
  const underWay = new Map<number, Promise<void>>()
  let isLooking = false
  let isWoken = false

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    isWoken = false
    let next: number | undefined
    try {
      // Of one moment: what falls due in between would be in neither answer.
      const at = now()
      const due = await store.outgoing(lane, at, CONCURRENCY + underWay.size)
      const free = due.filter(({ id }) => !underWay.has(id))
      for (const each of free.slice(0, CONCURRENCY - underWay.size)) begin(each)
      next = await store.nextOutgoing(lane, at)
    } catch (error) {
      log.error({ err: error }, 'the outbox cannot be read; trying again')
      next = now() + RETRY
    }
    isLooking = false
    // What came while we looked is in neither answer.
    bell.set(isWoken ? now() : (next ?? Infinity))
  }

  function begin(outgoing: Outgoing): void {
    const end = (next: number) => {
      underWay.delete(outgoing.id)
      bell.set(next)
    }
    const sent = send(outgoing).then(
      () => end(now()),
      (error: unknown) => {
        log.error({ err: error }, 'the outbox failed; what was sent may be sent again')
        end(now() + RETRY)
      },
    )
    underWay.set(outgoing.id, sent)
  }

  function wake(): void {
    isWoken = true
    bell.set(now())
  }

  wake()
  return {
    wake,
    async stop() {
      bell.stop()
      await Promise.all(underWay.values())
    },
  }
}
