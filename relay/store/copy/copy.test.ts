import { DatabaseSync } from 'node:sqlite'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder } from '../../e2e/process.ts'
import { all, filled } from '../conformance/files.ts'
import { context, intake, NOW } from '../conformance/telling.ts'
import { sqliteSource, sqliteStore, sqliteTarget } from '../sqlite.ts'
import { copyStore, type Target } from './copy.ts'
import { COPIED, type Row } from './tables.ts'

const KINDS: Readonly<Record<string, string>> = { TEXT: 'text', INTEGER: 'integer', BLOB: 'bytes' }

async function copied(from: string, to: string, decorate = (target: Target) => target) {
  const source = sqliteSource(from)
  try {
    const target = sqliteTarget(to)
    try {
      return await copyStore(source, decorate(target))
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

describe('a copy', () => {
  it('knows every table of the store, and every column: whoever adds one adds it here', () => {
    const path = join(folder(), 'relay.db')
    void sqliteStore(path).close()
    const db = new DatabaseSync(path, { readOnly: true })
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
      .map(({ name }) => String(name))
    const columns = tables.map((name) => [
      name,
      db
        .prepare(`PRAGMA table_info(${name})`)
        .all()
        .map((column) => [column.name, KINDS[String(column.type)]]),
    ])
    const counted = db
      .prepare("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'")
      .all()
      .map(({ name }) => String(name))
    db.close()
    const known = COPIED.map(({ name, columns }) => [name, Object.entries(columns)])
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(columns))
    expect(COPIED.filter(({ isCounted }) => isCounted).map(({ name }) => name)).toEqual(counted)
  })

  it('is the same, byte for byte, in every table', async () => {
    const path = folder()
    const from = await filled(join(path, 'from.db'), 600)
    const before = all(from)
    for (const { name } of COPIED) expect([name, before[name]?.length]).not.toEqual([name, 0])

    const { rows, epoch } = await copied(from, join(path, 'to.db'))
    expect(all(join(path, 'to.db'))).toEqual(before)
    expect(all(from)).toEqual(before)
    const counts = COPIED.map(({ name }): [string, unknown] => [name, before[name]?.length])
    expect([...rows]).toEqual(counts)
    const [from1, to1] = [sqliteStore(from), sqliteStore(join(path, 'to.db'))]
    expect([from1.epoch, to1.epoch]).toEqual([epoch, epoch])
    await Promise.all([from1.close(), to1.close()])
  })

  it('gives out no id that its original has given out, whether or not that is still kept', async () => {
    const path = folder()
    await copied(await filled(join(path, 'from.db')), join(path, 'to.db'))
    const next = async (name: string) => {
      const store = sqliteStore(join(path, name))
      const message = { type: 'news', title: 'T', message: 'M' } as const
      const { notification } = await store.notify({ to: 'everybody', id: '' }, message, NOW)
      await store.apply(intake({ payment: 'pi_x', references: ['x'] }), context())
      const [kept] = await store.kept({ limit: 1 })
      await store.close()
      return [notification.id, kept?.id]
    }
    const ids = await next('to.db')
    expect(ids).toEqual(await next('from.db'))
  })

  it('takes the place of what a relay wrote that was only started', async () => {
    const path = folder()
    const from = await filled(join(path, 'from.db'))
    const store = sqliteStore(join(path, 'to.db'))
    await store.probe()
    await store.keepWebFiles(new Map([['b.js', new Uint8Array([1])]]), NOW)
    await store.close()
    await copied(from, join(path, 'to.db'))
    expect(all(join(path, 'to.db'))).toEqual(all(from))
  })

  it('never mixes two histories: what is not empty is refused, and stays as it is', async () => {
    const path = folder()
    const from = await filled(join(path, 'from.db'))
    const to = await filled(join(path, 'to.db'))
    // Whoever opens a store ends the leases of whoever had it before.
    await sqliteStore(to).close()
    const before = all(to)
    await expect(copied(from, to)).rejects.toThrow(/to\.db is not empty.*"orders"/)
    expect(all(to)).toEqual(before)
  })

  it.each(['from.db', 'to.db'])(
    'waits for no relay: %s that one has open is refused',
    async (which) => {
      const path = folder()
      await filled(join(path, 'from.db'))
      const running = sqliteStore(join(path, which))
      await expect(copied(join(path, 'from.db'), join(path, 'to.db'))).rejects.toThrow(
        /Another relay has the store .* Stop it first/,
      )
      await running.close()
    },
  )

  it('is all of it or nothing: what ends in the middle leaves an empty store, and may be tried again', async () => {
    const path = folder()
    const from = await filled(join(path, 'from.db'))
    const failing = (target: Target): Target => ({
      ...target,
      add: async (table, rows) => {
        if (table.name === 'requests') throw new Error('The network has gone.')
        await target.add(table, rows)
      },
    })
    await expect(copied(from, join(path, 'to.db'), failing)).rejects.toThrow('has gone')
    const { orders, kept, notices } = all(join(path, 'to.db'))
    expect({ orders, kept, notices }).toEqual({ orders: [], kept: [], notices: [] })
    await copied(from, join(path, 'to.db'))
    expect(all(join(path, 'to.db'))).toEqual(all(from))
  })

  it.each([
    ['loses a row', (rows: readonly Row[]) => rows.slice(1)],
    ['changes one', (rows: readonly Row[]) => rows.map((row) => ({ ...row, record: '{}' }))],
  ])('is read back: a store that %s is found out, and nothing is kept', async (_, spoil) => {
    const path = folder()
    const from = await filled(join(path, 'from.db'))
    const spoiling = (target: Target): Target => ({
      ...target,
      add: (table, rows) => target.add(table, table.name === 'orders' ? spoil(rows) : rows),
    })
    await expect(copied(from, join(path, 'to.db'), spoiling)).rejects.toThrow(
      /written to the table orders .* is not what was read/,
    )
    expect(all(join(path, 'to.db')).orders).toEqual([])
  })

  it('reads what a crash has left in the journal', async () => {
    const path = folder()
    const from = join(path, 'from.db')
    const script = `
      import { sqliteStore } from ${JSON.stringify(new URL('../sqlite.ts', import.meta.url))}
      import { fill } from ${JSON.stringify(new URL('../conformance/full.ts', import.meta.url))}
      await fill(sqliteStore(process.argv[1]))
      process.kill(process.pid, 'SIGKILL')`
    spawnSync(process.execPath, ['--input-type=module', '--eval', script, from])
    expect(statSync(`${from}-wal`).size).toBeGreaterThan(0)
    await copied(from, join(path, 'to.db'))
    expect(all(join(path, 'to.db')).orders).toHaveLength(6)
    expect(all(join(path, 'to.db'))).toEqual(all(from))
  })

  it('refuses a file that is none of ours, empty, missing, or of an older version, and changes none', async () => {
    const path = folder()
    const to = join(path, 'to.db')
    const from = join(path, 'from.db')
    await expect(copied(from, to)).rejects.toThrow(/There is no store .*from\.db/)
    writeFileSync(from, '')
    await expect(copied(from, to)).rejects.toThrow(/from\.db is empty/)
    rmSync(from)
    await filled(from)
    const db = new DatabaseSync(from)
    db.exec('PRAGMA user_version = 3')
    db.close()
    const before = readFileSync(from)
    await expect(copied(from, to)).rejects.toThrow(/older payment-status .*Start this version/)
    expect(readFileSync(from).equals(before)).toBe(true)
    expect(existsSync(to)).toBe(false)
  })
})
