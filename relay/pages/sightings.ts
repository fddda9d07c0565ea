/** What pages were sent and have shown: gathered, and written down once a second. */

import type { Log } from '../log.ts'
import type { Sighting } from '../store/tables.ts'
import type { Store } from '../store/store.ts'

/** Between two writes, in ms. What a crash loses of it makes a merchant write an e-mail too many, not too few. */
const INTERVAL = 1_000

/** What was seen between two writes. */
class Batch {
  readonly orders = new Map<string, Sighting>()
  readonly notices = new Set<string>()

  saw(id: string, sighting: Sighting): void {
    this.orders.set(id, higher(sighting, this.orders.get(id)))
  }
}

export class Sightings {
  readonly #store: Store
  readonly #log: Log
  #next = new Batch()
  /** Asked until the one after it is written: who has read the store before that finds it here. */
  #last = new Batch()
  #writing: Promise<void> | undefined
  readonly #timer: NodeJS.Timeout

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
    this.#timer = setInterval(() => void this.#write(), INTERVAL).unref()
  }

  /** A page was sent this version. */
  delivered(id: string, version: number): void {
    this.#saw(id, { delivered: version, acknowledged: 0 })
  }

  /** A page has shown it. */
  acknowledged(id: string, version: number): void {
    this.#saw(id, { delivered: version, acknowledged: version })
  }

  /** A page has shown the notification: it need not be told again. */
  acknowledgedNotice(id: string): void {
    this.#next.notices.add(id)
  }

  /** Whether a page has just shown the notification: the store may not know yet. */
  hasNotice(id: string): boolean {
    return this.#next.notices.has(id) || this.#last.notices.has(id)
  }

  async of(id: string): Promise<Sighting> {
    const written = await this.#store.sighting(id)
    return higher(higher(written, this.#last.orders.get(id)), this.#next.orders.get(id))
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
    await this.#write()
  }

  #saw(id: string, sighting: Sighting): void {
    // Of an order that nobody has told us of, nothing is kept.
    if (sighting.delivered > 0) this.#next.saw(id, sighting)
  }

  /** One after the other, however long the store takes. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeNext().finally(() => (this.#writing = undefined))
    return this.#writing
  }

  async #writeNext(): Promise<void> {
    const { orders, notices } = (this.#last = this.#next)
    this.#next = new Batch()
    if (orders.size + notices.size === 0) return
    try {
      await this.#store.saw(orders, [...notices])
    } catch (error) {
      this.#log.error(
        { err: error },
        'what pages have seen could not be written down; trying again',
      )
      for (const [id, sighting] of orders) this.#next.saw(id, sighting)
      for (const id of notices) this.#next.notices.add(id)
    }
  }
}

const higher = (a: Sighting, b: Sighting = { delivered: 0, acknowledged: 0 }): Sighting => ({
  delivered: Math.max(a.delivered, b.delivered),
  acknowledged: Math.max(a.acknowledged, b.acknowledged),
})
