/**
 * The store: one SQLite file.
 *
 * All that arrives in one turn of the event loop shares one transaction, and one sync to disk; nobody
 * is answered before it.
 */

import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { Parked, Rows } from './ledger.ts'
import type { OrderRecord } from './snapshot.ts'
import { newEpoch, storeOf, type Answer, type Store } from './store.ts'

/** Each brings a file one version further. Never edit one that was released: add another. */
const MIGRATIONS = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE orders (id TEXT PRIMARY KEY, record TEXT NOT NULL, due_at INTEGER) STRICT;
  CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE owners (
    reference TEXT PRIMARY KEY, order_id TEXT NOT NULL, registered INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE events (key TEXT PRIMARY KEY, received_at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE parked (
    id INTEGER PRIMARY KEY, callback TEXT NOT NULL, received_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE parked_references (
    reference TEXT NOT NULL, parked_id INTEGER NOT NULL REFERENCES parked ON DELETE CASCADE,
    PRIMARY KEY (reference, parked_id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX parked_references_parked ON parked_references (parked_id);
  CREATE TABLE answers (
    key TEXT PRIMARY KEY, answer TEXT NOT NULL, kept_at INTEGER NOT NULL
  ) WITHOUT ROWID, STRICT;
  `,
]

/** Opens or makes the file. Throws, with what to do, where it is newer than we are. */
export function sqliteStore(path: string): Store {
  const db = open(path)
  const sql = (text: string) => db.prepare(text)

  const rows = rowsOf(db)
  const next = sql('SELECT min(due_at) AS due FROM orders WHERE due_at IS NOT NULL')
  let epoch = String(sql("SELECT value FROM meta WHERE name = 'epoch'").get()?.value)
  const answer = sql('SELECT answer FROM answers WHERE key = ?')
  const keepAnswer = sql('INSERT OR IGNORE INTO answers VALUES (?, ?, ?)')
  const renew = sql("UPDATE meta SET value = ? WHERE name = 'epoch'")

  const atomically = groupCommit(db)

  return storeOf({
    epoch: () => epoch,
    renewEpoch: () => void renew.run((epoch = newEpoch())),
    rows,
    answer(key) {
      const row = answer.get(key)
      return row && json<Answer>(row.answer)
    },
    keepAnswer: (key, kept, now) => void keepAnswer.run(key, JSON.stringify(kept), now),
    nextDue() {
      const due = next.get()?.due
      return typeof due === 'number' ? due : undefined
    },
    atomically,
    // After what is still to be committed.
    close: () => atomically(() => {}).then(() => db.close()),
  })
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 })
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
    `)
    migrate(db, path)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (version > MIGRATIONS.length) {
    throw new Error(
      `The store ${path} was written by a newer payment-status (schema ${version}, this one knows ` +
        `${MIGRATIONS.length}). Start that version, or restore a backup made by this one.`,
    )
  }
  if (version === MIGRATIONS.length) return

  db.exec('BEGIN IMMEDIATE')
  for (const migration of MIGRATIONS.slice(version)) db.exec(migration)
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)").run(newEpoch())
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
}

/** Work of one tick in one transaction: it is the sync to disk that takes the time. */
function groupCommit(db: DatabaseSync): <T>(work: () => T) => Promise<T> {
  let waiting: { run(): () => void; reject(cause: unknown): void }[] = []

  function commit() {
    const batch = waiting
    waiting = []
    try {
      db.exec('BEGIN IMMEDIATE')
      const settled = batch.map(({ run }) => run())
      db.exec('COMMIT')
      for (const settle of settled) settle()
    } catch (cause) {
      for (const { reject } of batch) reject(cause)
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      const run = () => {
        db.exec('SAVEPOINT work')
        try {
          const value = work()
          db.exec('RELEASE work')
          return () => resolve(value)
        } catch (cause) {
          // What one asks for in vain is not the others' loss.
          db.exec('ROLLBACK TO work; RELEASE work')
          return () => reject(cause)
        }
      }
      waiting.push({ run, reject })
      if (waiting.length === 1) setImmediate(commit)
    })
}

function rowsOf(db: DatabaseSync): Rows {
  const order = db.prepare('SELECT record FROM orders WHERE id = ?')
  const save = db.prepare(
    'INSERT INTO orders VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record, due_at = excluded.due_at',
  )
  const due = db.prepare('SELECT record FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?')
  const owner = db.prepare('SELECT order_id, registered FROM owners WHERE reference = ?')
  const refer = db.prepare(
    'INSERT INTO owners VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET order_id = excluded.order_id, ' +
      'registered = 1 WHERE excluded.registered AND NOT registered',
  )
  const event = db.prepare('SELECT 1 FROM events WHERE key = ?')
  const remember = db.prepare('INSERT OR IGNORE INTO events VALUES (?, ?)')
  const park = db.prepare('INSERT INTO parked (callback, received_at) VALUES (?, ?)')
  const await_ = db.prepare('INSERT OR IGNORE INTO parked_references VALUES (?, ?)')
  const parked = db.prepare(
    'SELECT id, callback FROM parked JOIN parked_references ON parked_id = id WHERE reference = ?',
  )
  const unpark = db.prepare('DELETE FROM parked WHERE id = ?')

  return {
    order(id) {
      const row = order.get(id)
      return row && json<OrderRecord>(row.record)
    },
    save: (record) => void save.run(record.id, JSON.stringify(record), record.changesAt ?? null),
    due: (now, limit) => due.all(now, limit).map(({ record }) => json<OrderRecord>(record)),
    orderOf(reference) {
      const row = owner.get(reference)
      return row && { orderId: String(row.order_id), registered: row.registered === 1 }
    },
    refer: (reference, orderId, registered) =>
      void refer.run(reference, orderId, Number(registered)),
    knows: (key) => event.get(key) !== undefined,
    remember: (key, now) => void remember.run(key, now),
    park(callback, references, now) {
      const { lastInsertRowid } = park.run(JSON.stringify(callback), now)
      for (const reference of references) await_.run(reference, lastInsertRowid)
    },
    unpark(references) {
      return references.flatMap((reference) =>
        parked.all(reference).map(({ id, callback }) => {
          unpark.run(Number(id))
          return json<Parked>(callback)
        }),
      )
    },
  }
}

/** What we wrote ourselves. */
const json = <T>(text: SQLOutputValue | undefined): T => JSON.parse(String(text))
