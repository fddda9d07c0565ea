import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ask, Planner } from '../../ledger/asks.ts'
import { sqliteStore } from '../sqlite.ts'
import { context, expectOrder, intake, NOW, towels } from '../conformance/telling.ts'
import { memoryStore } from '../memory.ts'
import { WEBHOOK } from '../outgoing.ts'
import { MIGRATIONS } from './schema.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  path = join(folder, 'relay.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const ASK = {
  ...{ provider: 'daraja', dueAt: NOW, waits: 'nobody', silentSince: NOW, run: {} },
} satisfies Omit<Ask, 'orderId'>

const answer = { digest: 'd', status: 200, type: 'application/json', body: '{}' }

/** A file as the first version wrote it. */
function first(): DatabaseSync {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec(String(MIGRATIONS[0]))
  db.exec("INSERT INTO meta VALUES ('epoch', 'k3f9'); PRAGMA user_version = 1")
  return db
}

/** A file as the second version wrote it. */
function second(): DatabaseSync {
  const db = first()
  db.exec(String(MIGRATIONS[1]))
  db.exec('PRAGMA user_version = 2')
  return db
}

/** An event that waits, as the first version kept it. */
function park(
  db: DatabaseSync,
  word: Parameters<typeof intake>[0],
  state: string,
  names: string[],
) {
  const [{ key, updates, orderId }] = intake(word)
  const parked = { key: key(), updates, ...(orderId !== undefined && { orderId }), state }
  const { lastInsertRowid } = db
    .prepare('INSERT INTO parked (callback, received_at) VALUES (?, ?)')
    .run(JSON.stringify(parked), NOW - 5)
  for (const name of names) {
    db.prepare('INSERT INTO parked_references VALUES (?, ?)').run(name, lastInsertRowid)
  }
}

/** Everything in the file, table by table. */
function contentOf(file: string): unknown {
  const db = new DatabaseSync(file, { readOnly: true })
  const schema = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
  const tables = schema.filter(({ sql }) => String(sql).startsWith('CREATE TABLE'))
  // Each start has a name of its own: journal.ts.
  const content = tables.map(({ name }) =>
    db
      .prepare(`SELECT * FROM "${String(name)}"`)
      .all()
      .filter((row) => row.name !== 'session'),
  )
  const marks = ['user_version', 'application_id'].map((name) => db.prepare(`PRAGMA ${name}`).get())
  db.close()
  return { schema, content, marks }
}

describe('a file of the first version', () => {
  it('opens, and everything is found', async () => {
    // An order of then is an order of today.
    const then = memoryStore()
    const change = { ...towels, customers: ['42', '43'], references: ['order_X'] }
    await then.register('A', { ...change, expiresIn: 60_000 }, context())
    const [known] = intake({ orderId: 'A', state: 'requires_action' })
    const [a] = await then.apply([known], context())
    if (!a) throw new Error('Nothing has changed.')
    const z = expectOrder(await then.register('Z', { customers: ['43'] }, context(NOW + 1))).order
    await then.apply(intake({ orderId: 'WC-1', payment: 'pi_7', containers: ['cs_7'] }), context())
    const wc = await then.order('WC-1')

    const db = first()
    const insert = {
      order: db.prepare('INSERT INTO orders VALUES (?, ?, ?)'),
      owner: db.prepare('INSERT INTO owners VALUES (?, ?, ?)'),
    }
    const { mentions: _, ...unregistered } = wc ?? a
    for (const order of [a, z, unregistered]) {
      insert.order.run(order.id, JSON.stringify(order), order.changesAt ?? null)
    }
    insert.owner.run('order_X', 'A', 1)
    insert.owner.run('pi_7', 'WC-1', 0)
    insert.owner.run('cs_7', 'WC-1', 0)
    db.prepare('INSERT INTO events VALUES (?, ?)').run(known.key(), NOW)
    db.prepare('INSERT INTO answers VALUES (?, ?, ?)').run('key', JSON.stringify(answer), NOW)
    park(db, { payment: 'pi_8', references: ['ch_8'] }, 'unmatched', ['pi_8', 'ch_8'])
    park(db, { payment: 'pi_9', orderId: 'OLD' }, 'too_old', ['pi_9', 'OLD'])
    db.close()

    const store = sqliteStore(path)
    expect(store.epoch).toBe('k3f9')
    expect(await store.order('A')).toEqual(a)
    expect(await store.order('WC-1')).toEqual(unregistered)
    expect(await store.nextDue()).toBe(NOW + 60_000)
    expect(await store.registeredOrder('order_X')).toBe('A')
    expect(await store.registeredOrder('pi_7')).toBeUndefined()
    expect(await store.apply([known], context())).toEqual([])
    const { digest, ...answered } = answer
    expect(await store.claimKey('key', digest, NOW, 1)).toEqual(answered)
    expect(await store.ordersOf('43', NOW + 5, 9)).toEqual([z, a])
    const kept = await store.kept({ limit: 9 })
    expect(
      kept.map((each) => [each.state, each.code, each.provider, each.order, each.receivedAt]),
    ).toEqual([
      ['too_old', 'too_old', 'stripe', 'OLD', NOW - 5],
      ['unmatched', 'no_order', 'stripe', null, NOW - 5],
    ])

    // What waited then is applied today, and so is what an event had taught.
    const b = expectOrder(
      await store.register('B', { ...towels, references: ['ch_8', 'cs_7'] }, context()),
    )
    expect(b.order.shown.amountReceived).toBe(2000)
    expect(await store.order('WC-1')).toMatchObject({ shown: { amountReceived: 0 } })
    const replayed = await store.replay(String(kept[0]?.id), () => undefined, context())
    expect(replayed?.changed.map(({ id }) => id)).toEqual(['OLD'])
    expect(await store.kept({ limit: 9 })).toEqual([])
    await store.close()
  })

  it.each([
    ['first', first],
    ['second', second],
  ])(
    'of the %s version is no longer there once it is migrated: the next start finds nothing to do',
    async (_, old) => {
      old().close()
      await sqliteStore(path).close()
      const before = contentOf(path)
      await sqliteStore(path).close()
      expect(contentOf(path)).toEqual(before)
      expect(before).toMatchObject({ marks: [{ user_version: MIGRATIONS.length }, {}] })
    },
  )

  it('is left as it was where the migration fails, and says so', () => {
    const db = first()
    db.prepare('INSERT INTO parked (callback, received_at) VALUES (?, ?)').run('{ broken', NOW)
    db.prepare('INSERT INTO owners VALUES (?, ?, ?)').run('order_X', 'A', 1)
    db.close()
    const before = contentOf(path)
    expect(() => sqliteStore(path)).toThrow(/relay\.db is damaged\. Restore a backup/)
    expect(contentOf(path)).toEqual(before)
  })
})

