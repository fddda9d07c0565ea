import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pipe, type Pipe } from '../../testing/pipe.ts'
import { postgresBin, testPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { context, intake, registered } from '../conformance/telling.ts'
import { postgresStore } from '../postgres.ts'
import { StoreFailure, type Store } from '../store.ts'

describe.skipIf(!postgresBin)('Postgres that goes away', () => {
  let server: TestPostgres
  const opened: Store[] = []
  const pipes: Pipe[] = []
  let count = 0
  beforeAll(async () => void (server = await testPostgres({ isDurable: true })))
  afterAll(() => server?.stop())
  afterEach(async () => {
    await server.start()
    await Promise.all(opened.splice(0).map((store) => store.close()))
    await Promise.all(pipes.splice(0).map((each) => each.close()))
  })

  async function open(url = server.url(`s${count++}`), patience = () => 60_000): Promise<Store> {
    const store = await postgresStore(url, { patience })
    opened.push(store)
    return store
  }

  /** The way to it through a pipe of our own. */
  async function throughPipe() {
    const port = 7000 + count
    let isBlocked = false
    const way = await pipe(join(server.folder, `.s.PGSQL.${server.port}`), server.folder, port)
    pipes.push(way)
    const url = server.url(`s${count++}`)
    return {
      trips: way.trips,
      /** Whoever waits then, waits in vain, and not for long. */
      setBlocked(to: boolean) {
        isBlocked = to
        if (to) way.block()
        else way.open()
      },
      store: await open(url.replace(`:${server.port}/`, `:${port}/`), () =>
        isBlocked ? 300 : 60_000,
      ),
      url,
    }
  }

  it('has all that was answered, once it is back, and the same nodes write again', async () => {
    const [a, b] = [await open(), await open(server.url(`s${count - 1}`))]
    const known: string[] = []
    const failed: unknown[] = []
    let n = 0
    const write = async (store: Store) => {
      while (failed.length < 8) {
        const orderId = `A${n++}`
        await store.apply(intake({ orderId, payment: `pi-${orderId}` }), context()).then(
          () => known.push(orderId),
          (cause) => failed.push(cause),
        )
        if (known.length === 60) await server.kill()
      }
    }
    await Promise.all([a, b, a, b].map(write))
    expect(failed.every((cause) => cause instanceof StoreFailure)).toBe(true)
    await expect(a.probe()).rejects.toThrow(/cannot be reached/)
    await expect(b.order('A0')).rejects.toBeInstanceOf(StoreFailure)

    await server.start()
    for (const store of [a, b]) {
      await expect.poll(() => store.probe().then(() => 'there', String)).toBe('there')
      await registered(store, 'back')
    }
    const found = await b.versions(known)
    expect(known.filter((id) => !found.has(id))).toEqual([])
  })

  it('that does not answer at all keeps nobody waiting, and is there again for who comes after', async () => {
    const { setBlocked, store } = await throughPipe()
    await registered(store, 'A')
    setBlocked(true)
    const all = [
      store.apply(intake({ orderId: 'A' }), context()),
      store.order('A'),
      store.probe(),
      store.claim('webhook', 0, 1, 1),
      store.figures(),
    ]
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected')
    for (const each of all) await expect(each).rejects.toThrow(/has not answered in 0\.3 s/)
    setBlocked(false)
    await expect.poll(() => store.probe().then(() => 'there', String)).toBe('there')
    expect(await store.apply(intake({ orderId: 'A' }), context())).toHaveLength(1)
  })

  it('that was never there is told of in words, and no password', async () => {
    const url = server.url('x').replace('relay@', 'relay:db-secret@').replace(':5432/', ':5999/')
    const refused = await postgresStore(url).then(String, String)
    expect(refused).toMatch(/Postgres cannot be reached: .*ENOENT/)
    expect(refused).not.toContain('secret')
  })

  it('loses no other step where a node dies in the middle of one', async () => {
    const { setBlocked, store: dying, url } = await throughPipe()
    const living = await open(url)
    await registered(dying, 'A')
    const cut = dying.apply(intake({ orderId: 'A' }), context())
    setBlocked(true)
    await expect(cut).rejects.toBeInstanceOf(StoreFailure)
    const again = () => living.apply(intake({ orderId: 'A' }), context())
    // Done or not: told again, it counts once.
    await expect.poll(() => again().then(() => 'done', String)).toBe('done')
    expect(await living.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
  })

  it('costs an ordinary step two round trips, alone or with others', async () => {
    const { trips, store } = await throughPipe()
    const ids = Array.from({ length: 40 }, (_, at) => `A${at}`)
    for (const id of ids.slice(0, 20)) await registered(store, id)
    const pay = (id: string) => store.apply(intake({ orderId: id, payment: `pi-${id}` }), context())
    for (const id of ids.slice(0, 18)) await pay(id)
    const before = trips()
    await pay('A18')
    expect(trips() - before).toBe(2)
    const shared = trips()
    await Promise.all(ids.slice(20).map(pay))
    expect(trips() - shared).toBeLessThanOrEqual(8)
  })
})
