/** Sessions for transactions: so many connections, each of which one transaction has to itself. */

import type postgres from 'postgres'

interface Slot {
  sql: postgres.Sql
  isConnected: boolean
}

export interface Held {
  on: postgres.ReservedSql
  /** For the next one, where it is still good. Once. */
  release(): void
}

/**
 * Each is a pool of one, so that we know whether it is connected. The package has two ways to `reserve` what is not: with
 * `fetch_types`, an answer that is lost is nobody's, and ends the process; without, it is never had.
 */
export class Sessions {
  readonly #open: (closed: () => void) => postgres.Sql
  readonly #max: number
  readonly #slots: Slot[] = []
  readonly #free: Slot[] = []
  readonly #waiting: PromiseWithResolvers<Slot>[] = []

  /** `open`: a pool of one, without `fetch_types`; tells when its connection is closed. */
  constructor(open: (closed: () => void) => postgres.Sql, max: number) {
    this.#open = open
    this.#max = max
  }

  /** Rejects where Postgres is not reached, or all is over meanwhile. */
  async take(): Promise<Held> {
    const slot = await this.#next()
    try {
      if (!slot.isConnected) {
        await slot.sql.unsafe('SELECT 1')
        slot.isConnected = true
      }
      const on = await slot.sql.reserve()
      return {
        on,
        release: () => {
          on.release()
          this.#give(slot)
        },
      }
    } catch (cause) {
      this.#give(slot)
      throw cause
    }
  }

  /** `timeout`: how long what is under way has, in s. Whoever waits for a session hears that there is none. */
  async end(timeout: number, why: Error): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(why)
    await Promise.all(this.#slots.map(({ sql }) => sql.end({ timeout })))
  }

  #next(): Slot | Promise<Slot> {
    const free = this.#free.pop()
    if (free) return free
    if (this.#slots.length < this.#max) return this.#make()
    const waiting = Promise.withResolvers<Slot>()
    this.#waiting.push(waiting)
    return waiting.promise
  }

  #make(): Slot {
    const slot: Slot = {
      sql: this.#open(() => void (slot.isConnected = false)),
      isConnected: false,
    }
    this.#slots.push(slot)
    return slot
  }

  #give(slot: Slot): void {
    const next = this.#waiting.shift()
    if (next) next.resolve(slot)
    else this.#free.push(slot)
  }
}
