/** What is old goes, of every table; what another node has in hand is left for the next time. */

import { ALIVE } from '../../../order/record.ts'
import type { Tables } from '../../tables.ts'
import { lockKey } from '../locks.ts'
import { list, words, type Database, type Transaction, type Value } from '../sql.ts'

export const sweep = (db: Database, schema: string): Pick<Tables, 'sweep'> => ({
  sweep: (before, limit) =>
    db.transaction(async ({ query, commit }) => {
      const gone = await sweepOrders({ query }, schema, before.orders, limit)
      const others = [
        query(old('kept', 'id', 'received_at < $1'), before.kept, limit),
        query(old('requests', 'key', 'at < $1'), before.kept, limit),
        query(old('outgoing', 'id', 'greatest(since, due_at) < $1'), before.outgoing, limit),
        query(old('web_files', 'name', 'had_at < $1'), before.webFiles, limit),
        query(NOTICES, before.broadcasts, limit, before.kept),
      ]
      await commit()
      const removed = await Promise.all(others)
      return removed.reduce((sum, { count }) => sum + count, gone)
    }),
})

async function sweepOrders(
  { query }: Pick<Transaction, 'query'>,
  schema: string,
  ...[before, limit]: [before: number, limit: number]
): Promise<number> {
  const mine = await query(MINE, before, limit, lockKey(schema, 'order', ''))
  if (mine.length === 0) return 0
  const found = list(mine.map(({ id }) => String(id)))
  // Before we had its lock, it may have come to life.
  const removed = await query(
    `DELETE FROM $.orders WHERE id = ANY($2::text[]) AND ${OVER} RETURNING id`,
    ...([before, found] satisfies Value[]),
  )
  const ids = list(removed.map(({ id }) => String(id)))
  for (const table of ['names', 'customers', 'sightings', 'asks', 'delivered']) {
    void query(`DELETE FROM $.${table} WHERE order_id = ANY($1::text[])`, ids)
  }
  void query("DELETE FROM $.notices WHERE addressee = 'order' AND id = ANY($1::text[])", ids)
  return removed.length
}

const OVER = `updated_at < $1 AND due_at IS NULL AND status NOT IN (${words(ALIVE)})
  AND NOT EXISTS (SELECT 1 FROM $.outgoing WHERE order_id = orders.id)`

const MINE = `
  WITH old AS MATERIALIZED (SELECT id FROM $.orders WHERE ${OVER} LIMIT $2)
  SELECT id FROM old WHERE pg_try_advisory_xact_lock(hashtextextended($3 || id, 0))`

const old = (table: string, key: string, condition: string): string => `
  DELETE FROM $.${table} WHERE ${key} IN (
    SELECT ${key} FROM $.${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED
  )`

const NOTICES = `
  DELETE FROM $.notices WHERE number IN (
    SELECT number FROM $.notices
    WHERE created_at < CASE WHEN addressee = 'everybody' THEN $1::bigint ELSE $3::bigint END
      AND created_at < greatest($1::bigint, $3::bigint)
    LIMIT $2 FOR UPDATE SKIP LOCKED
  )`
