/** What a Postgres was asked, and what it wrote. */

import sql from 'postgres'
import type { Postgres } from './postgres.ts'

export interface Asked {
  /** All that was executed, BEGIN and COMMIT among it. NaN where it counts none. */
  statements: number
  /** By us, those that write and those that only read under a lock. NaN where it counts none. */
  transactions: number
  /** Of its journal. */
  bytes: number
  /** Of the journal, to the disk. */
  syncs: number
}

/** Until it is closed, has a connection. */
export async function meterOf({ host, counts }: Postgres) {
  const db = sql({ host, user: 'postgres', database: 'postgres', max: 1, onnotice() {} })
  if (counts) await db`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`
  return {
    /** So far. */
    async read(): Promise<Asked> {
      const [journal] = await db`SELECT wal_bytes, wal_sync FROM pg_stat_wal`
      const [asked] = counts
        ? await db`SELECT sum(calls) AS statements, sum(calls) FILTER (WHERE query = 'COMMIT') AS transactions
            FROM pg_stat_statements`
        : []
      return {
        statements: asked ? Number(asked.statements) : NaN,
        transactions: asked ? Number(asked.transactions) : NaN,
        bytes: Number(journal?.wal_bytes),
        syncs: Number(journal?.wal_sync),
      }
    },
    close: () => db.end(),
  }
}

export const between = (before: Asked, after: Asked): Asked => ({
  statements: after.statements - before.statements,
  transactions: after.transactions - before.transactions,
  bytes: after.bytes - before.bytes,
  syncs: after.syncs - before.syncs,
})
