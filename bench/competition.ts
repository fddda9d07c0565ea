/** One run: all contenders up at once, in turns, in the same weather. */

import { setTimeout } from 'node:timers/promises'
import { Competitor, type Block } from './competitor.ts'
import { concurrently } from './concurrently.ts'
import type { Contender, Ticket } from './contenders.ts'
import { callback, LIFE, type Callback } from './life.ts'
import { closedLoop, openLoop, type Loop } from './loops.ts'
import { machineTime, ownTime } from './machine.ts'
import type { Postgres } from './postgres.ts'
import { median } from './statistics.ts'

export interface Scale {
  /** Each has a life of callbacks. A multiple of both blocks. */
  orders: number
  /** That connect to be measured, each with an order of its own. A multiple of their block. */
  pages: number
  /** Callbacks under way in the closed loop. */
  inFlight: number
  /** Callbacks a second in the open loop. */
  rate: number
  /** Callbacks, or pages, in a turn. */
  block: { closed: number; open: number; pages: number }
  /** How long all pages idle, in seconds. */
  idle: number
}

/** What came of a contender. */
export interface Outcome {
  contender: Contender
  closed: Block[]
  open: Block[]
  /** To connect and subscribe one page, by block, in µs. */
  connecting: number[]
  /** Of a connection, in bytes. */
  memory: number
  /** Of a connection that is told nothing, in a second, in µs. */
  idle: number
  /** Why it is out. */
  failure?: string
}

/** Orders to a page, where callbacks are measured: fewer connections, whose heartbeats are noise there. */
const ORDERS_OF_A_PAGE = 5

/** An order's chapters. The first are sent until everything is compiled. */
const LOOPS = { warm: [0, 2], closed: [2, 5], open: [5, 7] } as const

type Entrant = { competitor: Competitor; outcome: Outcome; single: Ticket[]; grouped: Ticket[] }

export async function compete(
  contenders: readonly Contender[],
  postgres: Postgres | undefined,
  scale: Scale,
): Promise<{ outcomes: Outcome[]; others: number }> {
  const { orders, block } = scale
  const names = Array.from({ length: orders }, (_, index) => `ORD-${10_000 + index}`)
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) {
      entrants.push(await enter(contender, postgres, names, scale.pages))
      console.log(`${contender.name} is up`)
    }

    await connect(entrants, scale)
    await idle(entrants, scale)
    await inTurns(entrants, 1, async ({ competitor, grouped }) => {
      await competitor.pages.close()
      await competitor.pages.open(grouped)
    })

    const others = await meterOthers(entrants, async () => {
      const closed = closedLoop(scale.inFlight)
      await callbacks(entrants, names, LOOPS.warm, block.closed, closed, () => [])
      await callbacks(entrants, names, LOOPS.closed, block.closed, closed, ({ closed }) => closed)
      console.log('closed loop done')
      await callbacks(
        entrants,
        names,
        LOOPS.open,
        block.open,
        openLoop(scale.rate),
        ({ open }) => open,
      )
    })
    return { outcomes: entrants.map(({ outcome }) => outcome), others }
  } finally {
    for (const { competitor } of entrants) await competitor.leave()
  }
}

async function enter(
  contender: Contender,
  postgres: Postgres | undefined,
  names: readonly string[],
  pages: number,
): Promise<Entrant> {
  const single = Array.from({ length: pages }, (_, page) => ({
    orders: [`PAGE-${page}`],
    token: '',
  }))
  const grouped = Array.from({ length: names.length / ORDERS_OF_A_PAGE }, (_, page) => ({
    orders: names.slice(page * ORDERS_OF_A_PAGE, (page + 1) * ORDERS_OF_A_PAGE),
    token: '',
  }))
  const competitor = await Competitor.enter(contender, postgres, ({ url }) =>
    concurrently(8, [...single, ...grouped], async (page) => {
      page.token = (await contender.register?.(url, page.orders)) ?? ''
    }),
  )
  const outcome: Outcome = {
    contender,
    closed: [],
    open: [],
    connecting: [],
    memory: NaN,
    idle: NaN,
  }
  return { competitor, outcome, single, grouped }
}

