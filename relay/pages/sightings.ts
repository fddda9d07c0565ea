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
  /** Shown by another node's page: that node writes it down. */
  readonly noticesElsewhere = new Set<string>()

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
  readonly #shown: (notice: string) => void

  /** `shown` hears of each notification that a page has shown. */
  constructor(store: Store, log: Log, shown: (notice: string) => void = () => {}) {
    this.#store = store
    this.#log = log
    this.#shown = shown
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
    this.#shown(id)
  }

  /** A page has shown it, on another node. */
  acknowledgedElsewhere(id: string): void {
    this.#next.noticesElsewhere.add(id)
  }

  /** Whether a page has just shown the notification: the store may not know yet. */
  hasNotice(id: string): boolean {
    return [this.#next, this.#last].some(
      ({ notices, noticesElsewhere }) => notices.has(id) || noticesElsewhere.has(id),
    )
  }

  async of(id: string): Promise<Sighting> {
    const written = await this.#store.sighting(id)
    return higher(written, this.unwritten(id))
  }

  /** What the store may not know yet. */
  unwritten(id: string): Sighting {
    return higher(this.#next.orders.get(id) ?? NOTHING, this.#last.orders.get(id))
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

const NOTHING: Sighting = { delivered: 0, acknowledged: 0 }

export const higher = (a: Sighting, b: Sighting = NOTHING): Sighting => ({
  delivered: Math.max(a.delivered, b.delivered),
  acknowledged: Math.max(a.acknowledged, b.acknowledged),
})
