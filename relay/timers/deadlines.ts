/** What time alone changes: orders expire, doubts end. Survives a restart, for the times are on disk. */

import { alarm } from './alarm.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** At once, so that nobody else waits long. */
const BATCH = 100

/** After the store failed, in ms. */
const RETRY = 5_000

export interface Deadlines {
  /** These orders changed, and may be due sooner than all others. */
  rearm(orders: readonly OrderRecord[]): void
  stop(): void
}

interface Parts {
  store: Pick<Store, 'nextDue'>
  dispatch: Pick<Dispatch, 'elapse'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

export function deadlines({ store, dispatch, log, now }: Parts): Deadlines {
  const bell = alarm(now, () => void turn())
  /** The soonest that we know of, in ms since 1970. */
  let next = Infinity
  let isAsking = false

  async function turn(): Promise<void> {
    isAsking = true
    next = Infinity
    try {
      await dispatch.elapse(BATCH)
      arm((await store.nextDue()) ?? Infinity)
    } catch (error) {
      log.error({ err: error }, 'what is due could not be looked at; trying again')
      arm(now() + RETRY)
    }
    isAsking = false
    bell.set(next)
  }

  /** Never later than it is: what is told while the store is asked is not in its answer. */
  function arm(at: number): void {
    if (at >= next) return
    next = at
    if (!isAsking) bell.set(next)
  }

  arm(now())
  return {
    rearm: (orders) => arm(Math.min(...orders.map(({ changesAt = Infinity }) => changesAt))),
    stop: bell.stop,
  }
}
