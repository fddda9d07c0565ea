/** The relay's disk: outlives its process, can be lost, and can be put back to an earlier day. */

import type { Store } from '../../relay/store/store.ts'

/** Makes a store, of a history of this name. */
type Maker = (epoch?: string) => Store

/** One write that came to the disk: how to do it again. */
type Write = (store: Store) => Promise<unknown>

export class Disk {
  readonly #maker: Maker
  #writes: Write[] = []
  #plain: Store
  store: Store

  constructor(maker: Maker) {
    this.#maker = maker
    this.#plain = maker()
    this.store = this.#recording()
  }

  /** How much has been written. */
  get position(): number {
    return this.#writes.length
  }

  /** All is lost. */
  wipe(): void {
    this.#writes = []
    this.#plain = this.#maker()
    this.store = this.#recording()
  }

  /** As it was at `position`: an old copy, under the name of today's history. */
  async restore(position: number): Promise<void> {
    this.#plain = this.#maker(this.#plain.epoch)
    this.#writes = this.#writes.slice(0, position)
    for (const write of this.#writes) await write(this.#plain)
    this.store = this.#recording()
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
