/** Steps that are asked for at the same time share a transaction, and its round trips: it is these that take the time. */

import { rerun, type Begin, type Came, type Work } from './rerun.ts'
import type { CommitListener } from './store.ts'

interface Waiting {
  /** How to tell whoever asked, once it is on disk. */
  run: Work<() => void>
  reject(cause: unknown): void
}

export interface Batches {
  /** Resolves with what `work` returned once that is on disk. */
  step<T>(work: Work<T>): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

interface Limits {
  /** So many steps share a transaction. */
  most: number
  /** So many transactions are under way. */
  atOnce: number
  /** Whether what went wrong would go wrong for each alone as well. */
  isOfAll?(cause: unknown): boolean
}

export function inBatches(
  begin: Begin,
  { most, atOnce, isOfAll = () => false }: Limits,
  committed: CommitListener,
): Batches {
  const waiting: Waiting[] = []
  const underWay = new Set<Promise<void>>()
  let looking: NodeJS.Immediate | undefined

  function look(): void {
    looking = undefined
    while (waiting.length > 0 && underWay.size < atOnce) {
      const done = settle(waiting.splice(0, most)).finally(() => {
        underWay.delete(done)
        look()
      })
      underWay.add(done)
    }
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now()
    let came: Came<() => void>[]
    try {
      came = await rerun(
        begin,
        batch.map(({ run }) => run),
      )
    } catch (cause) {
      if (batch.length === 1 || isOfAll(cause)) {
        for (const { reject } of batch) reject(cause)
        return
      }
      // One of them cannot be written: that is not the others' loss.
      for (const each of batch) await settle([each])
      return
    }
    committed(batch.length, performance.now() - began)
    for (const [at, { reject }] of batch.entries()) {
      const result = came[at]
      if (result && 'value' in result) result.value()
      else reject(result?.cause)
    }
  }

  return {
    step: (work) =>
      new Promise((resolve, reject) => {
        const run: Waiting['run'] = (rows) => {
          const value = work(rows)
          return () => resolve(value)
        }
        waiting.push({ run, reject })
        // What else comes in this turn of the event loop goes along.
        looking ??= setImmediate(look)
      }),
    async idle() {
      if (looking) await new Promise(setImmediate)
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
