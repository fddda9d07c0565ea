/** Does what waits somewhere, when it is due, so much of it at once. */

import { alarm } from './alarm.ts'

/** So many at once: what hangs holds up nothing else. */
const CONCURRENCY = 8

/** After it could not be looked at, in ms. */
const RETRY = 5_000

export interface Worker {
  /** There may be something to do. */
  wake(): void
  /** Begins nothing more. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

interface Work<T> {
  /** In ms since 1970. */
  now(): number
  /** At most `free` of what is due at that moment; and when the next of it is, in ms since 1970. */
  claim(at: number, free: number): Promise<{ claimed: readonly T[]; next: number | undefined }>
  /** Does it. */
  run(each: T): Promise<void>
  /** It was claimed, and is not done: we stop. */
  release(each: T): Promise<void>
  failed(error: unknown, at: 'claim' | 'run'): void
}

export function worker<T>({ now, claim, run, release, failed }: Work<T>): Worker {
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
      const looked = await claim(now(), CONCURRENCY - underWay.size)
      for (const each of looked.claimed) {
        if (isStopped) await release(each)
        else begin(each)
      }
      next = looked.next
    } catch (error) {
      failed(error, 'claim')
      next = now() + RETRY
    }
    // What came while we looked is in neither answer.
    bell.set(isWoken ? now() : (next ?? Infinity))
  }

  function begin(each: T): void {
    const done = attempt(each).finally(() => {
      underWay.delete(done)
      wake()
    })
    underWay.add(done)
  }

  async function attempt(each: T): Promise<void> {
    try {
      await run(each)
    } catch (error) {
      failed(error, 'run')
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
