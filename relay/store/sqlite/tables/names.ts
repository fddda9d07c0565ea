/** Names, and the orders that they lead to. */

import type { By, Holder } from '../../../ledger/rows.ts'
import type { Rows } from '../../rows.ts'
import type { Sql } from '../sql.ts'

export function names(sql: Sql): Pick<Rows, 'holders' | 'registeredOrder' | 'hold' | 'release'> {
  const get = sql('SELECT order_id, by FROM names WHERE name = ?')
  const hold = sql('INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET by = excluded.by')
  const release = sql('DELETE FROM names WHERE name = ? AND order_id = ?')

  const holders = (name: string): Holder[] =>
    get.all(name).map(({ order_id, by }) => ({ orderId: String(order_id), by: by as By }))

  return {
    holders,
    registeredOrder: (reference) => holders(reference).find(({ by }) => by === 'merchant')?.orderId,
    hold: (name, orderId, by) => void hold.run(name, orderId, by),
    release: (name, orderId) => void release.run(name, orderId),
  }
}
