import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreFailure } from '../store.ts'
import { groupCommit } from './group-commit.ts'

let folder: string
let db: DatabaseSync
/** What the database was asked to do, in order. */
let said: string[]
let atomically: ReturnType<typeof groupCommit>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  db = new DatabaseSync(join(folder, 'relay.db'))
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE words (word TEXT)')
  said = []
  const exec = db.exec.bind(db)
  db.exec = (sql) => {
    said.push(sql)
    exec(sql)
  }
  atomically = groupCommit(db, () => {})
})
afterEach(() => {
  if (db.isOpen) db.close()
  rmSync(folder, { recursive: true })
})

const write = (word: string) => () => {
  db.prepare('INSERT INTO words VALUES (?)').run(word)
  return word
}

/** As another process sees it: what is committed. */
function words(): unknown[] {
  const other = new DatabaseSync(join(folder, 'relay.db'), { readOnly: true })
  const rows = other.prepare('SELECT word FROM words').all()
  other.close()
  return rows.map(({ word }) => word)
}

const fails = (): never => {
  throw new Error('nonsense')
}

describe('work in groups', () => {
  it('of one turn is one transaction, and gives each its own value', async () => {
    const values = await Promise.all(['a', 'b', 'c'].map((word) => atomically(write(word))))
    expect(values).toEqual(['a', 'b', 'c'])
    expect(said).toEqual(['BEGIN IMMEDIATE', 'COMMIT'])
    expect(words()).toEqual(['a', 'b', 'c'])
  })

  it('of the next turn is the next transaction', async () => {
    await atomically(write('a'))
    await atomically(write('b'))
    expect(said).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT'])
  })

  it('is on disk before anybody hears of it', async () => {
    const seen = await atomically(write('a')).then(words)
    expect(seen).toEqual(['a'])
  })

  it('sees what came before it in the group', async () => {
    const count = () => db.prepare('SELECT count(*) AS words FROM words').get()?.words
    const [before, , after] = await Promise.all([
      atomically(count),
      atomically(write('a')),
      atomically(count),
    ])
    expect([before, after]).toEqual([0, 1])
  })

  it('that fails is nobody else’s loss, and leaves no trace', async () => {
    const half = () => {
      write('half')()
      fails()
    }
    const results = await Promise.allSettled([
      atomically(write('a')),
      atomically(half),
      atomically(write('b')),
      atomically(fails),
      atomically(write('c')),
    ])
    const told = results.map((each) =>
      each.status === 'fulfilled' ? each.value : (each.reason as Error).message,
    )
    expect(told).toEqual(['a', 'nonsense', 'b', 'nonsense', 'c'])
    expect(words()).toEqual(['a', 'b', 'c'])
  })

  it('that fails alone leaves the database to the next', async () => {
    await expect(atomically(fails)).rejects.toThrow('nonsense')
    expect(db.isTransaction).toBe(false)
    expect(await atomically(write('a'))).toBe('a')
  })

  it('is refused whole where the check fails, and done again once it does not', async () => {
    let isGone = true
    const checked = groupCommit(db, () => {
      if (isGone) throw new Error('removed')
    })
    const results = await Promise.allSettled([checked(write('a')), checked(write('b'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(said).toEqual([])
    isGone = false
    expect(await checked(write('c'))).toBe('c')
    expect(words()).toEqual(['c'])
  })

  it('is refused where the disk is full, without loss, and goes on once there is room', async () => {
    await atomically(write('before'))
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count)
    db.exec(`PRAGMA max_page_count = ${pages}`)
    const large = write('x'.repeat(100_000))
    await expect(atomically(large)).rejects.toThrow('full')
    const [small, tooLarge] = await Promise.allSettled([atomically(write('a')), atomically(large)])
    expect([small.status, tooLarge.status]).toEqual(['fulfilled', 'rejected'])
    expect(words()).toEqual(['before', 'a'])

    db.exec('PRAGMA max_page_count = 10000')
    await atomically(large)
    expect(words()).toHaveLength(3)
  })

  it('is refused where it cannot be committed, without loss to the others', async () => {
    // Only the commit finds out that there is no such word.
    db.exec(`
      PRAGMA foreign_keys = ON;
      CREATE TABLE known (word TEXT PRIMARY KEY);
      CREATE TABLE spoken (word REFERENCES known DEFERRABLE INITIALLY DEFERRED)`)
    const speak = () => db.prepare("INSERT INTO spoken VALUES ('unknown')").run()
    const results = await Promise.allSettled([atomically(speak), atomically(write('a'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await expect(atomically(speak)).rejects.toThrow('FOREIGN KEY')
    expect(words()).toEqual(['a'])
    expect(db.prepare('SELECT * FROM spoken').all()).toEqual([])
  })

  it('waits for another program’s transaction no longer than it must, and loses nothing by it', async () => {
    const other = new DatabaseSync(join(folder, 'relay.db'))
    other.exec('BEGIN IMMEDIATE')
    await expect(atomically(write('a'))).rejects.toThrow('locked')
    other.exec('ROLLBACK')
    other.close()
    expect(await atomically(write('b'))).toBe('b')
    expect(words()).toEqual(['b'])
  })

  it('is refused once the database is closed', async () => {
    db.close()
    await expect(atomically(write('a'))).rejects.toThrow('not open')
  })
})

describe('a damaged file', () => {
  it('is written to no more, once that has shown: nothing of it gets worse', async () => {
    for (let at = 0; at < 500; at++) write('towel'.repeat(50))()
    db.exec('CREATE TABLE others (word TEXT)')
    db.close()
    const file = openSync(join(folder, 'relay.db'), 'r+')
    writeSync(file, Buffer.alloc(40_960, 0xff), 0, 40_960, 20_480)
    closeSync(file)

    db = new DatabaseSync(join(folder, 'relay.db'))
    atomically = groupCommit(db, () => {})
    const harmless = () => db.prepare('INSERT INTO others VALUES (?)').run('fine')
    await atomically(harmless)
    const failure = atomically(() => db.prepare('SELECT max(word) FROM words').all())
    await expect(failure).rejects.toThrow(StoreFailure)
    await expect(failure).rejects.toThrow('malformed')
    await expect(atomically(harmless)).rejects.toThrow('malformed')
    expect(db.prepare('SELECT word FROM others').all()).toHaveLength(1)
  })
})
