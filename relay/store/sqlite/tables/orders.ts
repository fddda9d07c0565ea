/** Orders, each as one record; columns for what is asked of all of them. */

import type { Rows } from '../../rows.ts'
import type { OrderRecord } from '../../../order/record.ts'
import { json, number, type Row, type Sql } from '../sql.ts'

export function orders(sql: Sql): Pick<Rows, 'order' | 'save' | 'due' | 'nextDue'> {
  const get = sql('SELECT record FROM orders WHERE id = ?')
  const save = sql(`
    INSERT INTO orders (id, record, due_at, status, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET record = excluded.record, due_at = excluded.due_at,
      status = excluded.status, updated_at = excluded.updated_at`)
  const due = sql('SELECT record FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT +?')
  const nextDue = sql('SELECT min(due_at) AS due FROM orders WHERE due_at IS NOT NULL')

  return {
    order(id) {
      const row = get.get(id)
      return row && orderIn(row)
    },
    save(order) {
      const { id, changesAt = null, shown, createdAt, updatedAt } = order
      save.run(id, JSON.stringify(order), changesAt, shown.status, createdAt, updatedAt)
    },
    due: (now, limit) => due.all(now, limit).map(orderIn),
    nextDue: () => number(nextDue.get()?.due),
  }
}

/** The order in a row that has its record. */
export const orderIn = ({ record }: Row): OrderRecord => json(record)
