/** Customers, and the orders that are theirs. */

import type { Rows } from '../../rows.ts'
import { OPEN } from '../../../protocol.ts'
import { orderIn } from './orders.ts'
import { list, type Sql } from '../sql.ts'

export function customers(sql: Sql): Pick<Rows, 'enlist' | 'ordersOf'> {
  const clear = sql('DELETE FROM customers WHERE order_id = ?')
  const add = sql('INSERT OR IGNORE INTO customers VALUES (?, ?)')
  const orders = sql(`
    SELECT record FROM customers JOIN orders ON orders.id = order_id
    WHERE customer = ? AND (status IN (${list(OPEN)}) OR updated_at >= ?)
    ORDER BY updated_at DESC, orders.id LIMIT +?`)

  return {
    enlist(orderId, all) {
      clear.run(orderId)
      for (const customer of all) add.run(customer, orderId)
    },
    ordersOf: (customer, since, limit) => orders.all(customer, since, limit).map(orderIn),
  }
}
