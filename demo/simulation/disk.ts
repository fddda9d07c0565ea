/** The relay's disk: outlives its process, can be lost, and can be put back to an earlier day. */

import type { Keeper, Store } from '../../relay/store/store.ts'
import type { Rows } from '../../relay/ledger/rows.ts'

/** How a store is made. */
export interface Maker {
  memoryRows(journal: (() => void)[]): Rows
  storeOf(keeper: Keeper): Store
}

/** One write that came to the disk: how to do it again. */
type Write = (store: Store) => Promise<unknown>

export class Disk {
  readonly #maker: Maker
  #writes: Write[] = []
  #plain: Store
  store: Store

  constructor(maker: Maker) {
    this.#maker = maker
    this.#plain = this.#blank()
    this.store = this.#recording()
  }

  /** How much has been written. */
  get position(): number {
    return this.#writes.length
  }

  /** All is lost. */
  wipe(): void {
    this.#writes = []
    this.#plain = this.#blank()
    this.store = this.#recording()
  }

  /** As it was at `position`: an old copy, under the name of today's history. */
  async restore(position: number): Promise<void> {
    this.#plain = this.#blank(this.#plain.epoch)
    this.#writes = this.#writes.slice(0, position)
    for (const write of this.#writes) await write(this.#plain)
    this.store = this.#recording()
  }

  #blank(epoch?: string): Store {
    const journal: (() => void)[] = []
    const rows = this.#maker.memoryRows(journal)
    if (epoch !== undefined) rows.setEpoch(epoch)
    return this.#maker.storeOf({
      rows,
      async atomically(work) {
        // Nothing fails here: nothing is ever taken back.
        journal.length = 0
        return work()
      },
      close: async () => {},
    })
  }

  /** What changes orders is written down, so that it can be done again. */
  #recording(): Store {
    const plain = this.#plain
    const write = <T>(again: (store: Store) => Promise<T>): Promise<T> => {
      this.#writes.push(again)
      return again(plain)
    }
    return {
      ...plain,
      get epoch() {
        return plain.epoch
      },
      register: (...given) => write((store) => store.register(...given)),
      apply: (...given) => write((store) => store.apply(...given)),
      elapse: (...given) => write((store) => store.elapse(...given)),
    }
  }
}
