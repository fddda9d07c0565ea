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
  /** When it rings, in ms since 1970. */
  let armedFor = Infinity

  async function turn(): Promise<void> {
    try {
      await dispatch.elapse(BATCH)
      arm((await store.nextDue()) ?? Infinity)
    } catch (error) {
      log.error({ err: error }, 'what is due could not be looked at; trying again')
      arm(now() + RETRY)
    }
  }

  function arm(at: number): void {
    armedFor = at
    bell.set(at)
  }

  arm(now())
  return {
    rearm(orders) {
      const soonest = Math.min(...orders.map(({ changesAt = Infinity }) => changesAt))
      if (soonest < armedFor) arm(soonest)
    },
    stop: bell.stop,
  }
}
