import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeStore, intake, NOW } from './store.conformance.ts'
import { sqliteStore } from './store.sqlite.ts'

let folder: string
let count = 0
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'payment-status-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const context = { now: NOW, retention: 86_400_000 }

describeStore('in SQLite', () => sqliteStore(join(folder, `${count++}.db`)))

describe('the file', () => {
  it('holds everything: the next process finds the same epoch, version and past', async () => {
    const path = join(folder, 'relay.db')
    const before = sqliteStore(path)
    await before.renewEpoch()
    const { epoch } = before
    await before.register('A', { amount: 1000, currency: 'KES' }, context)
    await before.apply(intake({ orderId: 'A' }), context)
    await before.apply(intake({ payment: 'pi_9', references: ['parked'] }), context)
    const known = await before.order('A')
    await before.close()

    const after = sqliteStore(path)
    expect(after.epoch).toBe(epoch)
    expect(await after.order('A')).toEqual(known)
    expect(await after.apply(intake({ orderId: 'A' }), context)).toEqual([])
    const found = await after.register('B', { references: ['parked'] }, context)
    expect(found).toMatchObject({ order: { shown: { status: 'succeeded' } } })
    await after.close()
  })

  it('is closed after what still waits for it', async () => {
    const path = join(folder, 'relay.db')
    const store = sqliteStore(path)
    const [changed] = await Promise.all([
      store.apply(intake({ orderId: 'A' }), context),
      store.close(),
    ])
    expect(changed).toHaveLength(1)
    await expect(store.apply(intake({ orderId: 'B' }), context)).rejects.toThrow('not open')
  })

  it('has an epoch of its own', async () => {
    const [a, b] = [sqliteStore(join(folder, 'a.db')), sqliteStore(join(folder, 'b.db'))]
    expect(a.epoch).not.toBe(b.epoch)
    await Promise.all([a.close(), b.close()])
  })

  it('is refused, with what to do, when a newer relay wrote it', () => {
    const path = join(folder, 'newer.db')
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(() => sqliteStore(path)).toThrow(/written by a newer payment-status.*restore a backup/)
  })

  it('is refused when it is none', () => {
    const path = join(folder, 'text.db')
    writeFileSync(
      path,
      'This is not a database, but it is long enough to look like a file of one.'.repeat(20),
    )
    expect(() => sqliteStore(path)).toThrow(/not a database/)
  })
})
