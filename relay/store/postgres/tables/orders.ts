/** Orders, as whoever looks at them sees them. */

import type { OrderRecord } from '../../../order/record.ts'
import { OPEN } from '../../../protocol.ts'
import type { OrdersQuery, Tables } from '../../tables.ts'
import {
  escaped,
  json,
  keyed,
  list,
  number,
  unescaped,
  words,
  type Database,
  type Row,
  type Value,
} from '../sql.ts'

export const orders = ({
  query,
}: Database): Pick<
  Tables,
  'order' | 'versions' | 'registeredOrder' | 'nextDue' | 'orders' | 'ordersOf'
> => ({
  async order(id) {
    const [row] = await query('SELECT record FROM $.orders WHERE id = $1', escaped(id))
    return row && orderIn(row)
  },
  async versions(ids) {
    const found = await query(
      'SELECT id, version FROM $.orders WHERE id = ANY($1::text[])',
      list(ids.map(escaped)),
    )
    return new Map(found.map(({ id, version }) => [unescaped(id), Number(version)]))
  },
  async registeredOrder(reference) {
    const [row] = await query(
      "SELECT order_id FROM $.names WHERE name = $1 AND by = 'merchant'",
      keyed(reference),
    )
    return row && unescaped(row.order_id)
  },
  async nextDue() {
    const [row] = await query('SELECT min(due_at) AS due FROM $.orders WHERE due_at IS NOT NULL')
    return number(row?.due)
  },
  async orders(sought) {
    const { text, values } = conditionsOf(sought)
    const found = await query(
      `SELECT record FROM $.orders WHERE ${text} ORDER BY updated_at DESC, id LIMIT $${values.length + 1}`,
      ...[...values, sought.limit],
    )
    return found.map(orderIn)
  },
  async ordersOf(customer, since, limit) {
    const found = await query(OF_CUSTOMER, keyed(customer), since, limit)
    return found.map(orderIn)
  },
})

const OF_CUSTOMER = `
  SELECT record FROM $.customers JOIN $.orders ON orders.id = order_id
  WHERE customer = $1 AND (status IN (${words(OPEN)}) OR updated_at >= $2)
  ORDER BY updated_at DESC, orders.id LIMIT $3`

function conditionsOf({ registered, status, customer, names, before }: OrdersQuery): {
  text: string
  values: Value[]
} {
  const values: Value[] = []
  const of = (value: Value): string => `$${values.push(value)}`
  const conditions = ['TRUE']
  // As it stands in the index: a value that is filled in would not be known to fit it.
  if (registered !== undefined) conditions.push(`kind = '${registered ? 'registered' : 'stray'}'`)
  if (status !== undefined) conditions.push(`status = ${of(status)}`)
  if (customer !== undefined) {
    conditions.push(
      `id IN (SELECT order_id FROM $.customers WHERE customer = ${of(keyed(customer))})`,
    )
  }
  if (names !== undefined) {
    conditions.push(
      `id IN (SELECT ${of(escaped(names.id))}::text UNION
        SELECT order_id FROM $.names WHERE name = ANY(${of(list(names.names.map(keyed)))}::text[]))`,
    )
  }
  if (before !== undefined) {
    const at = of(before.updatedAt)
    conditions.push(
      `(updated_at < ${at} OR (updated_at = ${at} AND id > ${of(escaped(before.id))}))`,
    )
  }
  return { text: conditions.join(' AND '), values }
}

const orderIn = ({ record }: Row): OrderRecord => json(record)
