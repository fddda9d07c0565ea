/**
 * All that arrives in one turn of the event loop shares one transaction, and one sync to disk: it is the sync
 * that takes the time. Nobody is answered before it.
 */

import type { DatabaseSync } from 'node:sqlite'
import { StoreFailure, type CommitListener } from '../store.ts'

/** Under load, so long after the last sync to disk comes the next: it is what costs most. In ms. */
const WINDOW = 1

/** SQLite's codes for a file that is damaged, or none of its own. */
const DAMAGED: ReadonlySet<unknown> = new Set([11, 26])

interface Waiting {
  run(): () => void
  reject(cause: unknown): void
}

/**
 * Runs work in a transaction; resolves when it is on disk. Work may run twice: the first time is undone.
 * Rejects with a StoreFailure where it is the disk's fault. `check` throws where there is no use in writing.
 */
export function groupCommit(
  db: DatabaseSync,
  check: () => void,
  committed: CommitListener = () => {},
): <T>(work: () => T) => Promise<T> {
  let waiting: Waiting[] = []
  let damage: StoreFailure | undefined
  let lastAt = 0

  function commit(): void {
    const batch = waiting
    waiting = []
    const began = performance.now()
    try {
      // What is written to a damaged file may damage more of it.
      if (damage) throw damage
      check()
      const settled = together(batch) ?? eachByItself(batch)
      for (const settle of settled) settle()
      committed(batch.length, performance.now() - began)
    } catch (cause) {
      const failure = failureOf(cause)
      for (const { reject } of batch) reject(failure)
    }
    lastAt = performance.now()
  }

  function begin(): void {
    if (performance.now() - lastAt < WINDOW) setTimeout(commit, WINDOW)
    else setImmediate(commit)
  }

  /** Undefined where one of them failed: what one asks for in vain is not the others' loss. */
  function together(batch: readonly Waiting[]): (() => void)[] | undefined {
    db.exec('BEGIN IMMEDIATE')
    try {
      const settled = batch.map(({ run }) => run())
      db.exec('COMMIT')
      return settled
    } catch (cause) {
      rollBack()
      if (batch.length === 1) throw cause
      return undefined
    }
  }

  function eachByItself(batch: readonly Waiting[]): (() => void)[] {
    return batch.map((each) => {
      try {
        const [settle] = together([each]) ?? []
        return settle ?? (() => {})
      } catch (cause) {
        const failure = failureOf(cause)
        return () => each.reject(failure)
      }
    })
  }

  /** What a step itself throws stays what it is. */
  function failureOf(cause: unknown): unknown {
    if (cause instanceof StoreFailure || !(cause instanceof Error && 'code' in cause)) return cause
    const failure = new StoreFailure(`The store cannot be written to: ${cause.message}.`, { cause })
    if ('errcode' in cause && DAMAGED.has(Number(cause.errcode) & 0xff)) damage = failure
    return failure
  }

  function rollBack(): void {
    if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
  }

  return <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      const run = () => {
        const value = work()
        return () => resolve(value)
      }
      waiting.push({ run, reject })
      if (waiting.length === 1) begin()
    })
}
