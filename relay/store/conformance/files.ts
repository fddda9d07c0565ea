/** SQLite files that are full, and what is in them. */

import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '../sqlite.ts'
import { fill } from './full.ts'

/** All that a file has, table by table and row by row, but for what belongs to the place. */
export function all(path: string): Record<string, string[]> {
  const db = new DatabaseSync(path, { readOnly: true })
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
  const rows = names.map((name) => [
    name,
    db
      .prepare(`SELECT * FROM ${name}`)
      .all()
      .filter((row) => name !== 'meta' || !['session', 'mark'].includes(String(row.name)))
      .map((row) =>
        JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? [...value] : value)),
      )
      .toSorted(),
  ])
  db.close()
  return Object.fromEntries(rows)
}

/** Makes one, and closes it. */
export async function filled(path: string, orders?: number): Promise<string> {
  const store = sqliteStore(path)
  await fill(store, orders)
  await store.close()
  return path
}
