/** Express and Socket.IO, with SQLite: a transaction for each callback, synced to disk before its answer. */

import { DatabaseSync } from 'node:sqlite'
import { expressSocketIo } from './express.ts'

const db = new DatabaseSync(process.env.STORE ?? '')
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE events (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
  CREATE TABLE orders (id TEXT PRIMARY KEY, record TEXT NOT NULL, updated_at INTEGER NOT NULL);
`)
const isNew = db.prepare('INSERT OR IGNORE INTO events VALUES (?, ?)')
const known = db.prepare('SELECT record FROM orders WHERE id = ?')
const keep = db.prepare(`
  INSERT INTO orders VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at
`)

const rival = expressSocketIo(({ event, order }) => {
  db.exec('BEGIN IMMEDIATE')
  const isNews = isNew.run(event, Date.now()).changes > 0
  if (isNews) {
    const record = known.get(order.id)?.record
    const version = typeof record === 'string' ? JSON.parse(record).version : 0
    order.version = version + 1
    keep.run(order.id, JSON.stringify(order), Date.now())
  }
  db.exec('COMMIT')
  if (isNews) rival.tell(order)
})
await rival.listen()
