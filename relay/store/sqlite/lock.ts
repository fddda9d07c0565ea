/** One relay has the file, and nobody else opens it to write. */

import { existsSync, realpathSync, rmSync, statSync } from 'node:fs'
import { named } from './advice.ts'
import { makeFile } from './make-file.ts'
import { DatabaseSync } from './node-sqlite.ts'

export interface Lock {
  /** What was noted last. */
  readonly sessions: readonly string[]
  /** Writes down, through to the disk, of which sessions a journal beside the file may be: journal.ts tells why. */
  note(sessions: readonly string[]): void
  release(): void
  /** Releases it, and leaves nothing behind that was not there before. */
  discard(): void
}

/**
 * Two relays on one file would not hear of each other's changes, and tell their pages half of the truth. The
 * lock lies beside the file, so that backups may read it; it ends with the process, however that ends. By whatever
 * links it is called, the file has one.
 */
export function lockFile(path: string): Lock {
  return named(path, () => {
    const isNewFile = makeFile(path)
    const beside = besideOf(path)
    const isNewLock = !existsSync(beside)
    const db = lockedFile(beside, path)

    return {
      sessions: sessionsIn(db),
      note(sessions) {
        // A disk that was full may have ended it.
        if (!db.isTransaction) db.exec('BEGIN EXCLUSIVE')
        db.exec(
          'CREATE TABLE IF NOT EXISTS sessions (id TEXT NOT NULL) STRICT; DELETE FROM sessions',
        )
        const insert = db.prepare('INSERT INTO sessions VALUES (?)')
        for (const session of sessions) insert.run(session)
        db.exec('COMMIT; BEGIN EXCLUSIVE')
      },
      release: () => db.close(),
      discard() {
        if (isNewFile && statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path)
        // While it is still ours: a relay that comes meanwhile makes another, and locks that.
        if (isNewLock) rmSync(beside, { force: true })
        db.close()
      },
    }
  })
}

/** As noted by whoever had the file last; none while somebody has it. */
export function notedSessions(path: string): readonly string[] {
  const beside = besideOf(path)
  if (!existsSync(beside)) return []
  const db = new DatabaseSync(beside, { readOnly: true })
  try {
    return sessionsIn(db)
  } catch {
    return []
  } finally {
    db.close()
  }
}

const besideOf = (path: string): string => `${realpathSync(path)}-lock`

function lockedFile(beside: string, path: string): DatabaseSync {
  for (;;) {
    makeFile(beside)
    const made = inodeOf(beside)
    const db = new DatabaseSync(beside)
    try {
      db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
      // One that was removed meanwhile locks nothing.
      if (made !== undefined && inodeOf(beside) === made) return db
      db.close()
    } catch (cause) {
      db.close()
      if (!(cause instanceof Error && cause.message.includes('locked'))) throw cause
      throw new Error(
        `Another relay has the store ${path} open. Stop it first, or give this one a STORE of its own.`,
        { cause },
      )
    }
  }
}

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

function sessionsIn(db: DatabaseSync): string[] {
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sessions'").get()
  return has
    ? db
        .prepare('SELECT id FROM sessions')
        .all()
        .map(({ id }) => String(id))
    : []
}
