/** Both ends of a copy, where they are SQLite files. */

import { existsSync } from 'node:fs'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Counters, Source, Target } from '../copy/copy.ts'
import { COPIED, type CopiedTable, type Row } from '../copy/tables.ts'
import { named } from './advice.ts'
import { openFile, requireCurrent } from './file.ts'
import { openSession, requireOwnJournal } from './journal.ts'
import { lockFile } from './lock.ts'
import { DatabaseSync } from './node-sqlite.ts'
import { list } from './sql.ts'

/** What it says stays as it is. Throws, with what to do, where a relay has it open, or it is not ours or of an older version. */
export function sqliteSource(path: string): Source {
  if (!existsSync(path)) throw new Error(`There is no store ${path}.`)
  const lock = lockFile(path)
  try {
    const db = named(path, () => {
      requireOwnJournal(path, lock.sessions)
      // Not read-only: who closes it last leaves nothing beside it, and plays into it what a crash has left there.
      return new DatabaseSync(path, { timeout: 5_000 })
    })
    try {
      named(path, () => {
        requireCurrent(db, path)
        db.exec('PRAGMA query_only = ON')
      })
    } catch (cause) {
      db.close()
      throw cause
    }
    return {
      ...reading(db, path),
      async close() {
        db.close()
        lock.discard()
      },
    }
  } catch (cause) {
    lock.discard()
    throw cause
  }
}

/** Made where it is not there. Throws, with what to do, where a relay has it open, or something is in it. */
export function sqliteTarget(path: string): Target {
  const lock = lockFile(path)
  try {
    const { db } = named(path, () => openSession(path, lock, () => openFile(path)))
    try {
      named(path, () => begin(db, path))
    } catch (cause) {
      db.close()
      throw cause
    }
    return {
      ...reading(db, path),
      async add(table, rows) {
        named(path, () => add(db, table, rows))
      },
      async count(counters) {
        named(path, () => count(db, counters))
      },
      async commit() {
        named(path, () => db.exec('COMMIT'))
      },
      // Which undoes what was not committed.
      async close() {
        db.close()
        lock.release()
      },
    }
  } catch (cause) {
    lock.discard()
    throw cause
  }
}

function begin(db: DatabaseSync, path: string): void {
  db.exec('BEGIN IMMEDIATE')
  for (const table of COPIED) {
    if (table.isOfStart) db.exec(`DELETE FROM ${table.name} WHERE ${moved(table)}`)
    else if (db.prepare(`SELECT 1 FROM ${table.name} LIMIT 1`).get()) {
      throw new Error(
        `The store ${path} is not empty: its table "${table.name}" has rows. Two histories cannot be one: name a store that has none.`,
      )
    }
  }
}

/** Which of its rows a copy moves. */
const moved = ({ key, stays }: CopiedTable): string =>
  stays ? `${key} NOT IN (${list(stays)})` : 'TRUE'

function reading(db: DatabaseSync, path: string): Pick<Source, 'rows' | 'counters'> {
  return {
    async *rows(table) {
      const rows = db
        .prepare(
          `SELECT ${columnsOf(table)} FROM ${table.name} WHERE ${moved(table)} ORDER BY ${table.key}`,
        )
        .iterate()
      for (;;) {
        const batch = named(path, () => next(rows, table.atOnce))
        if (batch.length === 0) return
        yield batch
      }
    },
    async counters() {
      const all = named(path, () =>
        db.prepare('SELECT name, seq FROM sqlite_sequence WHERE seq > 0').all(),
      )
      return new Map(all.map(({ name, seq }) => [String(name), Number(seq)]))
    },
  }
}

function next(rows: Iterator<Record<string, SQLOutputValue>>, atOnce: number): Row[] {
  const batch: Row[] = []
  while (batch.length < atOnce) {
    const { value, done } = rows.next()
    if (done) break
    batch.push(rowIn(value))
  }
  return batch
}

function add(db: DatabaseSync, table: CopiedTable, rows: readonly Row[]): void {
  const columns = Object.keys(table.columns)
  const insert = db.prepare(
    `INSERT INTO ${table.name} (${columnsOf(table)}) VALUES (${columns.map(() => '?').join()})`,
  )
  for (const row of rows) {
    insert.run(...columns.map((column): SQLInputValue => row[column] ?? null))
  }
}

/** SQLite counts on from the highest id that is there, which may have been given out and taken back. */
function count(db: DatabaseSync, counters: Counters): void {
  const forget = db.prepare('DELETE FROM sqlite_sequence WHERE name = ?')
  const note = db.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)')
  for (const [table, highest] of counters) {
    forget.run(table)
    note.run(table, highest)
  }
}

const columnsOf = ({ columns }: CopiedTable): string =>
  Object.keys(columns)
    .map((column) => `"${column}"`)
    .join()

const rowIn = (row: Record<string, SQLOutputValue>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'bigint' ? Number(value) : value,
    ]),
  )
