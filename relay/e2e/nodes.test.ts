/** Three relays on one Postgres, behind a balancer: any of them may die, and so may what is between them. */

import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { follow } from '../../widget/client/follow.ts'
import type { Following } from '../../widget/client/following.ts'
import { backend, type Backend } from '../testing/backend.ts'
import { balancer } from '../testing/balancer.ts'
import {
  darajaPath,
  darajaSays,
  intent,
  stripePaid,
  stripeSays,
  stripeSigned,
  type Callback,
} from '../testing/callbacks.ts'
import { Client } from '../testing/client.ts'
import { howOften } from '../testing/how-often.ts'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import { NO_REDIS, redisServer, testRedis, type TestRedis } from '../testing/redis.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { Cluster } from './cluster.ts'

if (!postgresBin) console.warn(NO_POSTGRES)
if (!redisServer) console.warn(NO_REDIS)

const isLong = inject('isLong')

/** What is sent again comes so much later, in ms. Providers wait for minutes. */
const AGAIN = 50

let postgres: TestPostgres
let schemas = 0

beforeAll(async () => {
  if (postgresBin) postgres = await testPostgres({ isDurable: true })
})
afterAll(() => postgres?.stop())

/** Of nodes on a store of their own. */
const settings = () => ({
  ...ENVIRONMENT,
  STORE: postgres.url(`nodes_${schemas++}`),
  LOG_LEVEL: 'fatal',
})

/** Sent until it is acknowledged, as providers do, and signed anew each time; how often that was. */
async function delivered(client: Client, { body }: Callback): Promise<number> {
  for (let times = 1; ; times++) {
    const callback = { body, headers: stripeSigned(body) }
    const status = await client.callback('stripe', callback).then(
      (answer) => answer.status,
      () => 'broken off',
    )
    if (status === 204) return times
    expect(['broken off', 503]).toContain(status)
    await delay(AGAIN)
  }
}

/** As a shop's server does that wants its order to be known. */
async function registered(client: Client, id: string, order: object): Promise<string> {
  for (;;) {
    const answer = await client.merchant('PUT', `/orders/${id}`, order).catch(() => undefined)
    if (answer && answer.status < 300) return answer.body.token
    expect([undefined, 503]).toContain(answer?.status)
    await delay(AGAIN)
  }
}

/** What a shopper pays with two cards: three callbacks, in whichever order they come. */
const PRICE = { amount: 5000, currency: 'EUR' }
function payments(order: string): Callback[] {
  const half = (part: string, status: string) =>
    intent(order, status, {
      id: `pi_${order}_${part}`,
      amount: 2500,
      amount_received: status === 'succeeded' ? 2500 : 0,
    })
  return [
    stripeSays('payment_intent.processing', half('a', 'processing'), { at: Date.now() - 1_000 }),
    stripeSays('payment_intent.succeeded', half('a', 'succeeded')),
    stripeSays('payment_intent.succeeded', half('b', 'succeeded')),
  ]
}
const PAID = { status: 'succeeded', amountReceived: PRICE.amount }

/** Resolves once the page shows what it must. */
const shows = (page: Following, isSo: (page: Following) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => void (isSo(page) && resolve())
    page.on('change', look)
    look()
  })

/** Somebody's page; `backwards` is told when it is shown something older than what it has. */
function watched(page: Following, backwards: string[]): Following {
  onTestFinished(() => page.stop())
  page.on('change', ({ id, epoch, version }, previous) => {
    if (!previous || (previous.epoch === epoch && version > previous.version)) return
    backwards.push(`${id}: ${previous.version} of ${previous.epoch}, then ${version} of ${epoch}`)
  })
  return page
}

const isPaid = ({ snapshot }: Following) => snapshot?.status === 'succeeded'

type Fanout = 'redis' | 'postgres'

/** What may happen. Resolves when what was killed is there again. */
interface Accidents {
  node(): Promise<void>
  bus(): Promise<void>
  store(): Promise<void>
}

