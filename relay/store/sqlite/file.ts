/** The file: one relay's own, of a version that we know, synced to disk with every commit. */

import { statSync } from 'node:fs'
import { newEpoch } from '../keeper.ts'
import { StoreFailure } from '../store.ts'
import { named } from './advice.ts'
import { makeFile } from './make-file.ts'
import { DatabaseSync } from './node-sqlite.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'

/** Opens or makes the file. Throws, with what to do, where it is not ours to use. */
export function openFile(path: string): DatabaseSync {
  return named(path, () => {
    makeFile(path)
    const db = new DatabaseSync(path, { timeout: 5_000 })
    try {
      requireOurs(db, path)
      db.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        -- What was passed on is the shop's own secret: once it has arrived, no byte of it stays in the file.
        PRAGMA secure_delete = ON;
      `)
      migrate(db)
      return db
    } catch (cause) {
      db.close()
      throw cause
    }
  })
}

/** Throws once the file is no longer the one that was opened: what is written then is lost. */
export function guardFile(path: string): () => void {
  const { ino, dev } = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino === ino && now.dev === dev) return
    throw new StoreFailure(
      `The store ${path} was removed or replaced while the relay runs. Put it back, or restart the relay.`,
    )
  }
}

/** Throws where it is another program's, or a newer relay's. */
export function requireOurs(db: DatabaseSync, path: string): void {
  const version = pragma(db, 'user_version')
  const mark = pragma(db, 'application_id')
  const tables = new Set(
    db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name),
  )
  // The first version bore no mark.
  const isOurs = mark === APPLICATION_ID || (version === 1 && tables.has('parked_references'))
  if (tables.size > 0 && !isOurs) {
    throw new Error(`${path} is another program's database. Give STORE a file of its own.`)
  }
  if (version > MIGRATIONS.length) {
    throw new Error(
      `The store ${path} was written by a newer payment-status (schema ${version}, this one knows ` +
        `${MIGRATIONS.length}). Start that version, or restore a backup made by this one.`,
    )
  }
}

/** Throws, too, where it is empty, or an older relay's: who only reads it does not move it forward. */
export function requireCurrent(db: DatabaseSync, path: string): void {
  requireOurs(db, path)
  const version = pragma(db, 'user_version')
  if (version === 0) throw new Error(`${path} is empty: there is no store in it.`)
  if (version < MIGRATIONS.length) {
    throw new Error(
      `The store ${path} was written by an older payment-status (schema ${version}, this one writes ` +
        `${MIGRATIONS.length}). Start this version's relay on it once, and stop it.`,
    )
  }
}

function migrate(db: DatabaseSync): void {
  // Even where there is nothing to migrate: what cannot be written to is told now, not by the first callback.
  db.exec('BEGIN IMMEDIATE')
  for (const migration of MIGRATIONS.slice(pragma(db, 'user_version'))) db.exec(migration)
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)").run(newEpoch())
  // Whoever had something under way had this file alone, and is no more.
  for (const table of ['outgoing', 'requests']) {
    db.exec(`UPDATE ${table} SET leased_until = 0 WHERE leased_until > 0`)
  }
  // Due at once: when it is due by its schedule, whoever gives it out looks.
  db.exec(`
    UPDATE asks SET due_at = 0, record = json_remove(json_set(record, '$.dueAt', 0), '$.leasedUntil')
    WHERE record ->> '$.leasedUntil' IS NOT NULL`)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name])