/** Does `work` for each, `turns` times; who went first goes last the next time. Who fails is out. */
async function inTurns(
  entrants: readonly Entrant[],
  turns: number,
  work: (entrant: Entrant, turn: number) => Promise<void>,
): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    for (const entrant of turn % 2 ? entrants.toReversed() : entrants) {
      const { outcome } = entrant
      if (outcome.failure !== undefined) continue
      try {
        await work(entrant, turn)
      } catch (error) {
        outcome.failure = error instanceof Error ? error.message : String(error)
        console.log(`${outcome.contender.name} is out: ${outcome.failure}`)
      }
    }
  }
}

async function connect(
  entrants: readonly Entrant[],
  { pages, block: { pages: block } }: Scale,
): Promise<void> {
  const before = new Map<Entrant, number>()
  await inTurns(entrants, 1, async (entrant) => {
    const { competitor, single } = entrant
    // Until everything is compiled.
    for (let time = 0; time < 3; time++) {
      await competitor.pages.open(single.slice(0, block))
      await competitor.pages.close()
    }
    before.set(entrant, await competitor.server.memory())
  })
  await inTurns(entrants, pages / block, async ({ competitor, outcome, single }, turn) => {
    const cpu = competitor.server.cpu()
    await competitor.pages.open(single.slice(turn * block, (turn + 1) * block))
    outcome.connecting.push((competitor.server.cpu() - cpu) / block)
  })
  await inTurns(entrants, 1, async (entrant) => {
    const after = await entrant.competitor.server.memory()
    entrant.outcome.memory = (after - (before.get(entrant) ?? NaN)) / pages
  })
}

async function idle(entrants: readonly Entrant[], { idle, pages }: Scale): Promise<void> {
  const before = entrants.map(({ competitor }) => competitor.server.cpu())
  await setTimeout(idle * 1000)
  for (const [index, { competitor, outcome }] of entrants.entries()) {
    outcome.idle = (competitor.server.cpu() - (before[index] ?? NaN)) / idle / pages
  }
}

/** Tells these chapters of all orders, one block after the other, to each contender. */
async function callbacks(
  entrants: readonly Entrant[],
  names: readonly string[],
  [from, to]: readonly [number, number],
  size: number,
  loop: Loop,
  listOf: (outcome: Outcome) => Block[],
): Promise<void> {
  const blocksOfAChapter = names.length / size
  await inTurns(entrants, (to - from) * blocksOfAChapter, async ({ competitor, outcome }, turn) => {
    const step = from + Math.floor(turn / blocksOfAChapter)
    const first = (turn % blocksOfAChapter) * size
    const said = names.slice(first, first + size).map((order) => told(order, step))
    listOf(outcome).push(await competitor.block(loop, said))
  })
}

function told(order: string, step: number): Callback {
  const chapter = LIFE[step]
  if (!chapter) throw new Error(`An order has no chapter ${step}.`)
  return callback(chapter, { order, payment: 0, step })
}

/** How many cores others used, whom we did not start. */
async function meterOthers(entrants: readonly Entrant[], work: () => Promise<void>) {
  const ours = () =>
    entrants.reduce((sum, { competitor }) => sum + competitor.server.cpu(), ownTime())
  const [begun, all, mine] = [performance.now(), machineTime(), ours()]
  await work()
  const used = machineTime() - all - (ours() - mine)
  return Math.max(0, used / 1000 / (performance.now() - begun))
}

/** So many a second came of the open loop, where it was less than asked for. */
export function behind({ open }: Outcome, rate: number): number | undefined {
  const reached = median(open.map(({ callbacks, seconds }) => callbacks / seconds))
  return reached < rate * 0.95 ? reached : undefined
}