function accidents(cluster: Cluster, redis: TestRedis | undefined): Accidents {
  return {
    async node() {
      const which = Math.floor(Math.random() * cluster.size)
      await cluster.kill(which)
      await cluster.revive(which)
    },
    async bus() {
      if (redis) {
        await redis.kill()
        await redis.start()
        return
      }
      const admin = postgres.connect()
      const cut = () => admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'payment-status fan-out'`
      // Those who were cut off a moment ago may not be back yet.
      while ((await cut()).count === 0) await delay(AGAIN)
      await admin.end()
    },
    async store() {
      await postgres.kill()
      await postgres.start()
    },
  }
}

const KINDS = ['node', 'bus', 'store'] as const

/** Nodes die most often. */
const drawn = (): keyof Accidents => {
  const lot = Math.random()
  return lot < 0.7 ? 'node' : lot < 0.85 ? 'bus' : 'store'
}

describe.skipIf(!postgresBin).each<[Fanout, number]>([
  ['redis', howOften({ usually: KINDS.length, long: 50 })],
  ['postgres', howOften({ usually: 0, long: 50 })],
])('three relays that hear each other by %s', (fanOut, kills) => {
  const ORDERS = 4
  /** So many rounds later a page must be right, and goes. */
  const LATER = 3

  it.skipIf(kills === 0 || (fanOut === 'redis' && !redisServer))(
    `have, of ${kills} kills of a relay, of the bus and of Postgres, lost and doubled nothing that was acknowledged`,
    { tags: 'long' },
    async () => {
      const redis = fanOut === 'redis' ? await testRedis() : undefined
      if (redis) onTestFinished(() => redis.stop())
      // A webhook that was under way when its relay died waits for the end of the lease: too long for every day.
      const hooks = isLong ? await backend() : undefined
      const env = { ...settings(), ...hooks?.env, ...(redis && { FANOUT: redis.url }) }
      const cluster = await Cluster.start(3, env)
      const ports = () => cluster.ports
      const client = new Client(await balancer(ports))
      const backwards: string[] = []
      // A connection each.
      const relays = await Promise.all(Array.from({ length: 4 }, () => balancer(ports)))
      const token = await client.token({ customer: 'CUST-1' })
      const customer = watched(
        follow({ relay: await balancer(ports), customer: 'CUST-1', token }),
        backwards,
      )
      const happens = accidents(cluster, redis)

      const sent: Callback[] = []
      const ids: string[] = []
      const rounds: Promise<unknown>[] = []
      let repeats = 0
      for (let kill = 0; kill < kills; kill++) {
        const mine = Array.from({ length: ORDERS }, (_, at) => `K-${kill}-${at}`)
        ids.push(...mine)
        const pages = await Promise.all(
          mine.map(async (order, at) => {
            const token = await registered(client, order, { ...PRICE, customers: ['CUST-1'] })
            const transport = at === 0 ? 'polling' : 'auto'
            return watched(follow({ relay: relays[at] ?? '', order, token, transport }), backwards)
          }),
        )
        rounds.push(
          Promise.all(
            pages.map((page) =>
              shows(page, isPaid).then(() => kill + LATER < kills && page.stop()),
            ),
          ),
        )

        const callbacks = mine.flatMap(payments)
        sent.push(...callbacks)
        const answers = callbacks.map(async (callback) => {
          repeats += (await delivered(client, callback)) - 1
        })
        // At the answer of one of them, or while all are under way: as many kills the one as the other.
        await answers[Math.floor(Math.random() * 2 * answers.length)]
        await happens[isLong ? drawn() : (KINDS[kill] ?? 'node')]()
        await Promise.all(answers)
        await rounds[kill - LATER]
        expect(cluster.deaths).toEqual([])
      }

      // Every page is right, whichever relay it has come to; the customer's, too, which has them all.
      await Promise.all(rounds)
      await shows(customer, ({ snapshots }) => {
        const paid = snapshots.filter(({ status }) => status === 'succeeded')
        return ids.slice(-ORDERS).every((id) => paid.some((order) => order.id === id))
      })

      expect(backwards).toEqual([])

      const seen = async (id: string) => {
        const [one, ...others] = await Promise.all(cluster.nodes.map((node) => node.seen(id)))
        for (const other of others) expect(other).toEqual(one)
        expect(one).toMatchObject({ id, ...PAID })
        return one
      }
      const before = new Map<string, any>()
      for (const id of ids) before.set(id, await seen(id))
      // What was acknowledged comes again: it is known, everywhere.
      for (const callback of sent) await delivered(client, callback)
      for (const id of ids) expect(await seen(id)).toEqual(before.get(id))

      if (!hooks) return
      const heard = (id: string) => hooks.heard.get(id) ?? []
      await expect
        .poll(() => ids.filter((id) => heard(id).at(-1) !== before.get(id).version))
        .toEqual([])
      for (const id of ids) expect(heard(id)).toEqual(heard(id).toSorted((a, b) => a - b))
      // Else the kills came when nothing was under way, and the test has shown nothing.
      expect(repeats).toBeGreaterThan(kills / 4)
    },
  )
})

describe.skipIf(!postgresBin)('two relays', () => {
  const RACES = howOften({ usually: 20, long: 300 })
  const AT_ONCE = 4

  it(
    `bring a callback to one and its order to the other together, ${RACES} of ${RACES} times`,
    { tags: 'long' },
    async () => {
      const { nodes } = await Cluster.start(2, settings())
      const [one, other] = nodes as [Client, Client]
      const race = async (at: number) => {
        const [id, prompt] = [`R-${at}`, `ws_CO_${at}`]
        const [, { status }] = await Promise.all([
          one.register(id, { amount: 5000, currency: 'KES', references: [prompt] }),
          other.callback(darajaPath(), darajaSays(prompt, 0, `RECEIPT${at}`)),
        ])
        expect(status).toBe(200)
      }
      const races = Array.from({ length: RACES }, (_, at) => at)
      for (let from = 0; from < RACES; from += AT_ONCE) {
        await Promise.all(races.slice(from, from + AT_ONCE).map(race))
      }
      for (const at of races) {
        const [mine, its] = await Promise.all([one.seen(`R-${at}`), other.seen(`R-${at}`)])
        expect(mine).toMatchObject(PAID)
        expect(its).toEqual(mine)
      }
      // Nothing waits for an order that it has not found.
      expect(await other.kept()).toEqual([])
    },
  )

  it.skipIf(!isLong)(
    'send what one had under way as it died, once its lease has ended',
    { tags: 'long' },
    async () => {
      const hooks: Backend = await backend()
      const cluster = await Cluster.start(1, { ...settings(), ...hooks.env })
      const client = cluster.node(0)
      await client.register('A-1', PRICE)
      const held = hooks.holdNext('A-1')
      await client.callback('stripe', stripePaid('A-1'))
      await held
      await cluster.kill(0)
      await cluster.revive(0)
      await expect.poll(() => hooks.heard.get('A-1')).toEqual([2, 2])
    },
  )
})
