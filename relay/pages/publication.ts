/** One change, made into text once for all who hear of it for the same reason. */

import type { Snapshot } from '../protocol.ts'
import type { OwnedSnapshot } from './owned-snapshot.ts'

export class Publication implements OwnedSnapshot {
  readonly order: Snapshot
  readonly customers: readonly string[]
  readonly #json: string
  readonly #texts = new Map<string | undefined, string>()

  /** `order`: as it goes out. */
  constructor({ order, customers }: OwnedSnapshot) {
    this.order = order
    this.customers = customers
    this.#json = JSON.stringify(order)
  }

  /** The `update` frame. `customer`: as whose order the page hears of it, where that is why. */
  text(customer?: string): string {
    const made = this.#texts.get(customer)
    if (made !== undefined) return made
    const reason = customer === undefined ? '' : `"customer":${JSON.stringify(customer)},`
    const text = `{"type":"update",${reason}"order":${this.#json}}`
    this.#texts.set(customer, text)
    return text
  }
}
