/** The file: one relay's own, of a version that we know, synced to disk with every commit. */

import {
  closeSync,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { newEpoch } from '../keeper.ts'
import { StoreFailure } from '../store.ts'
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

/** For its owner's eyes only; what SQLite puts beside it is made like it. */
function makeFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

/**
 * Two relays on one file would not hear of each other's changes, and tell their pages half of the truth. The
 * lock lies beside the file, so that backups may read it; it ends with the process, however that ends. By whatever
 * links it is called, the file has one.
 */
export function lockFile(path: string): () => void {
  return named(path, () => {
    makeFile(path)
    const beside = `${realpathSync(path)}-lock`
    makeFile(beside)
    const lock = new DatabaseSync(beside)
    try {
      lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
      return () => lock.close()
    } catch (cause) {
      lock.close()
      if (!(cause instanceof Error && cause.message.includes('locked'))) throw cause
      throw new Error(
        `Another relay has the store ${path} open. Stop it first, or give this one a STORE of its own.`,
        { cause },
      )
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

/** Copies the file while a relay may be writing to it. The copy's history has a name of its own. */
export function backupFile(path: string, to: string): void {
  if (!existsSync(path)) throw new Error(`There is no store ${path}.`)
  if (existsSync(to)) throw new Error(`${to} is there already. Choose another name.`)
  const partial = `${to}.partial`
  rmSync(partial, { force: true })

  try {
    named(path, () => copyFile(path, partial))
    renameSync(partial, to)
  } finally {
    rmSync(partial, { force: true })
  }
}

function copyFile(path: string, to: string): void {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    requireOurs(db, path)
    makeFile(to)
    db.prepare('VACUUM INTO ?').run(to)
  } finally {
    db.close()
  }
  const copy = new DatabaseSync(to)
  try {
    copy.exec('PRAGMA synchronous = FULL')
    copy.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(newEpoch())
  } finally {
    copy.close()
  }
}

function requireOurs(db: DatabaseSync, path: string): void {
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

function migrate(db: DatabaseSync): void {
  // Even where there is nothing to migrate: what cannot be written to is told now, not by the first callback.
  db.exec('BEGIN IMMEDIATE')
  for (const migration of MIGRATIONS.slice(pragma(db, 'user_version'))) db.exec(migration)
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('epoch', ?)").run(newEpoch())
  // Whoever had something under way had this file alone, and is no more.
  for (const table of ['outgoing', 'requests']) {
    db.exec(`UPDATE ${table} SET leased_until = 0 WHERE leased_until > 0`)
  }
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name])

/** SQLite names neither the file nor what to do about it. */
function named<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const advice = ADVICE.find(([symptom]) => cause instanceof Error && symptom.test(cause.message))
    if (!advice) throw cause
    throw new Error(`The store ${path} ${advice[1]}`, { cause })
  }
}

const ADVICE: readonly [symptom: RegExp, advice: string][] = [
  [/not a database/, 'is not a database. Give STORE a file of its own, or restore a backup.'],
  [/malformed/, 'is damaged. Restore a backup, and keep the damaged file to be looked at.'],
  [
    /readonly|read-only/,
    'cannot be written to. See who owns it, and whether its disk is read-only.',
  ],
  [/locked/, 'is in use by another program. Let it finish, or close it.'],
  [
    /unable to open|ENOENT|ENOTDIR|EACCES/,
    'cannot be opened. See that its folder exists and may be written to.',
  ],
  [/full|ENOSPC/, 'has no room left on its disk.'],
]
