/** Those in the merchant's own process who hear of each order that changed. */

import type { Log } from '../log.ts'
import type { Gist } from '../order/record.ts'
import type { OrderView } from '../order/view.ts'

/** `previous`: what was told of the order before; null the first time. */
export type ChangeListener = (order: OrderView, previous: Gist | null) => void

export class ChangeListeners {
  readonly #listeners = new Set<ChangeListener>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  /** From now on, until what it returns is called. */
  add(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Whoever fails, the others hear of it. `view` is asked only where somebody listens. */
  tell(view: () => OrderView, previous: Gist | null): void {
    for (const listener of this.#listeners) {
      try {
        // To each one of its own: what one does to it, the next does not see.
        listener(view(), previous && { ...previous })
      } catch (error) {
        this.#log.error({ err: error }, 'a listener of onChange failed')
      }
    }
  }
}
