/**
 * What a crash leaves beside a store, its journal, is the end of that file's history, and of no other's. But SQLite plays
 * whatever journal it finds into whatever file it finds: a backup that was copied over a crashed store would become
 * a mixture of both.
 *
 * So a relay's time with a file is cut into sessions, whose name is kept in the file itself, past any journal, and in the
 * lock beside it. A journal is played only into a file of a session that its lock knows: not into a copy of an earlier one.
 */

import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Lock } from './lock.ts'
import { DatabaseSync } from './node-sqlite.ts'

/** Of a file that no relay of this version has opened yet. */
export const NONE = ''

/** A name that no other opening has. */
export const newSession = (): string => randomBytes(6).toString('hex')

/** Throws, with what to do, where a journal lies beside the file that was not written for it. */
export function requireOwnJournal(named: string, noted: readonly string[]): void {
  // SQLite puts the journal beside the file itself, by whatever links that is called.
  const path = existsSync(named) ? realpathSync(named) : named
  if (!hasBytes(`${path}-wal`)) return
  if (!hasBytes(path)) {
    throw new Error(
      `The store ${path} is gone, and its journal ${path}-wal is still there. Put the file back, or run ` +
        '"payment-status-relay restore FILE" with a backup. To begin anew, move the journal away.',
    )
  }
  const session = sessionIn(path)
  // What cannot be read was perhaps interrupted in the middle of being written: its journal mends it.
  if (noted.length === 0 || session === undefined || noted.includes(session)) return
  throw new Error(
    `The journal ${path}-wal was written for another file than ${path} is now: together they would mix two ` +
      'histories. To go on from a backup, run "payment-status-relay restore FILE"; or put the file back that was here.',
  )
}

/**
 * Opens the file, and begins a session; `renew` begins the next. At each moment the lock knows the session that the file
 * itself tells, for a crash may come at each.
 */
export function openSession(
  path: string,
  lock: Lock,
  open: () => DatabaseSync,
): { db: DatabaseSync; renew: () => void } {
  requireOwnJournal(path, lock.sessions)
  let told = [sessionIn(path) ?? NONE]
  const begin = (db: DatabaseSync) => {
    const session = newSession()
    told = [...told, session]
    lock.note(told)
    writeSession(db, session)
    if (!isPlayed(db)) return
    told = [session]
    lock.note(told)
  }

  // Of the first, before there is any journal.
  lock.note(told)
  const db = open()
  try {
    begin(db)
    return { db, renew: () => begin(db) }
  } catch (cause) {
    db.close()
    throw cause
  }
}

export const writeSession = (db: DatabaseSync, session: string): void =>
  void db
    .prepare(
      "INSERT INTO meta VALUES ('session', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )
    .run(session)

/** Plays the journal into the file, as far as nobody is reading; whether that was all of it. */
function isPlayed(db: DatabaseSync): boolean {
  const { log, checkpointed } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {}
  return log === checkpointed
}

/** As the file itself has it, without its journal. Undefined where it cannot be read so. */
export const sessionIn = (path: string): string | undefined => metaIn(path, 'session')

/** A value of `meta`, as the file alone has it: nothing is put beside it by looking. */
export function metaIn(path: string, name: string): string | undefined {
  const alone = pathToFileURL(path)
  alone.searchParams.set('immutable', '1')
  try {
    const db = new DatabaseSync(alone, { readOnly: true })
    try {
      const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()
      const row = has && db.prepare('SELECT value FROM meta WHERE name = ?').get(name)
      return row ? String(row.value) : NONE
    } finally {
      db.close()
    }
  } catch {
    return undefined
  }
}

export const hasBytes = (path: string): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
