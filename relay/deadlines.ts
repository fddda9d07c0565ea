/** What time alone changes: orders expire, doubts end. Survives a restart, for the times are on disk. */

import type { OrderRecord } from './snapshot.ts'
import type { Services } from './services.ts'

/** At once, so that nobody else waits long. */
const BATCH = 100

/** `setTimeout` knows no longer time, in ms. */
const LONGEST = 2 ** 31 - 1

/** After the store failed, in ms. */
const RETRY = 5_000

export interface Deadlines {
  /** These orders changed, and may be due sooner than all others. */
  rearm(orders: readonly OrderRecord[]): void
  stop(): void
}

export function deadlines(
  { store, log, now, context }: Services,
  publish: (orders: readonly OrderRecord[]) => void,
): Deadlines {
  let timer: NodeJS.Timeout | undefined
  /** When it rings, in ms since 1970. */
  let armedFor = Infinity
  let isStopped = false

  async function turn(): Promise<void> {
    publish(await store.elapse(context(), BATCH))
    await arm()
  }

  async function arm(): Promise<void> {
    const due = await store.nextDue()
    if (isStopped) return
    clearTimeout(timer)
    armedFor = due ?? Infinity
    if (due !== undefined) wait(Math.min(Math.max(due - now(), 0), LONGEST))
  }

  function wait(ms: number): void {
    timer = setTimeout(() => void turn().catch(failed), ms).unref()
  }

  function failed(error: unknown): void {
    log.error({ err: error }, 'what is due could not be looked at; trying again')
    if (!isStopped) wait(RETRY)
  }

  void arm().catch(failed)
  return {
    rearm(orders) {
      if (orders.some(({ changesAt = Infinity }) => changesAt < armedFor)) void arm().catch(failed)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
