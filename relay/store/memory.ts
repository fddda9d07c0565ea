/** A store that forgets: for tests, and for trying things out. */

import { newEpoch, storeOf, type Keeper } from './keeper.ts'
import { memoryRows } from './memory/rows.ts'
import { keeperOf, type Atomically } from './rows.ts'
import type { Store } from './store.ts'

/** `epoch`: the name of its history. */
export const memoryStore = (epoch = newEpoch()): Store => storeOf(memoryKeeper(epoch))

/** What several stores are made of that share all that they keep, as those of several nodes do. */
export function memoryKeeper(epoch = newEpoch()): Keeper {
  const journal: (() => void)[] = []
  const atomically: Atomically = async (work) => {
    journal.length = 0
    try {
      return work()
    } catch (cause) {
      for (const undo of journal.toReversed()) undo()
      throw cause
    }
  }
  // Nothing goes to disk.
  const rest = { onCommit() {}, async close() {} }
  return keeperOf(memoryRows(journal, epoch), atomically, rest)
}
