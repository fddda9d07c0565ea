/** Brings our tables to the version that we know, where they are not there yet: one node at a time. */

import { newEpoch } from '../keeper.ts'
import { lockKey } from './locks.ts'
import { MIGRATIONS } from './schema.ts'
import type { Database, Transaction } from './sql.ts'

/** The name of the history that is kept there. Throws, with what to do, where it is not ours to use. */
export const migrate = (db: Database, schema: string): Promise<string> =>
  db.transaction(async (transaction) => {
    await transaction.query(
      'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      lockKey(schema, 'schema', ''),
    )
    const version = await versionOf(transaction, schema)
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The schema ${schema} in Postgres was written by a newer relay (its version is ${version}, and ours ${MIGRATIONS.length}). Start that one, or restore a backup.`,
      )
    }
    for (const migration of MIGRATIONS.slice(version)) {
      await transaction.query(migration)
    }
    if (version < MIGRATIONS.length) {
      await transaction.query(SET, 'schema', String(MIGRATIONS.length))
    }
    await transaction.query(
      "INSERT INTO $.meta VALUES ('epoch', $1) ON CONFLICT DO NOTHING",
      newEpoch(),
    )
    const [row] = await transaction.query("SELECT value FROM $.meta WHERE name = 'epoch'")
    return String(row?.value)
  })

const SET =
  'INSERT INTO $.meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'

async function versionOf({ query }: Transaction, schema: string): Promise<number> {
  const [known] = await query(
    `SELECT to_regnamespace($1) IS NOT NULL AS is_there, to_regclass($1 || '.meta') IS NOT NULL AS is_ours,
      EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = $1) AS is_used`,
    schema,
  )
  if (!known?.is_there) await query(`CREATE SCHEMA ${schema}`)
  if (known?.is_used && !known.is_ours) {
    throw new Error(
      `The schema ${schema} in Postgres has another program's tables. Name one of its own in STORE: ?schema=…`,
    )
  }
  if (!known?.is_ours) {
    await query('CREATE TABLE $.meta (name text PRIMARY KEY, value text NOT NULL)')
  }
  const [row] = await query("SELECT value FROM $.meta WHERE name = 'schema'")
  return Number(row?.value ?? 0)
}
