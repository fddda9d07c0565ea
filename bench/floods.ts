/** The relay while strangers do their worst: what a good page and a good provider feel of it. */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { settingOf } from '../relay/config/config.ts'
import { PROVIDERS } from '../relay/providers/index.ts'
import { secretOf } from '../relay/providers/secret.ts'
import { concurrently } from './concurrently.ts'
import { registered, tokenFor, type Contender } from './contenders.ts'
import { FLOODS } from './floods/kinds.ts'
import { ACTION, callback, FAILED, STRIPE_SECRET } from './life.ts'
import { openLoop } from './loops.ts'
import { Pages } from './pages.ts'
import { Provider } from './provider.ts'
import { Server } from './server.ts'
import { quantile, rounded } from './statistics.ts'
import { Stopwatch } from './stopwatch.ts'
import { table } from './table.ts'

const FLOOD = fileURLToPath(new URL('floods/flood.ts', import.meta.url))

/** Callbacks a second. */
const RATE = 50

/** Each follows as many orders as one token opens. No order's next callback is due within 10 s. */
const PAGES = 5
const ORDERS_OF_A_PAGE = 100

/** How many orders are registered at a time. */
const AT_A_TIME = 32

/** A good client's latencies may be so many times what they are in peace. */
const BUDGET = 5

/** How long a flood has to rise before anything is measured, and to drain off after, in ms. */
const RISE = 4_000

/**
 * Rows of one table: through every flood, each against a relay of its own. Each phase lasts `seconds`. `wanted`: words of
 * the floods' names; none for all.
 */
export async function floods(
  relay: Contender,
  seconds: number,
  wanted: readonly string[],
): Promise<string> {
  const rows = [HEAD]
  const isWanted = (name: string) =>
    wanted.length === 0 || wanted.some((word) => name.includes(word))
  for (const name of [...FLOODS.keys()].filter(isWanted)) {
    const row = [name, ...(await flooded(listeningToAll(relay), name, seconds))]
    console.log(row.join('  '))
    rows.push(row)
  }
  return table(rows)
}

async function flooded(relay: Contender, name: string, seconds: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-floods-'))
  const server = await Server.start(relay, folder)
  const good = await Good.come(server, relay)
  try {
    // Until everything is compiled.
    await good.live(seconds)
    const peace = await good.live(seconds)
    const [cpu, begun] = [server.cpu(), performance.now()]
    const flood = fork(FLOOD, [name, new URL(server.url).port, ...(await shopper(server.url))])
    try {
      await setTimeout(RISE)
      const during = await good.live(seconds)
      const cores = (server.cpu() - cpu) / 1000 / (performance.now() - begun)
      return [...compared(peace, during), cores.toFixed(2), await memoryAfter(flood, server)]
    } finally {
      flood.kill()
    }
  } catch (error) {
    const [why] = String(error).split('\n')
    return ['', '', '', '', `MISSED: ${why}`, '', '']
  } finally {
    good.leave()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function memoryAfter(flood: ChildProcess, server: Server): Promise<string> {
  const gone = once(flood, 'exit')
  flood.kill()
  await gone
  await setTimeout(RISE)
  return rounded((await server.memory()) / 1e6)
}

const HEAD = [
  'flood',
  'p50, ms: in peace → during',
  '×',
  'p99, ms: in peace → during',
  '×',
  `at most ${BUDGET} ×`,
  'relay’s CPU, cores',
  'memory after, MB',
]

function compared(peace: readonly number[], during: readonly number[]): string[] {
  const told = [0.5, 0.99].flatMap((share) => {
    const [before, then] = [quantile(peace, share), quantile(during, share)]
    return [`${rounded(before)} → ${rounded(then)}`, (then / before).toFixed(1)]
  })
  return [...told, Number(told[3]) <= BUDGET ? 'met' : 'MISSED']
}

/** With every provider on: a flood needs its own. */
const listeningToAll = (relay: Contender): Contender => ({
  ...relay,
  env: (folder) => ({
    ...Object.fromEntries(
      [...PROVIDERS.values()].map((provider) => [
        `CALLBACK_SECRET_${settingOf(provider.id)}`,
        secretOf(provider, Buffer.alloc(24, provider.id)),
      ]),
    ),
    ...relay.env?.(folder),
    CALLBACK_SECRET_STRIPE: STRIPE_SECRET,
    LOG_LEVEL: 'fatal',
  }),
})

/** Who has a token, and means no good: an order and its token. */
async function shopper(url: string): Promise<[order: string, token: string]> {
  const order = 'OF-A-SHOPPER'
  await registered(url, order)
  return [order, await tokenFor(url, [order])]
}

/** Pages that follow their orders, and the provider that tells of them. */
class Good {
  readonly #orders: readonly string[]
  readonly #pages: Pages
  readonly #provider: Provider
  readonly #stopwatch: Stopwatch
  /** How many callbacks were sent. */
  #sent = 0

  static async come(server: Server, relay: Contender): Promise<Good> {
    const stopwatch = new Stopwatch()
    const pages = new Pages(server.url, relay, stopwatch.arrived)
    const orders: string[] = []
    for (let page = 0; page < PAGES; page++) {
      const own = Array.from({ length: ORDERS_OF_A_PAGE }, (_, at) => `GOOD-${page}-${at}`)
      await concurrently(
        AT_A_TIME,
        own,
        async (order) => void (await registered(server.url, order)),
      )
      await pages.open([{ orders: own, token: await tokenFor(server.url, own) }])
      orders.push(...own)
    }
    return new Good(orders, pages, new Provider(server.url), stopwatch)
  }

  private constructor(
    orders: readonly string[],
    pages: Pages,
    provider: Provider,
    stopwatch: Stopwatch,
  ) {
    this.#orders = orders
    this.#pages = pages
    this.#provider = provider
    this.#stopwatch = stopwatch
  }

  /** From the moment that each callback was due to its frame, in ms. */
  async live(seconds: number): Promise<readonly number[]> {
    const callbacks = Array.from({ length: RATE * seconds }, () => this.#next())
    await openLoop(RATE)(callbacks, (each, due) => {
      this.#stopwatch.sent(each, due)
      return this.#provider.post(each.request)
    })
    return (await this.#stopwatch.read()).latencies
  }

  leave(): void {
    this.#provider.hangUp()
    void this.#pages.close()
  }

  /** An order's payment fails and is tried again, without end. */
  #next() {
    const round = Math.floor(this.#sent / this.#orders.length)
    const order = this.#orders[this.#sent % this.#orders.length] ?? ''
    this.#sent++
    return callback(round % 2 ? FAILED : ACTION, { order, payment: 0, step: round })
  }
}
