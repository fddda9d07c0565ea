/** What pages have seen of each order; a notification that one has shown goes. */

import type { Rows } from '../../rows.ts'
import { partsOf } from '../../notice.ts'
import { number, type Sql } from '../sql.ts'

export function sightings(sql: Sql): Pick<Rows, 'sighting' | 'saw'> {
  const get = sql('SELECT delivered, acknowledged FROM sightings WHERE order_id = ?')
  const save = sql(`
    INSERT INTO sightings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
      delivered = max(delivered, excluded.delivered),
      acknowledged = max(acknowledged, excluded.acknowledged)`)
  const removeNotice = sql('DELETE FROM notices WHERE number = ? AND epoch = ?')

  return {
    sighting(orderId) {
      const row = get.get(orderId)
      return {
        delivered: number(row?.delivered) ?? 0,
        acknowledged: number(row?.acknowledged) ?? 0,
      }
    },
    saw(orders, notices) {
      for (const [id, { delivered, acknowledged }] of orders) save.run(id, delivered, acknowledged)
      for (const parts of notices.map(partsOf)) {
        if (parts) removeNotice.run(parts.number, parts.epoch)
      }
    },
  }
}
