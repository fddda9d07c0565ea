/** The Store contract: apply what arrived once and durably; read what is true of an order; keep the rest. */

import type { Forward, Intake, KeptCallback } from '../ledger/intake.ts'
import type { Registered, RegistrationChange, Replayed } from '../ledger/ledger.ts'
import type { Context } from '../ledger/step.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'
import type { AskRows } from '../reconciliation/queue.ts'
import type { Tables } from './tables.ts'

/** The disk's fault, not the caller's: nothing of it was kept, and it may be asked again later. */
export class StoreFailure extends Error {}

/** Hears of what is written to disk: how many steps shared a transaction, and how long it took, in ms. */
export type CommitListener = (steps: number, ms: number) => void

/**
 * Every promise is kept only when what it speaks of is on disk, and what is asked for after it was kept sees it.
 * Of what is asked for at the same time, either may come first; on another node, too, which shares what is kept.
 *
 * Times are in ms since 1970. They, versions and limits are whole numbers, never Infinity or NaN. An id may be
 * any text: of one that was never given out, nothing is known.
 */
export interface Store extends Omit<Tables, 'replaceEpoch' | 'mark'> {
  /** Names this history. Versions of different epochs do not compare. */
  readonly epoch: string
  /** History was lost: what was called `from` has another name from now on. Of several who say so, the first. */
  renewEpoch(from: string): Promise<void>
  /** Another node may have said so: from now on `epoch` is what this history is called. */
  readEpoch(): Promise<void>

  /** All of it or nothing, and what is to be passed on with it; the orders that changed. */
  apply(intakes: readonly Intake[], context: Context, forward?: Forward): Promise<OrderRecord[]>
  register(id: string, change: RegistrationChange, context: Context): Promise<Registered>
  /** What time alone has changed, at most `limit` orders of it. */
  elapse(context: Context, limit: number): Promise<OrderRecord[]>
  /**
   * Tries one again of what led to nothing. Undefined where there is none of this id. `read` may be called
   * several times.
   */
  replay(
    id: string,
    read: (kept: KeptCallback) => Heard[] | undefined,
    context: Context,
  ): Promise<Replayed | undefined>

  /**
   * Looks at what is to be asked, and changes it, as one atomic step. `work` may run several times, and only the last
   * run counts: it is pure but for the rows.
   */
  asks<T>(work: (rows: AskRows) => T): Promise<T>

  /** From now on `listener` hears of each transaction, instead of whoever did before. */
  onCommit(listener: CommitListener): void
  /** Rejects with a StoreFailure where nothing can be written. */
  probe(): Promise<void>
  close(): Promise<void>
}
