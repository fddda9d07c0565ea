/** Runs steps over a store that answers later. */

import { Loaded, type Changes, type Question, type Questions } from './loaded.ts'
import { WorkingSet } from './working-set.ts'

/** One transaction. */
export interface Transaction {
  /**
   * Locks what is asked for, to the end, and then reads it. It waits for locks only the first time, when it holds
   * none: so nobody waits for one who waits for him. False: it would have to wait.
   */
  load(questions: readonly Question[], into: Loaded): Promise<boolean>
  /** Writes, and is over. */
  commit(changes: Changes): Promise<void>
}

/** Runs `work` in a transaction; whatever it throws rolls that back. */
export type Begin = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>

/** Pure but for the rows. */
export type Work<T> = (rows: WorkingSet) => T

/** What came of one step: its value, or what it threw. */
export type Came<T> = { value: T } | { cause: unknown }

/** Another has what we want, while we hold something: we begin anew, and wait for all of it first. */
class MustWait extends Error {}

/**
 * Runs steps in one transaction, one after the other, until all that they ask for is there. Only the last run of each
 * counts, and of one that throws nothing is kept. Rejects where the transaction fails: then nothing is kept of any.
 */
export async function rerun<T>(begin: Begin, works: readonly Work<T>[]): Promise<Came<T>[]> {
  // Without the store: what they ask for at once, which is most of it.
  const needed = new Map(advance(new WorkingSet(new Loaded()), works, []))
  for (;;) {
    try {
      return await begin(async (transaction) => {
        const loaded = new Loaded()
        const set = new WorkingSet(loaded)
        const came: Came<T>[] = []
        for (let wanted: Questions = needed; ;) {
          if (!(await transaction.load([...wanted.values()], loaded))) throw new MustWait()
          wanted = advance(set, works, came)
          if (wanted.size === 0) break
          for (const [subject, question] of wanted) needed.set(subject, question)
        }
        await transaction.commit(set.changes())
        return came
      })
    } catch (cause) {
      if (!(cause instanceof MustWait)) throw cause
    }
  }
}

/**
 * Runs those of which nothing came yet, until one asks for what is not there; the others only to hear what they ask for.
 * What is missing.
 */
function advance<T>(set: WorkingSet, works: readonly Work<T>[], came: Came<T>[]): Questions {
  const missing = new Map<string, Question>()
  for (const work of works.slice(came.length)) {
    set.mark()
    set.questions.clear()
    const result = attempt(work, set)
    for (const [subject, question] of set.questions) missing.set(subject, question)
    if (missing.size > 0 || 'cause' in result) set.undo()
    // Over rows that are not there yet, anything may fail: it counts only where nothing was missing.
    if (missing.size === 0) came.push(result)
  }
  return missing
}

function attempt<T>(work: Work<T>, set: WorkingSet): Came<T> {
  try {
    return { value: work(set) }
  } catch (cause) {
    return { cause }
  }
}
