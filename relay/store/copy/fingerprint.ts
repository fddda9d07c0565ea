/** Whether two tables have the same rows, in whatever order they are read. */

import { createHash } from 'node:crypto'
import type { CopiedTable, Row } from './tables.ts'

export class Fingerprint {
  readonly #columns: readonly string[]
  readonly #sum = new Uint8Array(32)
  #count = 0

  constructor({ columns }: CopiedTable) {
    this.#columns = Object.keys(columns)
  }

  get count(): number {
    return this.#count
  }

  /** Each row has a key of its own, so that no two of them cancel each other out. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const digest = createHash('sha256').update(this.#textOf(row)).digest()
      for (const [place, byte] of digest.entries())
        this.#sum[place] = (this.#sum[place] ?? 0) ^ byte
      this.#count++
    }
  }

  equals(other: Fingerprint): boolean {
    return this.#count === other.#count && Buffer.compare(this.#sum, other.#sum) === 0
  }

  #textOf(row: Row): string {
    const values = this.#columns.map((column) => {
      const value = row[column]
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
    })
    return JSON.stringify(values)
  }
}
