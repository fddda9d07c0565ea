/** What waits for a reader that does not read: of an order its newest version only, and notifications. */

import type { OrderRecord } from '../order/record.ts'
import type { Checked } from '../protocol.ts'
import type { Notice } from '../store/notice.ts'
import type { Store } from '../store/store.ts'

/** The reader, when it reads again. */
export interface Reader {
  hasRoom(): boolean
  update(order: OrderRecord): void
  notify(notice: Notice): void
  checked(orders: Readonly<Record<string, Checked>>): void
}

export class Backlog {
  readonly #store: Pick<Store, 'order' | 'notice'>
  readonly #orders = new Set<string>()
  readonly #notices = new Set<string>()
  readonly #checked = new Map<string, Checked>()

  constructor(store: Pick<Store, 'order' | 'notice'>) {
    this.#store = store
  }

  get isEmpty(): boolean {
    return this.#orders.size + this.#notices.size + this.#checked.size === 0
  }

  /** An order has a version that could not be sent. */
  add(order: string): void {
    this.#orders.add(order)
  }

  /** A newer version of it was sent. */
  drop(order: string): void {
    this.#orders.delete(order)
  }

  addNotice(id: string): void {
    this.#notices.add(id)
  }

  /** A provider was asked about the order: what came of it the last time is enough. */
  addChecked(order: string, checked: Checked): void {
    this.#checked.set(order, checked)
  }

  /** Tells what waits, as the store has it now, for as long as there is room. */
  async drain(reader: Reader): Promise<void> {
    for (const id of this.#orders) {
      if (!reader.hasRoom()) return
      this.#orders.delete(id)
      const order = await this.#store.order(id)
      if (order) reader.update(order)
    }
    for (const id of this.#notices) {
      if (!reader.hasRoom()) return
      this.#notices.delete(id)
      const notice = await this.#store.notice(id)
      if (notice) reader.notify(notice)
    }
    if (this.#checked.size === 0 || !reader.hasRoom()) return
    reader.checked(Object.fromEntries(this.#checked))
    this.#checked.clear()
  }
}
