/** Callbacks that led to nothing, and the names that some of them wait for. */

import type { KeptCallback } from '../../../ledger/intake.ts'
import type { Rows } from '../../rows.ts'
import { json, type Row, type Sql } from '../sql.ts'

export function kept(
  sql: Sql,
): Pick<Rows, 'isKept' | 'keep' | 'takeWaiting' | 'takeKept' | 'kept' | 'keptAs'> {
  const byKey = sql("SELECT id, record FROM kept WHERE record ->> '$.key' = ?")
  const add = sql('INSERT INTO kept (id, state, record, received_at) VALUES (?, ?, ?, ?)')
  const wait = sql('INSERT OR IGNORE INTO kept_names VALUES (?, ?)')
  const waiting = sql('SELECT kept_id FROM kept_names WHERE name = ?')
  const get = sql('SELECT id, record FROM kept WHERE id = ?')
  const remove = sql('DELETE FROM kept WHERE id = ?')
  const newest = sql(`
    SELECT id, record FROM kept WHERE (? IS NULL OR state = ?) AND id < ?
    ORDER BY id DESC LIMIT +?`)
  const newestOf = sql(`
    SELECT id, record FROM kept WHERE record ->> '$.order' = ? AND (? IS NULL OR state = ?) AND id < ?
    ORDER BY id DESC LIMIT +?`)

  function takeKept(id: string): KeptCallback | undefined {
    const row = get.get(Number(id))
    if (!row) return undefined
    remove.run(Number(id))
    return keptIn(row)
  }

  return {
    isKept: (key) => byKey.get(key) !== undefined,
    keptAs(key) {
      const row = byKey.get(key)
      return row && keptIn(row)
    },
    keep({ id: known, ...rest }, names) {
      const record = JSON.stringify(rest)
      const number = known === undefined ? null : Number(known)
      const { id } = add.run(number, rest.state, record, rest.receivedAt)
      for (const name of names) wait.run(name, id)
      return { ...rest, id: String(id) }
    },
    takeWaiting(names) {
      const ids = names.flatMap((name) => waiting.all(name).map(({ kept_id }) => Number(kept_id)))
      return [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => takeKept(String(id)) ?? [])
    },
    takeKept,
    kept({ state = null, order, limit, before = String(Number.MAX_SAFE_INTEGER) }) {
      const found =
        order === undefined
          ? newest.all(state, state, Number(before), limit)
          : newestOf.all(order, state, state, Number(before), limit)
      return found.map(keptIn)
    },
  }
}

const keptIn = (row: Row): KeptCallback => ({
  ...json<KeptCallback>(row.record),
  id: String(row.id),
})
