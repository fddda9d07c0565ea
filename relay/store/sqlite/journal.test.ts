import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { context } from '../conformance/telling.ts'
import { sqliteStore } from '../sqlite.ts'
import { backupFile } from './backup.ts'
import { openFile } from './file.ts'
import { openSession } from './journal.ts'
import { lockFile } from './lock.ts'
import { restoreFile } from './restore.ts'

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'relay.db')
  return { folder, path, copy: join(folder, 'copy.db') }
}

/** Registers orders in a process of its own, so many that some are past the journal, and some in it; then kills it. */
async function crash(path: string, prefix: string, count = 3_000): Promise<void> {
  const script = `
    import { sqliteStore } from ${JSON.stringify(new URL('../sqlite.ts', import.meta.url))}
    const store = sqliteStore(process.argv[1])
    for (let n = 0; n < ${count}; n += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, each) =>
        store.register('${prefix}-' + (n + each), { description: 'x'.repeat(500) }, { now: 0, retention: 0 })))
    }
    console.log('written')
    process.stdin.resume()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  expect(String((await once(child.stdout, 'data'))[0]).trim()).toBe('written')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
}

async function register(path: string, ...ids: string[]): Promise<string> {
  const store = sqliteStore(path)
  for (const id of ids) await store.register(id, {}, context())
  await store.close()
  return store.epoch
}

async function ordersIn(path: string): Promise<{ epoch: string; has(id: string): boolean }> {
  await sqliteStore(path).close()
  const db = new DatabaseSync(path)
  const ids = new Set(
    db
      .prepare('SELECT id FROM orders')
      .all()
      .map(({ id }) => String(id)),
  )
  const epoch = String(db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value)
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  db.close()
  return { epoch, has: (id) => ids.has(id) }
}

const FOREIGN = /journal .*relay\.db-wal was written for another file .* restore FILE/

describe('a journal that a crash left', () => {
  it('is played into its own file, crash after crash', async () => {
    const { path } = place()
    await crash(path, 'A')
    await crash(path, 'B')
    const { has } = await ordersIn(path)
    for (const id of ['A-0', 'A-2999', 'B-0', 'B-2999']) expect([id, has(id)]).toEqual([id, true])
  })

  it.each(['relay.db', 'link.db'])(
    'is played into no backup that was copied over its file: %s is refused, and nothing changes',
    async (name) => {
      const { folder, path, copy } = place()
      symlinkSync(path, join(folder, 'link.db'))
      await register(path, 'A-1')
      backupFile(path, copy)
      await crash(path, 'B')
      copyFileSync(copy, path)
      const journal = readFileSync(`${path}-wal`)
      expect(() => sqliteStore(join(folder, name))).toThrow(FOREIGN)
      expect(() => backupFile(path, join(folder, 'mixed.db'))).toThrow(FOREIGN)
      expect(readFileSync(path).equals(readFileSync(copy))).toBe(true)
      expect(readFileSync(`${path}-wal`).equals(journal)).toBe(true)
    },
  )

  it('is played into no copy that was made by hand while no relay ran', async () => {
    const { path, copy } = place()
    await register(path, 'A-1')
    copyFileSync(path, copy)
    await crash(path, 'B')
    copyFileSync(copy, path)
    expect(() => sqliteStore(path)).toThrow(FOREIGN)
  })

  it('is played into no copy that was made by hand in an earlier session of the same relay', async () => {
    const { folder, path, copy } = place()
    const lock = lockFile(path)
    const { db, renew } = openSession(path, lock, () => openFile(path))
    copyFileSync(path, copy)
    renew()
    db.exec("INSERT INTO meta VALUES ('since', 'x')")
    // As a crash would leave it.
    const crashed = join(folder, 'crashed.db')
    for (const suffix of ['', '-wal', '-lock']) copyFileSync(path + suffix, crashed + suffix)
    db.close()
    lock.release()

    const own = join(folder, 'own.db')
    for (const suffix of ['', '-wal', '-lock']) copyFileSync(crashed + suffix, own + suffix)
    await sqliteStore(own).close()
    copyFileSync(copy, crashed)
    expect(() => sqliteStore(crashed)).toThrow(/was written for another file/)
  })

  it('is played into no file that was renamed into its file’s place', async () => {
    const { path, copy } = place()
    await register(copy, 'A-1')
    await crash(path, 'B')
    renameSync(copy, path)
    expect(() => sqliteStore(path)).toThrow(FOREIGN)
  })

  it('is not thrown away where its file is gone', async () => {
    const { folder, path } = place()
    await crash(path, 'A')
    rmSync(path)
    for (const suffix of ['-lock', '-lock-journal']) rmSync(path + suffix, { force: true })
    const before = readdirSync(folder)
    expect(() => sqliteStore(path)).toThrow(/relay\.db is gone, and its journal .* still there/)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('is welcome where file and journal were moved together', async () => {
    const { folder, path } = place()
    await crash(path, 'A')
    const elsewhere = join(folder, 'elsewhere.db')
    for (const suffix of ['', '-wal']) renameSync(path + suffix, elsewhere + suffix)
    expect((await ordersIn(elsewhere)).has('A-2999')).toBe(true)
  })

  it('is missed by nobody: a copy without one is a store', async () => {
    const { path, copy } = place()
    await register(path, 'A-1')
    backupFile(path, copy)
    await crash(path, 'B')
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix)
    copyFileSync(copy, path)
    const { has } = await ordersIn(path)
    expect([has('A-1'), has('B-0')]).toEqual([true, false])
  })

  it('of a relay that kept no such notes is played as ever', async () => {
    const { path } = place()
    await crash(path, 'A')
    rmSync(`${path}-lock`)
    expect((await ordersIn(path)).has('A-2999')).toBe(true)
  })
})

describe('restore', () => {
  it('puts a backup in the place of a crashed store, and keeps all that was there, journal and all', async () => {
    const { path, copy } = place()
    await register(path, 'A-1')
    backupFile(path, copy)
    const { epoch } = await ordersIn(`${copy}`)
    await crash(path, 'B')

    const restored = restoreFile(copy, path)
    expect(restored).toMatchObject({ orders: 1, epoch, isRenamed: false })
    const now = await ordersIn(path)
    expect([now.epoch, now.has('A-1'), now.has('B-0')]).toEqual([epoch, true, false])
    expect(existsSync(copy)).toBe(true)

    const [aside = ''] = restored.aside
    expect(restored.aside).toContain(`${aside}-wal`)
    const before = await ordersIn(aside)
    expect([before.has('A-1'), before.has('B-2999')]).toEqual([true, true])
  })

  it('mends what a copy by hand would have mixed', async () => {
    const { path, copy } = place()
    await register(path, 'A-1')
    backupFile(path, copy)
    const { epoch } = await ordersIn(copy)
    await crash(path, 'B')
    copyFileSync(copy, path)
    expect(restoreFile(copy, path)).toMatchObject({ epoch, isRenamed: false })
    expect((await ordersIn(path)).has('B-0')).toBe(false)
  })

  it('makes a store where there is none, and leaves no lock behind', async () => {
    const { folder, path, copy } = place()
    await register(copy, 'A-1')
    expect(restoreFile(copy, path).aside).toEqual([])
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'copy.db-lock', 'relay.db'])
    expect((await ordersIn(path)).has('A-1')).toBe(true)
  })

  it('names the history anew where the replaced store went on under the same name', async () => {
    const { path, copy } = place()
    const epoch = await register(path, 'A-1')
    copyFileSync(path, copy)
    await register(path, 'A-2')
    const restored = restoreFile(copy, path)
    expect(restored.isRenamed).toBe(true)
    expect(restored.epoch).not.toBe(epoch)
    expect((await ordersIn(path)).epoch).toBe(restored.epoch)
  })

  it('takes a copy that was made with its journal', async () => {
    const { folder, path, copy } = place()
    await crash(copy, 'A')
    restoreFile(copy, path)
    expect((await ordersIn(path)).has('A-2999')).toBe(true)
    expect(existsSync(join(folder, 'copy.db-wal'))).toBe(true)
  })

  const another = (path: string) => {
    const db = new DatabaseSync(path)
    db.exec("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')")
    db.close()
  }
  const newer = async (path: string) => {
    await register(path, 'A-1')
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 99')
    db.close()
  }
  const damaged = async (path: string) => {
    await crash(path, 'A')
    await sqliteStore(path).close()
    writeFileSync(path, readFileSync(path).fill(0xff, 60 * 4096, 70 * 4096))
  }
  const mixed = async (path: string) => {
    await register(`${path}.old`, 'A-1')
    await crash(path, 'B')
    copyFileSync(`${path}.old`, path)
  }

  it.each([
    ['is not there', () => {}, /There is no file .*copy\.db/],
    ['is empty', (path: string) => writeFileSync(path, ''), /copy\.db is empty/],
    [
      'is no database',
      (path: string) => writeFileSync(path, 'letter '.repeat(900)),
      /not a database/,
    ],
    ['is another program’s', another, /copy\.db is another program's database/],
    ['was written by a newer relay', newer, /copy\.db was written by a newer .*schema 99/],
    ['is damaged', damaged, /copy\.db is damaged/],
    ['lies beside another’s journal', mixed, /copy\.db-wal was written for another file/],
  ] as const)('refuses a file that %s, and changes nothing', async (_, make, says) => {
    const { folder, path, copy } = place()
    await register(path, 'A-1')
    await make(copy)
    const before = readdirSync(folder)
    const content = readFileSync(path)
    expect(() => restoreFile(copy, path)).toThrow(says)
    expect(readdirSync(folder)).toEqual(before)
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('refuses while a relay has the store open, or the file', async () => {
    const { path, copy } = place()
    await register(path, 'A-1')
    backupFile(path, copy)
    const store = sqliteStore(path)
    expect(() => restoreFile(copy, path)).toThrow(/Another relay has the store .*relay\.db open/)
    await store.close()
    const other = sqliteStore(copy)
    expect(() => restoreFile(copy, path)).toThrow(/Another relay has the store .*copy\.db open/)
    await other.close()
  })

  it('refuses the store itself', async () => {
    const { path } = place()
    await register(path, 'A-1')
    expect(() => restoreFile(path, path)).toThrow(/is the store itself/)
  })
})
