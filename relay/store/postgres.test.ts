import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe } from 'vitest'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import type { Store } from './store.ts'
import { describeTwoNodes } from './conformance/two-nodes.ts'
import { describeStore } from './conformance/store.ts'
import { postgresStore } from './postgres.ts'

/** How many orders each promise of two nodes is tried on. */
const OFTEN = 300

if (!postgresBin) console.warn(NO_POSTGRES)

describe.skipIf(!postgresBin)('Postgres', () => {
  let server: TestPostgres
  let admin: Sql
  beforeAll(async () => {
    server = await testPostgres()
    admin = server.connect()
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  /** To make a schema takes longer than to empty one. */
  const used: string[] = []
  /** In the order in which they were opened. */
  const schemas: string[] = []
  let count = 0

  async function fresh(): Promise<Store> {
    const schema = used.pop() ?? `s${count++}`
    schemas.push(schema)
    await admin.unsafe(`DO $$ DECLARE t text; BEGIN
      FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' AND tablename <> 'meta'
        LOOP EXECUTE format('DELETE FROM ${schema}.%I', t); END LOOP;
      IF to_regclass('${schema}.meta') IS NOT NULL THEN DELETE FROM ${schema}.meta WHERE name <> 'schema'; END IF;
    END $$`)
    const store = await postgresStore(server.url(schema))
    const close = async () => {
      await store.close()
      used.push(schema)
    }
    return Object.create(store, { close: { value: close } })
  }

  describeStore('in Postgres', fresh, 5)
  describeTwoNodes(
    'in Postgres',
    async () => {
      const first = await fresh()
      return [first, await postgresStore(server.url(schemas.at(-1) ?? ''))]
    },
    OFTEN,
  )
})
