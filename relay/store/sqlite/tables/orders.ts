/** Orders, each as one record; columns for what is asked of all of them. */

import type { Rows } from '../../rows.ts'
import type { OrderRecord } from '../../../order/record.ts'
import { json, number, type Row, type Sql } from '../sql.ts'

export function orders(sql: Sql): Pick<Rows, 'order' | 'orders' | 'save' | 'due' | 'nextDue'> {
  const get = sql('SELECT record FROM orders WHERE id = ?')
  const save = sql(`
    INSERT INTO orders (id, record, due_at, status, kind, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET record = excluded.record, due_at = excluded.due_at,
      status = excluded.status, kind = excluded.kind, updated_at = excluded.updated_at`)
  const due = sql('SELECT record FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?')
  const nextDue = sql('SELECT min(due_at) AS due FROM orders WHERE due_at IS NOT NULL')

  return {
    order(id) {
      const row = get.get(id)
      return row && orderIn(row)
    },
    save(order) {
      const { id, changesAt = null, shown, createdAt, updatedAt } = order
      save.run(
        ...[id, JSON.stringify(order), changesAt, shown.status],
        ...[kindOf(order), createdAt, updatedAt],
      )
    },
    orders({ registered, status, customer, names, limit, before }) {
      const asked: [condition: string, ...values: (string | number)[]][] = [
        ...(registered === undefined
          ? []
          : [[`kind = '${registered ? 'registered' : 'stray'}'`] as [string]]),
        ...(status === undefined ? [] : [['status = ?', status] as [string, string]]),
        ...(customer === undefined ? [] : [[OF_CUSTOMER, customer] as [string, string]]),
        ...(names === undefined
          ? []
          : [[NAMED, names.id, JSON.stringify(names.names)] as [string, string, string]]),
        ...(before === undefined
          ? []
          : [
              [EARLIER, before.updatedAt, before.updatedAt, before.id] as [
                string,
                number,
                number,
                string,
              ],
            ]),
      ]
      const where = asked.map(([condition]) => condition).join(' AND ') || 'TRUE'
      const values = asked.flatMap(([, ...given]) => given)
      return sql(`SELECT record FROM orders WHERE ${where} ORDER BY updated_at DESC, id LIMIT ?`)
        .all(...values, limit)
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

/** `empty`: nobody registered it, and its payments have found their order since. */
const kindOf = ({ registration, payments }: OrderRecord): 'registered' | 'stray' | 'empty' =>
  registration ? 'registered' : Object.keys(payments).length > 0 ? 'stray' : 'empty'

/** The order in a row that has its record. */
export const orderIn = ({ record }: Row): OrderRecord => json(record)
