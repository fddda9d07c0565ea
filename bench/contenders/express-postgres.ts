/** Express and Socket.IO, with Postgres: a transaction for each callback; whoever listens tells the pages. */

import postgres from 'postgres'
import type { Snapshot } from '../../relay/protocol.ts'
import { expressSocketIo } from './express.ts'

const sql = postgres({ host: process.env.PGHOST ?? '', username: 'postgres', max: 16 })
await sql`CREATE TABLE events (id text PRIMARY KEY, at bigint NOT NULL)`
await sql`CREATE TABLE orders (id text PRIMARY KEY, record text NOT NULL, updated_at bigint NOT NULL)`

const rival = expressSocketIo(async ({ event, order }) => {
  await sql`
    WITH news AS (
      INSERT INTO events VALUES (${event}, ${Date.now()}) ON CONFLICT DO NOTHING RETURNING at
    ), kept AS (
      INSERT INTO orders SELECT ${order.id}, ${JSON.stringify(order)}, at FROM news
      ON CONFLICT (id) DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at
      RETURNING record
    )
    SELECT pg_notify('orders', record) FROM kept
  `
})
await sql.listen('orders', (record) => rival.tell(JSON.parse(record) as Snapshot))
await rival.listen()
