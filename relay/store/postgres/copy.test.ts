import { join } from 'node:path'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { folder } from '../../e2e/process.ts'
import {
  NO_POSTGRES,
  postgresBin,
  testPostgres,
  type TestPostgres,
} from '../../testing/postgres.ts'
import { all, filled } from '../conformance/files.ts'
import { fill } from '../conformance/full.ts'
import { context, intake, NOW } from '../conformance/telling.ts'
import { copyStore, type Source, type Target } from '../copy/copy.ts'
import { COPIED } from '../copy/tables.ts'
import { postgresStore } from '../postgres.ts'
import { sqliteSource, sqliteTarget } from '../sqlite.ts'
import { ADDED, APART, postgresSource, postgresTarget } from './copy.ts'

if (!postgresBin) console.warn(NO_POSTGRES)

/** Each store counts for itself, in the order in which it is told; and names its own history. */
const GIVEN_OUT = new Set(['id', 'number', 'epoch', 'kept_id'])

async function copied(
  from: Source | Promise<Source>,
  to: () => Target | Promise<Target>,
  decorate = (target: Target) => target,
) {
  const source = await from
  try {
    const target = await to()
    try {
      return await copyStore(source, decorate(target))
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

describe.skipIf(!postgresBin)('a copy, with Postgres', () => {
  let server: TestPostgres
  let admin: Sql
  beforeAll(async () => {
    server = await testPostgres()
    admin = server.connect()
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  let schemas = 0
  const fresh = () => server.url(`copy${schemas++}`)

  async function opened(url: string) {
    const store = await postgresStore(url)
    onTestFinished(() => store.close())
    return store
  }

  it('knows every table there, and every column: whoever adds one adds it here', async () => {
    const url = fresh()
    await (await postgresStore(url)).close()
    const schema = new URL(url).searchParams.get('schema') ?? ''
    const found = await admin`
      SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ${schema}`
    const known = COPIED.flatMap(({ name, columns }) =>
      [
        ...Object.keys(columns).filter((each) => name !== APART.table || each !== APART.column),
        ...Object.keys(ADDED[name] ?? {}),
      ].map((column) => `${name}.${column}`),
    )
    known.push(`${APART.name}.order_id`, `${APART.name}.gist`)
    expect(found.map((row) => `${row.table_name}.${row.column_name}`).toSorted()).toEqual(
      known.toSorted(),
    )
    const sequences = await admin`
      SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = ${schema}`
    expect(sequences).toHaveLength(COPIED.filter(({ isCounted }) => isCounted).length)
  })

  it('from SQLite, from there to another, and back is the same, byte for byte', async () => {
    const path = folder()
    const [first, second] = [fresh(), fresh()]
    const from = await filled(join(path, 'from.db'), 600)
    const before = all(from)
    const { rows, epoch } = await copied(sqliteSource(from), () => postgresTarget(first))
    expect([...rows.values()]).toEqual(COPIED.map(({ name }) => before[name]?.length))
    await copied(postgresSource(first), () => postgresTarget(second))
    await copied(postgresSource(second), () => sqliteTarget(join(path, 'to.db')))
    expect(all(join(path, 'to.db'))).toEqual(before)
    expect((await opened(second)).epoch).toBe(epoch)
  })

  it('is what the store itself would have written', async () => {
    const path = folder()
    const [told, url] = [fresh(), fresh()]
    await fill(await opened(told))
    await copied(sqliteSource(await filled(join(path, 'from.db'))), () => postgresTarget(url))
    const rowsOf = async (of: string, table: string) => {
      const schema = new URL(of).searchParams.get('schema') ?? ''
      const found = await admin.unsafe(`SELECT * FROM ${schema}.${table}`)
      return found
        .map((row) => JSON.stringify(row, (name, value) => (GIVEN_OUT.has(name) ? '' : value)))
        .map((row) => row.replaceAll(/[0-9a-f]{12}-\d+|\d{13}/g, ''))
        .toSorted()
    }
    for (const { name } of COPIED) {
      if (name === 'meta') continue
      expect([name, await rowsOf(url, name)]).toEqual([name, await rowsOf(told, name)])
    }
    expect(await rowsOf(url, APART.name)).toEqual(await rowsOf(told, APART.name))
  })

  it('gives out no id that its original has given out, and finds all by its names', async () => {
    const path = folder()
    const url = fresh()
    await copied(sqliteSource(await filled(join(path, 'from.db'))), () => postgresTarget(url))
    const store = await opened(url)
    const message = { type: 'news', title: 'T', message: 'M' } as const
    const { notification } = await store.notify({ to: 'everybody', id: '' }, message, NOW)
    expect(notification.id).toBe(`${store.epoch}-4`)
    await store.apply(intake({ payment: 'pi_x', references: ['x'] }), context())
    const ids = (await store.kept({ limit: 9 })).map(({ id }) => id)
    expect(ids).toEqual(['4', '2', '1'])
    expect(await store.registeredOrder('r-ORD-1')).toBe('ORD-1')
    expect(await store.keptAs((await store.kept({ limit: 1 }))[0]?.key ?? '')).toBeDefined()
    const found = await store.register('NEW', { references: ['sooner'] }, context())
    expect(found).toMatchObject({ order: { shown: { status: 'succeeded' } } })
  })

  it('never mixes two histories: what is not empty is refused, and stays as it is', async () => {
    const path = folder()
    const url = fresh()
    const store = await postgresStore(url)
    await store.register('A', { amount: 1, currency: 'EUR' }, context())
    await store.close()
    const from = await filled(join(path, 'from.db'))
    await expect(copied(sqliteSource(from), () => postgresTarget(url))).rejects.toThrow(
      /not empty.*"orders"/,
    )
    expect(await (await opened(url)).order('A')).toMatchObject({ version: 1 })
  })

  it('waits for no relay: a store that one is connected to is refused, whichever end it is', async () => {
    const path = folder()
    const url = fresh()
    await opened(url)
    const from = await filled(join(path, 'from.db'))
    await expect(copied(sqliteSource(from), () => postgresTarget(url))).rejects.toThrow(
      /A relay is connected .* Stop every one/,
    )
    await expect(
      copied(postgresSource(url), () => sqliteTarget(join(path, 'b.db'))),
    ).rejects.toThrow(/A relay is connected .* Stop every one/)
    // Another shop's, beside it in the same database, is nobody's affair.
    await copied(sqliteSource(from), () => postgresTarget(fresh()))
  })

  it('is all of it or nothing: what ends in the middle leaves an empty store, and may be tried again', async () => {
    const path = folder()
    const url = fresh()
    const from = await filled(join(path, 'from.db'))
    const failing = (target: Target): Target => ({
      ...target,
      add: async (table, rows) => {
        if (table.name === 'requests') throw new Error('The network has gone.')
        await target.add(table, rows)
      },
    })
    await expect(copied(sqliteSource(from), () => postgresTarget(url), failing)).rejects.toThrow(
      'has gone',
    )
    await copied(sqliteSource(from), () => postgresTarget(url))
    await copied(postgresSource(url), () => sqliteTarget(join(path, 'to.db')))
    expect(all(join(path, 'to.db'))).toEqual(all(from))
  })

  it('says what to do where there is nothing, and nobody', async () => {
    await expect(postgresSource(fresh())).rejects.toThrow('no store in that schema')
    const nobody = `postgres://shop:hunter2-secret@127.0.0.1:1/shop`
    for (const end of [postgresSource, postgresTarget]) {
      const told = await end(nobody).catch((cause: Error) => cause.message)
      expect(told).toContain('cannot be reached')
      expect(told).not.toContain('hunter2')
    }
  })
})
