/** Orders, each as one record; columns for what is asked of all of them. */

import type { Rows } from '../../rows.ts'
import type { OrderRecord } from '../../../order/record.ts'
import type { OrdersQuery } from '../../tables.ts'
import { kindOf } from '../../kind.ts'
import { json, number, type Row, type Sql } from '../sql.ts'

export function orders(
  sql: Sql,
): Pick<Rows, 'order' | 'versions' | 'orders' | 'save' | 'due' | 'nextDue'> {
  const get = sql('SELECT record FROM orders WHERE id = ?')
  const versions = sql(`
    SELECT id, record ->> '$.version' AS version FROM orders
    WHERE id IN (SELECT value FROM json_each(?))`)
  const save = sql(`
    INSERT INTO orders (id, record, due_at, status, kind, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET record = excluded.record, due_at = excluded.due_at,
      status = excluded.status, kind = excluded.kind, updated_at = excluded.updated_at`)
  const due = sql('SELECT record FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT +?')
  const nextDue = sql('SELECT min(due_at) AS due FROM orders WHERE due_at IS NOT NULL')

  return {
    order(id) {
      const row = get.get(id)
      return row && orderIn(row)
    },
    versions: (ids) =>
      new Map(
        versions.all(JSON.stringify(ids)).map(({ id, version }) => [String(id), Number(version)]),
      ),
    save(order) {
      const { id, changesAt = null, shown, createdAt, updatedAt } = order
      save.run(
        ...[id, JSON.stringify(order), changesAt, shown.status],
        ...[kindOf(order), createdAt, updatedAt],
      )
    },
    orders(query) {
      const conditions = conditionsOf(query)
      const where = conditions.map(([condition]) => condition).join(' AND ') || 'TRUE'
      const values = conditions.flatMap(([, ...given]) => given)
      return sql(`SELECT record FROM orders WHERE ${where} ORDER BY updated_at DESC, id LIMIT +?`)
        .all(...values, query.limit)
        .map(orderIn)
    },
    due: (now, limit) => due.all(now, limit).map(orderIn),
    nextDue: () => number(nextDue.get()?.due),
  }
}

const OF_CUSTOMER = 'id IN (SELECT order_id FROM customers WHERE customer = ?)'
const NAMED = `id IN (
  SELECT ? UNION SELECT order_id FROM names WHERE name IN (SELECT value FROM json_each(?)))`
const EARLIER = '(updated_at < ? OR (updated_at = ? AND id > ?))'

type Condition = [text: string, ...values: (string | number)[]]

function conditionsOf({ registered, status, customer, names, before }: OrdersQuery): Condition[] {
  const conditions: Condition[] = []
  // As it stands in the index: a value that is filled in would not be known to fit it.
  if (registered !== undefined) conditions.push([`kind = '${registered ? 'registered' : 'stray'}'`])
  if (status !== undefined) conditions.push(['status = ?', status])
  if (customer !== undefined) conditions.push([OF_CUSTOMER, customer])
  if (names !== undefined) conditions.push([NAMED, names.id, JSON.stringify(names.names)])
  if (before !== undefined) {
    conditions.push([EARLIER, before.updatedAt, before.updatedAt, before.id])
  }
  return conditions
}

/** The order in a row that has its record. */
export const orderIn = ({ record }: Row): OrderRecord => json(record)
