/** Relays on one Postgres: what a callback costs them, and how soon a page of another relay has its frame. */

import { mkdtempSync, rmSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { between, meterOf, type Asked } from './asked.ts'
import { concurrently } from './concurrently.ts'
import { registered, tokenFor, type Contender } from './contenders.ts'
import { callback, LIFE, type Callback } from './life.ts'
import { closedLoop, openLoop, type Loop } from './loops.ts'
import { cpuTime, machineTime, ownTime } from './machine.ts'
import { Pages } from './pages.ts'
import { HOW_TO_GET_POSTGRES, startPostgres, type Postgres } from './postgres.ts'
import { Provider } from './provider.ts'
import { HOW_TO_GET_REDIS, startRedis, type Redis } from './redis.ts'
import { Server } from './server.ts'
import { quantile, rounded } from './statistics.ts'
import { Stopwatch } from './stopwatch.ts'
import { table } from './table.ts'

/** Each with a page of its own. */
const ORDERS = { fully: 1_500, quickly: 200 }

/** From one heartbeat to the next, in seconds. */
const IDLE = { fully: 25, quickly: 2 }

/** Callbacks a second in the open loop, and how late the 99th of 100 frames may be, in ms. */
const RATE = 500
const BUDGET = 50

const IN_FLIGHT = 64
const AT_A_TIME = 32

/** An order's chapters. The first are told until everything is compiled. */
const LOOPS = { warm: [0, 2], closed: [2, 4], open: [4, 7] } as const

/** What one phase used. */
interface Used {
  callbacks: number
  seconds: number
  /** In µs. */
  cpu: Readonly<Record<Part, number>>
  asked: Asked
  /** To each frame, in ms. */
  latencies: readonly number[]
  /** How late the driver itself was, 99 times of 100, in ms. */
  driverDelay: number
  /** That nobody here has used. */
  others: number
}

type Part = 'relays' | 'postgres' | 'redis'

interface Outcome {
  name: string
  idle: Used
  closed: Used
  open: Used
}

/** A table, with a column for each of `counts` and each way to hear each other. */
export async function nodes(
  relay: Contender,
  counts: readonly number[],
  isQuick: boolean,
): Promise<string> {
  const size = isQuick ? 'quickly' : 'fully'
  const outcomes: Outcome[] = []
  for (const fanOut of ['postgres', 'redis'] as const) {
    const redis = fanOut === 'redis' ? await startRedis() : undefined
    if (fanOut === 'redis' && !redis) {
      console.log(`By Redis nothing is measured: ${HOW_TO_GET_REDIS}.`)
      break
    }
    try {
      for (const count of counts) {
        // One alone is told nothing: however it would hear.
        if (count === 1 && redis) continue
        const name = count === 1 ? '1 relay' : `${count} relays, by ${fanOut}`
        outcomes.push({ name, ...(await measured(relay, count, redis, size)) })
        console.log(`${name}: done`)
      }
    } finally {
      await redis?.stop()
    }
  }
  return report(outcomes)
}

async function measured(
  relay: Contender,
  count: number,
  redis: Redis | undefined,
  size: keyof typeof ORDERS,
): Promise<Omit<Outcome, 'name'>> {
  const postgres = await startPostgres({ counting: true })
  if (!postgres) throw new Error(`There is no Postgres: ${HOW_TO_GET_POSTGRES}.`)
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-nodes-'))
  const on: Contender = {
    ...relay,
    env: () => ({
      ...relay.env?.(folder),
      STORE: `postgres://postgres@localhost:5432/postgres?host=${encodeURIComponent(postgres.host)}`,
      ...(redis && { FANOUT: redis.url }),
    }),
  }
  const servers = [await Server.start(on, folder)]
  while (servers.length < count) servers.push(await Server.start(on, folder))
  const run = new Run(on, servers, postgres, redis)
  try {
    const orders = Array.from({ length: ORDERS[size] }, (_, at) => `ORD-${10_000 + at}`)
    await run.open(orders)
    const idle = await run.phase(0, () => setTimeout(IDLE[size] * 1000, []))
    await run.tell(orders, LOOPS.warm, closedLoop(IN_FLIGHT))
    const closed = await run.tell(orders, LOOPS.closed, closedLoop(IN_FLIGHT))
    const open = await run.tell(orders, LOOPS.open, openLoop(RATE))
    return { idle, closed, open }
  } finally {
    run.leave()
    for (const server of servers) await server.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The relays that are up, their pages, and who calls them. */
class Run {
  readonly #stopwatch = new Stopwatch()
  readonly #servers: readonly Server[]
  readonly #pages: readonly Pages[]
  readonly #providers: readonly Provider[]
  readonly #postgres: Postgres
  readonly #redis: Redis | undefined
  readonly #atNode = new Map<string, number>()

  constructor(
    relay: Contender,
    servers: readonly Server[],
    postgres: Postgres,
    redis: Redis | undefined,
  ) {
    this.#servers = servers
    this.#pages = servers.map(({ url }) => new Pages(url, relay, this.#stopwatch.arrived))
    this.#providers = servers.map(({ url }) => new Provider(url))
    this.#postgres = postgres
    this.#redis = redis
  }

  /** Each order's page, at one relay after the other. */
  async open(orders: readonly string[]): Promise<void> {
    await concurrently(AT_A_TIME, orders.entries(), async ([at, order]) => {
      const node = at % this.#servers.length
      const { url = '' } = this.#servers[node] ?? {}
      await registered(url, order)
      const token = await tokenFor(url, [order])
      this.#atNode.set(order, node)
      await this.#pages[node]?.open([{ orders: [order], token }])
    })
  }

  /**
   * These chapters of all orders, each to the relay after that of its page. A relay that hears of two at once shows the
   * newer one only: so all frames of a chapter are there before the next begins.
   */
  tell(
    orders: readonly string[],
    [from, to]: readonly [number, number],
    loop: Loop,
  ): Promise<Used> {
    const chapters = LIFE.slice(from, to).map((chapter, at) =>
      orders.map((order) => callback(chapter, { order, payment: 0, step: from + at })),
    )
    return this.phase(chapters.length * orders.length, async () => {
      const latencies: number[] = []
      for (const told of chapters) {
        await loop(told, (each, due) => this.#send(each, due))
        latencies.push(...(await this.#stopwatch.read()).latencies)
      }
      return latencies
    })
  }

  #send(each: Callback, due: number): Promise<void> {
    this.#stopwatch.sent(each, due)
    const node = ((this.#atNode.get(each.order) ?? 0) + 1) % this.#servers.length
    const provider = this.#providers[node]
    if (!provider) throw new Error(`There is no relay ${node}.`)
    return provider.post(each.request)
  }

  /** What `work` costs, which returns how long each frame took. */
  async phase(callbacks: number, work: () => Promise<readonly number[]>): Promise<Used> {
    const meter = await meterOf(this.#postgres)
    const before = await meter.read()
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const [begun, cpu, all, own] = [performance.now(), this.#cpu(), machineTime(), ownTime()]
    const latencies = await work()
    const seconds = (performance.now() - begun) / 1000
    const then = this.#cpu()
    const used = {
      relays: then.relays - cpu.relays,
      postgres: then.postgres - cpu.postgres,
      redis: then.redis - cpu.redis,
    }
    const mine = used.relays + used.postgres + used.redis + ownTime() - own
    const others = Math.max(0, (machineTime() - all - mine) / 1e6 / seconds)
    delay.disable()
    // What it counts it tells a second later.
    await setTimeout(1_500)
    const asked = between(before, await meter.read())
    await meter.close()
    const driverDelay = delay.percentile(99) / 1e6 - 1
    return {
      callbacks,
      seconds,
      cpu: used,
      asked,
      latencies,
      driverDelay,
      others,
    }
  }

  #cpu(): Record<Part, number> {
    return {
      relays: this.#servers.reduce((sum, server) => sum + server.cpu(), 0),
      postgres: cpuTime(this.#postgres.pid),
      redis: this.#redis ? cpuTime(this.#redis.pid) : 0,
    }
  }

  leave(): void {
    for (const provider of this.#providers) provider.hangUp()
    for (const pages of this.#pages) void pages.close()
  }
}

const each = (of: (used: Used) => number) => (used: Used) => rounded(of(used) / used.callbacks)

const percentiles = ({ latencies }: Used): string =>
  [0.5, 0.99, 0.999].map((share) => rounded(quantile(latencies, share))).join(' / ')

/** Of the closed and the open loop alike. */
const OF_LOOPS: readonly [name: string, of: (used: Used) => string][] = [
  ['callbacks/s', ({ callbacks, seconds }) => rounded(callbacks / seconds)],
  ['relays’ CPU per callback, µs', each(({ cpu }) => cpu.relays)],
  ['Postgres’ CPU per callback, µs', each(({ cpu }) => cpu.postgres)],
  ['Redis’ CPU per callback, µs', each(({ cpu }) => cpu.redis)],
  ['statements per callback', each(({ asked }) => asked.statements)],
  ['transactions per callback', each(({ asked }) => asked.transactions)],
  ['journal per callback, bytes', each(({ asked }) => asked.bytes)],
  ['syncs per callback', each(({ asked }) => asked.syncs)],
  ['to the frame, p50 / p99 / p99.9, ms', percentiles],
  ['driver’s own delay, p99, ms', ({ driverDelay }) => rounded(driverDelay)],
  ['others used, cores', ({ others }) => others.toFixed(2)],
]

function report(outcomes: readonly Outcome[]): string {
  const idling = (part: Part) =>
    outcomes.map(({ idle: { cpu, seconds } }) => rounded(cpu[part] / 1000 / seconds))
  const pages = outcomes.map(({ closed }) => closed.callbacks / (LOOPS.closed[1] - LOOPS.closed[0]))
  const rows = [
    ['', ...outcomes.map(({ name }) => name)],
    ['pages', ...pages.map(String)],
    ['idle: relays’ CPU, ms/s', ...idling('relays')],
    ['idle: Postgres’ CPU, ms/s', ...idling('postgres')],
    ...(['closed', 'open'] as const).flatMap((loop) =>
      OF_LOOPS.map(([name, of]) => [
        `${loop} loop: ${name}`,
        ...outcomes.map((outcome) => of(outcome[loop])),
      ]),
    ),
  ]
  const budgets = outcomes.map(({ name, open }) => {
    const p99 = quantile(open.latencies, 0.99)
    const verdict = p99 <= BUDGET ? 'met   ' : 'MISSED'
    return `${verdict} ${name}: p99 to the frame at ${RATE}/s, ms: ${rounded(p99)} of ${BUDGET}`
  })
  return [table(rows), '', ...budgets].join('\n')
}
