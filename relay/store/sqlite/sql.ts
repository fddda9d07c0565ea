/** Statements of one SQLite file, each prepared once, and what comes out of them. */

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'

export type Row = Record<string, SQLOutputValue>

export interface Statement {
  /** How many rows it changed, and the id of the last one. */
  run(...values: SQLInputValue[]): { changes: number; id: number }
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
}

/**
 * Prepares a statement. A limit is written `LIMIT +?`: for each value of a bare `?` there, SQLite plans the statement
 * anew, which costs several times what it does.
 */
export type Sql = (text: string) => Statement

export const sqlOf =
  (db: DatabaseSync): Sql =>
  (text) => {
    const statement = db.prepare(text)
    return {
      run(...values) {
        const { changes, lastInsertRowid } = statement.run(...values)
        return { changes: Number(changes), id: Number(lastInsertRowid) }
      },
      get: (...values) => statement.get(...values),
      all: (...values) => statement.all(...values),
    }
  }

/** What we wrote ourselves. */
export const json = <T>(text: SQLOutputValue | undefined): T => JSON.parse(String(text))

/** Undefined for what is not there. */
export const number = (value: SQLOutputValue | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value)

/** Words of ours, for `IN (…)`. */
export const list = (words: Iterable<string>): string =>
  [...words].map((word) => `'${word}'`).join()
