/** For whoever watches the relay: how much waits, and how large the file is. */

import { statSync } from 'node:fs'
import { KEPT_CODES } from '../../../ledger/intake.ts'
import type { Rows } from '../../rows.ts'
import { COUNTED, type Queue } from '../../tables.ts'
import { number, type Row, type Sql } from '../sql.ts'

/** What SQLite keeps beside the file, and the file itself. */
const FILES = ['', '-wal', '-shm']

const CODES = Object.values(KEPT_CODES).flat()

export function figures(sql: Sql): Pick<Rows, 'figures'> {
  const file = String(sql("SELECT file FROM pragma_database_list WHERE name = 'main'").get()?.file)
  // Their ids rise, and what was kept first came first.
  const kept = sql(`
    SELECT
      (SELECT count(*) FROM (SELECT 1 FROM kept WHERE record ->> '$.code' = ? LIMIT ${COUNTED}))
        AS count,
      (SELECT received_at FROM kept WHERE record ->> '$.code' = ? ORDER BY id LIMIT 1) AS since`)
  // From one lane to the next along the index, whatever lies between.
  const lanes = sql(`
    WITH RECURSIVE found (lane) AS (
      SELECT min(lane) FROM outgoing
      UNION ALL SELECT (SELECT min(lane) FROM outgoing WHERE lane > found.lane) FROM found
        WHERE found.lane IS NOT NULL
    ) SELECT lane FROM found WHERE lane IS NOT NULL`)
  const outgoing = sql(`
    SELECT count(*) AS count, min(since) AS since
    FROM (SELECT since FROM outgoing WHERE lane = ? ORDER BY due_at LIMIT ${COUNTED})`)

  const asked = sql(`
    WITH RECURSIVE found (provider) AS (
      SELECT min(provider) FROM asks
      UNION ALL SELECT (SELECT min(provider) FROM asks WHERE provider > found.provider) FROM found
        WHERE found.provider IS NOT NULL
    ) SELECT provider FROM found WHERE provider IS NOT NULL`)
  // Of more than are counted, those that a page waits for may be left out.
  const asks = sql(`
    SELECT count(*) AS count, min(due_at) AS since
    FROM (SELECT due_at FROM asks WHERE provider = ? ORDER BY waits, due_at LIMIT ${COUNTED})`)

  return {
    figures: () => ({
      kept: queuesOf(CODES, (code) => kept.get(code, code)),
      outbox: queuesOf(
        lanes.all().map(({ lane }) => String(lane)),
        outgoing.get,
      ),
      asks: queuesOf(
        asked.all().map(({ provider }) => String(provider)),
        asks.get,
      ),
      bytes: FILES.map((end) => statSync(file + end, { throwIfNoEntry: false })?.size ?? 0).reduce(
        (sum, size) => sum + size,
      ),
    }),
  }
}

const queuesOf = (names: readonly string[], get: (name: string) => Row | undefined) =>
  new Map(
    names.flatMap((name): [string, Queue][] => {
      const { count, since } = get(name) ?? {}
      return Number(count) > 0 ? [[name, { count: Number(count), since: number(since) ?? 0 }]] : []
    }),
  )
