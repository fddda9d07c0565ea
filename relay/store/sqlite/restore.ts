/** A backup takes the store's place, and what was there is moved aside: all of it, its journal too. */

import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { newEpoch } from '../keeper.ts'
import { named } from './advice.ts'
import { requireOurs } from './file.ts'
import {
  hasBytes,
  metaIn,
  newSession,
  NONE,
  requireOwnJournal,
  sessionIn,
  writeSession,
} from './journal.ts'
import { lockFile, type Lock } from './lock.ts'
import { DatabaseSync } from './node-sqlite.ts'

/** What SQLite may have put beside a file. */
const BESIDE = ['-wal', '-shm', '-journal'] as const
const WHOLE = ['', ...BESIDE] as const

export interface Restored {
  orders: number
  epoch: string
  /** The replaced store's history had the same name, so the restored one was given another. */
  isRenamed: boolean
  /** Where everything is that was there before. */
  aside: readonly string[]
}

/** Throws, with what to do, where `from` is no whole store of ours, or a relay has `path` open. Then nothing has changed. */
export function restoreFile(from: string, path: string): Restored {
  if (!existsSync(from)) throw new Error(`There is no file ${from}.`)
  const isThere = existsSync(path)
  const lock = lockFile(path)
  try {
    const store = realpathSync(path)
    if (realpathSync(from) === store) throw new Error(`${from} is the store itself. Name a backup.`)

    const partial = `${store}.partial`
    try {
      const restored = prepare(from, partial, isThere ? epochIn(store, lock) : undefined)
      named(path, () => ownAs(partial, isThere ? store : dirname(store)))
      return { ...restored, aside: named(path, () => replace(store, partial, isThere, lock)) }
    } finally {
      for (const suffix of WHOLE) rmSync(`${partial}${suffix}`, { force: true })
    }
  } finally {
    lock.discard()
  }
}

/** Copies it, and what its journal still has, and looks whether it is whole. */
function prepare(from: string, partial: string, replaced: string | undefined) {
  return named(from, () => {
    copyWhole(from, partial)
    const db = new DatabaseSync(partial)
    try {
      requireOurs(db, from)
      if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()) {
        throw new Error(`${from} is empty: there is no store in it.`)
      }
      const [first] = db.prepare('PRAGMA integrity_check(1)').all()
      if (first?.integrity_check !== 'ok') {
        throw new Error(
          `${from} is damaged (${String(first?.integrity_check)}). Take another backup.`,
        )
      }
      const kept = epochOf(db)
      // It was restored before, and went on: what pages have seen since is not what it says.
      const isRenamed = kept === replaced
      const epoch = isRenamed ? newEpoch() : kept
      db.exec('PRAGMA synchronous = FULL')
      db.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(epoch)
      writeSession(db, newSession())
      const orders = Number(db.prepare('SELECT count(*) AS count FROM orders').get()?.count)
      return { orders, epoch, isRenamed }
    } finally {
      db.close()
    }
  })
}

/** A copy of a file that a relay is writing to would be of several moments: that is what `backup` is for. */
function copyWhole(from: string, partial: string): void {
  const source = realpathSync(from)
  const lock = existsSync(`${source}-lock`) ? lockFile(source) : undefined
  try {
    requireOwnJournal(source, lock?.sessions ?? [])
    for (const suffix of WHOLE) rmSync(`${partial}${suffix}`, { force: true })
    copyFileSync(source, partial)
    chmodSync(partial, 0o600)
    for (const suffix of ['-wal', '-journal']) {
      if (existsSync(`${source}${suffix}`))
        copyFileSync(`${source}${suffix}`, `${partial}${suffix}`)
    }
  } finally {
    lock?.release()
  }
}

/** Undefined where the store that is there cannot be read, or lies beside a journal that is none of its own. */
function epochIn(store: string, lock: Lock): string | undefined {
  try {
    requireOwnJournal(store, lock.sessions)
    if (!hasBytes(`${store}-wal`)) return metaIn(store, 'epoch')
    const db = new DatabaseSync(store, { readOnly: true })
    try {
      return epochOf(db)
    } finally {
      db.close()
    }
  } catch {
    return undefined
  }
}

const epochOf = (db: DatabaseSync): string =>
  String(db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value)

/** Whoever could read and write the old one can the new one, whoever runs this. */
function ownAs(partial: string, model: string): void {
  const { uid, gid, mode } = statSync(model)
  if (statSync(model).isFile()) chmodSync(partial, mode & 0o777)
  if (process.getuid?.() === 0) chownSync(partial, uid, gid)
}

/** In an order in which a crash at any moment leaves one store or the other, and no mixture of them. */
function replace(store: string, partial: string, isThere: boolean, lock: Lock): string[] {
  const aside = asideOf(store)
  // Of an older relay's store nothing is noted yet: its journal must not be played into what comes here.
  if (lock.sessions.length === 0) lock.note([sessionIn(store) ?? NONE])
  if (isThere) linkSync(store, aside)
  renameSync(partial, store)
  const beside = BESIDE.filter((suffix) => existsSync(`${store}${suffix}`))
  for (const suffix of beside) renameSync(`${store}${suffix}`, `${aside}${suffix}`)
  syncFolder(dirname(store))
  return [...(isThere ? [''] : []), ...beside].map((suffix) => `${aside}${suffix}`)
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function asideOf(store: string): string {
  const at = new Date().toISOString().replace(/\.\d+Z$|[:-]/g, '')
  return join(dirname(store), `${basename(store)}.replaced-${at}`)
}
