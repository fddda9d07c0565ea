/** A copy of the store, made while a relay may be writing to it. */

import { existsSync, renameSync, rmSync } from 'node:fs'
import { newEpoch } from '../keeper.ts'
import { named } from './advice.ts'
import { requireOurs } from './file.ts'
import { newSession, requireOwnJournal, writeSession } from './journal.ts'
import { notedSessions } from './lock.ts'
import { makeFile } from './make-file.ts'
import { DatabaseSync } from './node-sqlite.ts'

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
  requireOwnJournal(path, notedSessions(path))
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
    writeSession(copy, newSession())
    copy.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(newEpoch())
  } finally {
    copy.close()
  }
}
