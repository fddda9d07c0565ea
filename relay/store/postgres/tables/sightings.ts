/** What pages have seen of each order; a notification that one has shown goes. */

import { partsOf } from '../../notice.ts'
import type { Tables } from '../../tables.ts'
import { escaped, rowsOf, type Database } from '../sql.ts'

export const sightings = (db: Database): Pick<Tables, 'sighting' | 'saw'> => ({
  async sighting(orderId) {
    const [row] = await db.query(
      'SELECT delivered, acknowledged FROM $.sightings WHERE order_id = $1',
      escaped(orderId),
    )
    return {
      delivered: Number(row?.delivered ?? 0),
      acknowledged: Number(row?.acknowledged ?? 0),
    }
  },
  saw: (orders, notices) =>
    db.transaction(async ({ query, commit }) => {
      // One order for all who write: so nobody waits for one who waits for him.
      const seen = [...orders].map(([id, of]) => ({ id: escaped(id), ...of }))
      const shown = notices.flatMap((id) => partsOf(id) ?? [])
      if (seen.length > 0) void query(SAVE, rowsOf(seen))
      if (shown.length > 0) void query(REMOVE, rowsOf(shown))
      await commit()
    }),
})

const SAVE = `
  INSERT INTO $.sightings (order_id, delivered, acknowledged)
  SELECT id, delivered, acknowledged
  FROM json_to_recordset($1::text::json) AS given (id text, delivered bigint, acknowledged bigint)
  ORDER BY id COLLATE "C"
  ON CONFLICT (order_id) DO UPDATE SET
    delivered = greatest(sightings.delivered, excluded.delivered),
    acknowledged = greatest(sightings.acknowledged, excluded.acknowledged)`

const REMOVE = `
  DELETE FROM $.notices WHERE number IN (
    SELECT notices.number FROM $.notices
    JOIN json_to_recordset($1::text::json) AS given (number bigint, epoch text)
      ON notices.number = given.number AND notices.epoch = given.epoch
    ORDER BY notices.number FOR UPDATE OF notices SKIP LOCKED
  )`