describe('a file of the second version', () => {
  it('opens, and what waited for the merchant’s backend goes out', async () => {
    const db = second()
    db.prepare(
      `INSERT INTO outgoing (lane, order_id, version, attempts, since, due_at)
       VALUES ('webhook', 'A', 3, 2, ?, ?)`,
    ).run(NOW - 9, NOW + 5)
    db.close()
    const store = sqliteStore(path)
    expect(await store.nextOutgoing(WEBHOOK, NOW)).toBe(NOW + 5)
    const waiting = { id: 1, attempts: 2, since: NOW - 9, orderId: 'A', version: 3 }
    expect(await store.claim(WEBHOOK, NOW + 5, 9, NOW + 6)).toEqual([waiting])
    expect(await store.claim(WEBHOOK, NOW + 5, 9, NOW + 6)).toEqual([])
    await store.close()
  })
})

describe('a file of the sixth version', () => {
  it('opens, and what waited is told as it stands now: of what was delivered before, nobody knows', async () => {
    const then = memoryStore()
    const [order] = await then.apply(intake({ orderId: 'A' }), context())
    if (!order) throw new Error('Nothing has changed.')
    const db = first()
    for (const migration of MIGRATIONS.slice(1, 6)) db.exec(migration)
    db.exec('PRAGMA user_version = 6')
    db.prepare(
      `INSERT INTO orders (id, record, status, created_at, updated_at)
       VALUES ('A', ?, 'succeeded', ?, ?)`,
    ).run(JSON.stringify(order), NOW, NOW)
    db.prepare(
      `INSERT INTO outgoing (lane, order_id, version, since, due_at) VALUES ('webhook', 'A', 1, ?, ?)`,
    ).run(NOW - 9, NOW + 5)
    db.close()
    const store = sqliteStore(path)
    expect(await store.announced(1)).toEqual({ order, since: NOW - 9, previous: null })
    await store.close()
  })
})

describe('a file of the tenth version', () => {
  it('opens, and what is to be asked about its orders is kept from now on', async () => {
    const then = memoryStore()
    const { order } = expectOrder(await then.register('A', towels, context()))
    const db = first()
    for (const migration of MIGRATIONS.slice(1, 10)) db.exec(migration)
    db.exec('PRAGMA user_version = 10')
    db.prepare(
      `INSERT INTO orders (id, record, status, created_at, updated_at)
       VALUES ('A', ?, 'pending', ?, ?)`,
    ).run(JSON.stringify(order), NOW, NOW)
    db.close()
    const store = sqliteStore(path)
    expect(await store.order('A')).toEqual(order)
    expect(await store.asks((rows) => rows.asksOf('A'))).toEqual([])
    const planned = [{ ...ASK, orderId: 'A' }]
    const planner: Planner = { believed: (heard) => heard, plan: () => planned }
    await store.apply(intake({ state: 'processing' }, 'A'), { ...context(), planner })
    expect(await store.asks((rows) => rows.asksOf('A'))).toEqual(planned)
    await store.close()
  })
})

describe('what was being asked', () => {
  it('is due at once for the next process: the one before it is no more', async () => {
    const leased = { ...ASK, orderId: 'A', dueAt: NOW + 30_000, leasedUntil: NOW + 30_000 }
    const planned = { ...ASK, orderId: 'B', dueAt: NOW + 30_000 }
    const before = sqliteStore(path)
    await before.asks((rows) => {
      rows.saveAsks('A', [leased])
      rows.saveAsks('B', [planned])
    })
    await before.close()
    const after = sqliteStore(path)
    const all = await after.asks((rows) => [rows.asksOf('A'), rows.asksOf('B')])
    expect(all).toEqual([[{ ...ASK, orderId: 'A', dueAt: 0 }], [planned]])
    expect(await after.asks((rows) => rows.dueAsks('daraja', 'nobody', NOW, 9))).toHaveLength(1)
    await after.close()
  })
})
