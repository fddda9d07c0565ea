/** A store out of a way to run steps, and of tables. */

import { randomBytes } from 'node:crypto'
import { apply, elapse, register, replay } from '../ledger/ledger.ts'
import type { StepRows } from '../ledger/rows.ts'
import { once } from './once.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** What a store is made of. */
export interface Keeper {
  /** As it is when the store is opened. */
  epoch: string
  /**
   * Runs `work` as one atomic step, and resolves with what it returned once that is on disk. Work may run several
   * times, and only the last run counts: it is pure but for the rows.
   */
  step<T>(work: (rows: StepRows) => T): Promise<T>
  /** As a step is run. */
  asks: Store['asks']
  tables: Tables
  onCommit: Store['onCommit']
  close(): Promise<void>
}

export function storeOf({ epoch, step, asks, tables, onCommit, close }: Keeper): Store {
  return {
    ...tables,
    get epoch() {
      return epoch
    },
    async renewEpoch(from) {
      epoch = await tables.replaceEpoch(from, newEpoch())
    },
    async readEpoch() {
      // Nothing is called that: so nothing is renamed.
      epoch = await tables.replaceEpoch('', '')
    },

    apply: (intakes, context, forward) =>
      step((rows) => {
        const work = () => {
          if (forward) rows.forward(forward, context.now)
          return apply(rows, intakes, context)
        }
        return once(rows, context.once, work, () => [])
      }),
    register: (id, change, context) =>
      step((rows) => {
        const work = () => register(rows, id, change, context)
        return once(rows, context.once, work, (done) =>
          'conflict' in done ? done : { ...done, changed: [], joined: [] },
        )
      }),
    asks,
    elapse: (context, limit) => step((rows) => elapse(rows, context, limit)),
    replay: (id, read, context) =>
      step((rows) => {
        const work = () => replay(rows, id, read, context)
        return once(rows, context.once, work, (done) => done && { ...done, changed: [] })
      }),

    // Something new each time: what is there already would not be written.
    probe: () => tables.mark(randomBytes(6).toString('hex')),
    onCommit,
    close,
  }
}

/** A name that no other history has. */
export const newEpoch = (): string => randomBytes(6).toString('hex')
