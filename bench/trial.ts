/** One contender's turn: pages connect, callbacks come, everything is counted. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concurrently } from './concurrently.ts'
import type { Contender, Ticket } from './contenders.ts'
import { chapters, type Callback } from './life.ts'
import { closedLoop, openLoop, type Loop } from './loops.ts'
import { meter, type Cost } from './meter.ts'
import { openPages } from './pages.ts'
import { Process } from './process.ts'
import { Provider } from './provider.ts'
import { Stopwatch, type Times } from './stopwatch.ts'

export interface Scale {
  orders: number
  /** Callbacks under way in the closed loop. */
  inFlight: number
  /** Callbacks a second in the open loop. */
  rate: number
}

export interface Trial {
  closed: Reading
  open: Reading
  /** In bytes. */
  memoryPerConnection: number
}

/** What came of one loop. */
export type Reading = Cost & Times

/** More than are ever in use at once: no callback waits for another's answer. */
const CONNECTIONS = 256

export async function trial(contender: Contender, scale: Scale): Promise<Trial> {
  const orders = Array.from({ length: scale.orders }, (_, index) => `ORD-${10_000 + index}`)
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-bench-'))
  const stand = async <T>(work: (server: Process) => Promise<T>): Promise<T> => {
    const server = new Process(contender.file, folder)
    try {
      return await work(server)
    } finally {
      await server.stop()
    }
  }
  try {
    // By a process of its own: what this leaves behind in memory would be room for connections.
    const tickets = await stand((server) => register(contender, server, orders))
    return await stand((server) => serve(contender, server, tickets, scale))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function register(
  { register }: Contender,
  server: Process,
  orders: readonly string[],
): Promise<Ticket[]> {
  const url = `http://127.0.0.1:${await server.ask('port')}`
  const tickets = orders.map((order) => ({ order, token: '' }))
  await concurrently(64, tickets, async (ticket) => {
    if (register) ticket.token = await register(url, ticket.order)
  })
  return tickets
}

async function serve(
  contender: Contender,
  server: Process,
  tickets: readonly Ticket[],
  { inFlight, rate }: Scale,
): Promise<Trial> {
  const orders = tickets.map(({ order }) => order)
  const port = await server.ask('port')
  const stopwatch = new Stopwatch()

  const before = await server.ask('memory')
  const pages = await openPages(port, contender, tickets, stopwatch.arrived)
  const after = await server.ask('memory')
  const provider = await Provider.dial(port, CONNECTIONS)

  async function run(loop: Loop, callbacks: readonly Callback[]): Promise<Reading> {
    const stop = await meter(server)
    await loop(callbacks, (callback, due) => {
      stopwatch.sent(callback, due)
      return provider.post(callback.request)
    })
    const times = await stopwatch.read(callbacks.length)
    return { ...(await stop()), ...times }
  }

  try {
    // Until everything is compiled.
    await run(closedLoop(inFlight), chapters(0, 1, orders))
    return {
      closed: await run(closedLoop(inFlight), chapters(1, 4, orders)),
      open: await run(openLoop(rate), chapters(4, 7, orders)),
      memoryPerConnection: (after - before) / orders.length,
    }
  } finally {
    provider.hangUp()
    pages.close()
  }
}
