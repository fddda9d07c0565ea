import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pgbouncer, testPgBouncer } from '../testing/pgbouncer.ts'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import type { Store } from './store.ts'
import { describeTwoNodes } from './conformance/two-nodes.ts'
import { describeStore } from './conformance/store.ts'
import { context, intake, NOW, registered, towels } from './conformance/telling.ts'
import { postgresStore } from './postgres.ts'

/** How many orders each promise of two nodes is tried on. */
const OFTEN = 300

if (!postgresBin) console.warn(NO_POSTGRES)

describe.skipIf(!postgresBin)('Postgres', () => {
  let server: TestPostgres
  let admin: Sql
  beforeAll(async () => {
    server = await testPostgres()
    admin = server.connect()
  })
  afterAll(async () => {
    await Promise.all(idle.map(({ store }) => store.close()))
    await admin?.end()
    await server?.stop()
  })

  /** Opened and not in use: to open one, and to make its schema, takes longer than to empty it. */
  const idle: { schema: string; store: Store }[] = []
  let count = 0

  async function empty(): Promise<{ schema: string; store: Store }> {
    const known = idle.pop()
    const schema = known?.schema ?? `s${count++}`
    const store = known?.store ?? (await postgresStore(server.url(schema)))
    await admin.unsafe(`DO $$ DECLARE t text; BEGIN
      FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' AND tablename <> 'meta'
        LOOP EXECUTE format('DELETE FROM ${schema}.%I', t); END LOOP;
      DELETE FROM ${schema}.meta WHERE name NOT IN ('schema', 'epoch');
    END $$`)
    const close = async () => {
      store.onCommit(() => {})
      idle.push({ schema, store })
    }
    return { schema, store: Object.create(store, { close: { value: close } }) }
  }
  const fresh = async () => (await empty()).store

  describeStore('in Postgres', fresh, 5)
  describeTwoNodes(
    'in Postgres',
    async () => {
      const { schema, store } = await empty()
      return [store, await postgresStore(server.url(schema))]
    },
    OFTEN,
  )

  describe('our schema', () => {
    it('is made once, however many nodes come at the same time', async () => {
      const url = server.url('together')
      const nodes = await Promise.all([1, 2, 3, 4].map(() => postgresStore(url)))
      expect(new Set(nodes.map(({ epoch }) => epoch)).size).toBe(1)
      const [first, last] = [nodes[0], nodes.at(-1)]
      if (first && last) {
        await registered(first, 'A')
        expect(await last.order('A')).toBeDefined()
      }
      await Promise.all(nodes.map((node) => node.close()))
    })

    it('is kept: who comes later finds the same history', async () => {
      const url = server.url('later')
      const before = await postgresStore(url)
      const order = await registered(before, 'A')
      await before.close()
      const after = await postgresStore(url)
      expect(after.epoch).toBe(before.epoch)
      expect(await after.order('A')).toEqual(order)
      await after.close()
    })

    it('is refused untouched where a newer relay wrote it', async () => {
      const store = await postgresStore(server.url('newer'))
      await store.close()
      await admin`UPDATE newer.meta SET value = '99' WHERE name = 'schema'`
      await expect(postgresStore(server.url('newer'))).rejects.toThrow(
        /schema newer .*written by a newer relay .*99/,
      )
      expect(await admin`SELECT value FROM newer.meta WHERE name = 'schema'`).toMatchObject([
        { value: '99' },
      ])
    })

    it('is refused untouched where it is another program’s', async () => {
      await admin.unsafe('CREATE SCHEMA theirs; CREATE TABLE theirs.orders (id text)')
      await expect(postgresStore(server.url('theirs'))).rejects.toThrow(/another program's tables/)
      expect(await admin`SELECT tablename FROM pg_tables WHERE schemaname = 'theirs'`).toHaveLength(
        1,
      )
    })
  })

  it('takes whatever a provider or a shop calls things, and takes no two for one', async () => {
    const store = await fresh()
    const strange = [
      'a\0b',
      'a\\0000b',
      '\ud800',
      '\udc00',
      '\ufffd',
      '\\',
      '"',
      '{}',
      "'",
      '€\u{1f4b8}',
    ]
    const long = ['x', 'y'].map((end) => `${'€'.repeat(5_000)}${end}`)
    const names = [...strange, ...long]
    for (const [at, name] of names.entries()) {
      const change = { ...towels, references: [name], customers: [name] }
      await registered(store, `A${at}`, change)
    }
    for (const [at, name] of names.entries()) {
      expect([name, await store.registeredOrder(name)]).toEqual([name, `A${at}`])
      expect((await store.ordersOf(name, 0, 9)).map(({ id }) => id)).toEqual([`A${at}`])
      const paid = { payment: `pi-${at}`, references: [name], eventId: name }
      expect(await store.apply(intake(paid), context())).toMatchObject([{ id: `A${at}` }])
    }
    for (const name of strange) {
      await store.apply(intake({ orderId: `B${name}`, payment: name, receipt: name }), context())
      const notice = await store.notify({ to: 'customer', id: name }, message(name), NOW)
      expect(await store.notice(notice.notification.id)).toEqual(notice)
      expect(await store.claimKey(name, name.length.toString(), NOW, 1_000)).toBe('new')
    }
    await store.close()
  })

  it('lets one step that cannot be written fail alone', async () => {
    const store = await fresh()
    // No number of Postgres' is so large.
    const broken = { ...context(), now: 2 ** 70 }
    const all = await Promise.allSettled([
      store.register('A', towels, context()),
      store.register('B', towels, broken),
      store.register('C', towels, context()),
    ])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect([...(await store.versions(['A', 'B', 'C'])).keys()].toSorted()).toEqual(['A', 'C'])
    await store.close()
  })

  it('tells of each transaction how many steps shared it, and how long it took', async () => {
    const store = await fresh()
    const told: [steps: number, isTime: boolean][] = []
    store.onCommit((steps, ms) => told.push([steps, ms > 0]))
    await Promise.all(['A', 'B', 'C'].map((id) => store.apply(intake({ orderId: id }), context())))
    expect(told).toEqual([[3, true]])
    expect((await store.figures()).bytes).toBeGreaterThan(0)
    await store.close()
  })

  it.skipIf(!pgbouncer)('is reached through PgBouncer in transaction mode', async () => {
    const pooler = await testPgBouncer(server)
    try {
      const [one, other] = await Promise.all(
        [1, 2].map(() => postgresStore(`${pooler.url('pooled')}&prepare=false`)),
      )
      if (!one || !other) throw new Error('There are two.')
      await registered(one, 'A')
      await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? one : other).apply(
            intake({ orderId: 'A', payment: `pi-${n}`, amount: 1 }),
            context(),
          ),
        ),
      )
      expect(await other.order('A')).toMatchObject({ shown: { amountReceived: 40 } })
      await Promise.all([one.close(), other.close()])
    } finally {
      await pooler.stop()
    }
  })
})

const message = (title: string) => ({ type: 'news', title, message: 'World' })
