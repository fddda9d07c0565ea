/** What pages have seen of each order. */

import type { Rows } from '../../../ledger/rows.ts'
import { number, type Sql } from '../sql.ts'

export function sightings(sql: Sql): Pick<Rows, 'sighting' | 'saw'> {
  const get = sql('SELECT delivered, acknowledged FROM sightings WHERE order_id = ?')
  const save = sql(`
    INSERT INTO sightings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
      delivered = max(delivered, excluded.delivered),
      acknowledged = max(acknowledged, excluded.acknowledged)`)

  return {
    sighting(orderId) {
      const row = get.get(orderId)
      return {
        delivered: number(row?.delivered) ?? 0,
        acknowledged: number(row?.acknowledged) ?? 0,
      }
    },
    saw: (orderId, { delivered, acknowledged }) => void save.run(orderId, delivered, acknowledged),
  }
}
