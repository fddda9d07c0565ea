/** Two relays, one store and one bus, over real sockets; and what becomes of them while the bus is away. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeOf } from '../store/keeper.ts'
import { memoryKeeper } from '../store/memory.ts'
import { addressOf } from '../store/postgres/address.ts'
import { postgresStore } from '../store/postgres.ts'
import type { Store } from '../store/store.ts'
import { stripePaid } from '../testing/callbacks.ts'
import { until } from '../testing/client.ts'
import { subscribe, type Page } from '../testing/page.ts'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import { NO_REDIS, redisServer, testRedis, type TestRedis } from '../testing/redis.ts'
import type { TestRelay } from '../testing/relay.ts'
import { twoNodesOn } from '../testing/two-nodes.ts'
import type { Bus } from './bus.ts'
import { postgresBus } from './postgres-bus.ts'
import { redisBus } from './redis-bus.ts'

async function pageOf(relay: TestRelay, id: string): Promise<Page> {
  const page = await relay.connect()
  page.say(subscribe(await relay.token({ orders: [id] }), id))
  page.say({ type: 'ping' })
  // What follows the answer has been looked up by then. Of the registration it may have heard before.
  while ((await page.next()).type !== 'pong');
  return page
}

interface World {
  openStore(): Promise<Store>
  /** Of one that stays while the bus is away. Default: the same. */
  openOther?(): Promise<Store>
  openBus(): Bus
  kill(): Promise<void>
  start(): Promise<void>
}

function hearsOfTheOther(world: () => World): void {
  it('a page hears of each callback to the other node', async () => {
    const { openStore, openBus } = world()
    const { one, other } = await twoNodesOn(openStore, openBus)
    for (const [at, seen] of [
      [one, other],
      [other, one],
    ] as const) {
      const id = at === one ? 'A-1' : 'B-1'
      await at.register(id, { amount: 5000, currency: 'EUR' })
      const page = await pageOf(seen, id)
      await at.callback('stripe', stripePaid(id))
      expect(await page.next()).toMatchObject({
        type: 'update',
        order: { id, version: 2, status: 'succeeded' },
      })
    }
  })

  it('the bus goes and comes back: both nodes go on, and so does what they tell each other', async () => {
    const { openStore, openOther = openStore, openBus, kill, start } = world()
    const { one, other, buses } = await twoNodesOn(openOther, openBus)
    await one.register('C-1', { amount: 5000, currency: 'EUR' })
    const page = await pageOf(other, 'C-1')
    await kill()
    await until(() => buses.every(({ isConnected }) => !isConnected))
    await start()
    await until(() => buses.every(({ isConnected }) => isConnected))
    await one.callback('stripe', stripePaid('C-1'))
    expect(await page.next()).toMatchObject({ order: { id: 'C-1', version: 2 } })
  })
}

describe.skipIf(!redisServer)(redisServer ? 'by Redis' : NO_REDIS, () => {
  let redis: TestRedis
  beforeAll(async () => void (redis = await testRedis()))
  afterAll(() => redis?.stop())
  const keeper = memoryKeeper()
  hearsOfTheOther(() => ({
    openStore: async () => storeOf(keeper),
    openBus: () => redisBus(redis.url, 'shop'),
    kill: () => redis.kill(),
    start: () => redis.start(),
  }))
})

describe.skipIf(!postgresBin)(
  postgresBin ? 'by Postgres, which has the store too' : NO_POSTGRES,
  () => {
    let server: TestPostgres
    beforeAll(async () => void (server = await testPostgres()))
    afterAll(() => server?.stop())
    const keeper = memoryKeeper()
    hearsOfTheOther(() => ({
      openStore: () => postgresStore(server.url('shop')),
      openOther: async () => storeOf(keeper),
      openBus: () => postgresBus(addressOf(server.url('shop')), 'shop_nodes'),
      kill: () => server.kill(),
      start: () => server.start(),
    }))
  },
)
