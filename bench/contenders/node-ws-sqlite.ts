/**
 * The floor: `node:http`, `ws`, and one durable row for each callback. What arrives in one turn of the event loop
 * shares one sync to disk, as in the relay. Nothing is read, joined or derived.
 */

import { DatabaseSync } from 'node:sqlite'
import { nodeWs } from './least.ts'

/** Under load, so long after the last sync comes the next, as in the relay. In ms. */
const WINDOW = 1

const db = new DatabaseSync(process.env.STORE ?? '')
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE orders (id TEXT PRIMARY KEY, record TEXT NOT NULL, updated_at INTEGER NOT NULL);
`)
const keep = db.prepare(`
  INSERT INTO orders VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET record = excluded.record, updated_at = excluded.updated_at
`)

interface Waiting {
  id: string
  record: string
  kept(): void
}

let waiting: Waiting[] = []
let lastAt = 0

function commit(): void {
  const batch = waiting
  waiting = []
  db.exec('BEGIN IMMEDIATE')
  for (const { id, record } of batch) keep.run(id, record, Date.now())
  db.exec('COMMIT')
  lastAt = performance.now()
  for (const { kept } of batch) kept()
}

const durably = (id: string, record: string): Promise<void> =>
  new Promise((kept) => {
    if (waiting.push({ id, record, kept }) > 1) return
    if (performance.now() - lastAt < WINDOW) setTimeout(commit, WINDOW)
    else setImmediate(commit)
  })

const rival = nodeWs(async ({ order }) => {
  await durably(order.id, JSON.stringify(order))
  rival.tell(order)
})
await rival.listen()
