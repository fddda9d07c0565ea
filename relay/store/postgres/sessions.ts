/**
 * Connections for transactions, each somebody's alone for a while. postgres.js gives out one that is open; one that it has
 * to open for that, and asks for no types, it never gives out. So each is a client of its own, which is opened first.
 */

import type postgres from 'postgres'

/** Somebody's, until it is released. */
export interface Session {
  on: postgres.Sql
  release(): void
}

interface Line {
  client: postgres.Sql
  isOpen: boolean
}

export class Sessions {
  readonly #make: (lost: () => void) => postgres.Sql
  readonly #most: number
  readonly #lines: Line[] = []
  readonly #free: Line[] = []
  readonly #waiting: ((line: Line) => void)[] = []

  /** `make`: a client of one connection, which calls `lost` whenever that has ended. */
  constructor(make: (lost: () => void) => postgres.Sql, most: number) {
    this.#make = make
    this.#most = most
  }

  /** Rejects where Postgres cannot be reached. */
  async take(): Promise<Session> {
    const line = await this.#next()
    try {
      if (!line.isOpen) {
        await line.client.unsafe('SELECT 1')
        line.isOpen = true
      }
      const on = await line.client.reserve()
      return {
        on,
        release: () => {
          on.release()
          this.#giveBack(line)
        },
      }
    } catch (cause) {
      this.#giveBack(line)
      throw cause
    }
  }

  async end(timeout: number): Promise<void> {
    await Promise.all(this.#lines.map(({ client }) => client.end({ timeout })))
  }

  #next(): Line | Promise<Line> {
    const free = this.#free.pop()
    if (free) return free
    if (this.#lines.length >= this.#most) {
      return new Promise((resolve) => this.#waiting.push(resolve))
    }
    const line: Line = { client: this.#make(() => (line.isOpen = false)), isOpen: false }
    this.#lines.push(line)
    return line
  }

  #giveBack(line: Line): void {
    const next = this.#waiting.shift()
    if (next) next(line)
    else this.#free.push(line)
  }
}
