/** For whoever watches the relay: how much waits, and how large our tables are. */

import { KEPT_CODES } from '../../../ledger/intake.ts'
import { COUNTED, type Queue, type Tables } from '../../tables.ts'
import { list, number, unescaped, type Database, type Row } from '../sql.ts'

const CODES = Object.values(KEPT_CODES).flat()

export const figures = ({ query }: Database, schema: string): Pick<Tables, 'figures'> => ({
  async figures() {
    const [kept, outbox, asks, sizes] = await Promise.all([
      query(KEPT, list(CODES)),
      query(OUTBOX),
      query(ASKS),
      query(BYTES, schema),
    ])
    return {
      kept: queuesOf(kept),
      outbox: queuesOf(outbox),
      asks: queuesOf(asks),
      bytes: number(sizes[0]?.bytes) ?? 0,
    }
  },
})

/** Their ids rise, and what was kept first came first. */
const KEPT = `
  SELECT code AS name,
    (SELECT count(*) FROM (SELECT 1 FROM $.kept WHERE kept.code = of.code LIMIT ${COUNTED}) AS counted)
      AS count,
    (SELECT received_at FROM $.kept WHERE kept.code = of.code ORDER BY id LIMIT 1) AS since
  FROM unnest($1::text[]) AS of (code)`

/** From one lane to the next along the index, whatever lies between. */
const OUTBOX = `
  WITH RECURSIVE found (lane) AS (
    SELECT min(lane) FROM $.outgoing
    UNION ALL SELECT (SELECT min(lane) FROM $.outgoing WHERE lane > found.lane) FROM found
      WHERE found.lane IS NOT NULL
  )
  SELECT lane AS name, count, since FROM found, LATERAL (
    SELECT count(*) AS count, min(since) AS since FROM (
      SELECT since FROM $.outgoing WHERE outgoing.lane = found.lane ORDER BY due_at LIMIT ${COUNTED}
    ) AS first
  ) AS waiting WHERE lane IS NOT NULL`

/** Of more than are counted, those that a page waits for may be left out. */
const ASKS = `
  WITH RECURSIVE found (provider) AS (
    SELECT min(provider) FROM $.asks
    UNION ALL SELECT (SELECT min(provider) FROM $.asks WHERE provider > found.provider) FROM found
      WHERE found.provider IS NOT NULL
  )
  SELECT provider AS name, count, since FROM found, LATERAL (
    SELECT count(*) AS count, min(due_at) AS since FROM (
      SELECT due_at FROM $.asks WHERE asks.provider = found.provider
      ORDER BY waits, due_at LIMIT ${COUNTED}
    ) AS first
  ) AS waiting WHERE provider IS NOT NULL`

const BYTES = `
  SELECT sum(pg_total_relation_size(pg_class.oid)) AS bytes FROM pg_class
  JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND relkind = 'r'`

const queuesOf = (rows: readonly Row[]) =>
  new Map(
    rows.flatMap(({ name, count, since }): [string, Queue][] =>
      Number(count) > 0
        ? [[unescaped(name), { count: Number(count), since: number(since) ?? 0 }]]
        : [],
    ),
  )
