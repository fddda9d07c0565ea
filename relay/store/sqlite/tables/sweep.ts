/** What is old goes, of every table. */

import type { Rows } from '../../rows.ts'
import { ALIVE } from '../../../order/record.ts'
import { list, type Sql } from '../sql.ts'

export function sweep(sql: Sql): Pick<Rows, 'sweep'> {
  const orders = sql(`
    SELECT id FROM orders WHERE updated_at < ? AND due_at IS NULL
      AND status NOT IN (${list(ALIVE)})
      AND NOT EXISTS (SELECT 1 FROM outgoing WHERE order_id = orders.id) LIMIT +?`)
  const ofOrder = [
    ...['names', 'customers', 'sightings', 'asks'].map((table) =>
      sql(`DELETE FROM ${table} WHERE order_id = ?`),
    ),
    sql("DELETE FROM notices WHERE addressee = 'order' AND id = ?"),
    sql('DELETE FROM orders WHERE id = ?'),
  ]
  const old = (table: string, key: string, condition: string) =>
    sql(`
      DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT +?)`)
  const kept = old('kept', 'id', 'received_at < ?')
  const requests = old('requests', 'key', 'at < ?')
  const outgoing = old('outgoing', 'id', 'max(since, due_at) < ?')
  const webFiles = old('web_files', 'name', 'had_at < ?')
  const notices = old(
    'notices',
    'number',
    "created_at < iif(addressee = 'everybody', ?, ?) AND created_at < max(?, ?)",
  )

  return {
    sweep(before, limit) {
      const ids = orders.all(before.orders, limit).map(({ id }) => String(id))
      for (const id of ids) for (const each of ofOrder) each.run(id)
      const removed = [
        kept.run(before.kept, limit),
        requests.run(before.kept, limit),
        outgoing.run(before.outgoing, limit),
        webFiles.run(before.webFiles, limit),
        notices.run(before.broadcasts, before.kept, before.broadcasts, before.kept, limit),
      ]
      return removed.reduce((sum, { changes }) => sum + changes, ids.length)
    },
  }
}
