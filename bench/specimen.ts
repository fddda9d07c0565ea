/** A relay in which something has gathered. */

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registered, tokenFor, versionOf, type Contender, type Ticket } from './contenders.ts'
import { ACTION, callback, FAILED, type Callback } from './life.ts'
import { closedLoop } from './loops.ts'
import { multiply, orderName } from './multiply.ts'
import { Pages } from './pages.ts'
import { Provider } from './provider.ts'
import { Server } from './server.ts'

export interface Gathered {
  orders: number
  /** Of each order. */
  payments: number
  /** That are connected, and wait. */
  pages: number
}

export interface Block {
  /** Of a callback, beyond what the server costs idle, in µs. */
  cpu: number
  /** Callbacks a second. */
  rate: number
}

const IN_FLIGHT = 64
/** Callbacks in a turn. No order has two under way. */
const BLOCK = 100
/** Orders that are told of, if there are so many: spread over all. */
const TOLD_OF = 5_000
/** That a page may ask for with one token. */
const ORDERS_OF_A_TOKEN = 100

export class Specimen {
  readonly gathered: Gathered
  readonly server: Server
  /** Of all that is kept, in bytes. */
  readonly fileSize: number
  /** Of the server that is told of nothing, in µs a second: whoever measures it says so. */
  idle = NaN
  readonly #folder: string
  readonly #provider: Provider
  readonly #pages: Pages
  /** How many callbacks were sent. */
  #sent = 0

  static async grow(relay: Contender, gathered: Gathered): Promise<Specimen> {
    const folder = mkdtempSync(join(tmpdir(), 'payment-status-bench-'))
    const file = join(folder, 'orders.db')
    await plant(relay, folder, gathered.payments)
    multiply(file, gathered.orders)
    const fileSize = statSync(file).size
    const server = await Server.start(relay, folder)
    const pages = new Pages(server.url, relay, () => {})
    await pages.open(await tickets(server.url, gathered))
    return new Specimen(gathered, folder, fileSize, server, pages)
  }

  private constructor(
    gathered: Gathered,
    folder: string,
    fileSize: number,
    server: Server,
    pages: Pages,
  ) {
    this.gathered = gathered
    this.#folder = folder
    this.fileSize = fileSize
    this.server = server
    this.#provider = new Provider(server.url)
    this.#pages = pages
  }

  async block(): Promise<Block> {
    const callbacks = Array.from({ length: BLOCK }, () => this.#next())
    const [begun, before] = [performance.now(), this.server.cpu()]
    await closedLoop(IN_FLIGHT)(callbacks, ({ request }) => this.#provider.post(request))
    const seconds = (performance.now() - begun) / 1000
    const cpu = this.server.cpu() - before - this.idle * seconds
    return { cpu: cpu / BLOCK, rate: BLOCK / seconds }
  }

  /** Throws where callbacks have led to nothing: then nothing was measured. */
  async requireChanged(): Promise<void> {
    const times = Math.ceil(this.#sent / toldOf(this.gathered))
    const version = await versionOf(this.server.url, orderName(0))
    if (version < times) throw new Error(`Told of it ${times} times, an order is at ${version}.`)
  }

  async leave(): Promise<void> {
    this.#provider.hangUp()
    await this.#pages.close()
    await this.server.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** An order's last payment fails and is tried again, without end. */
  #next(): Callback {
    const { orders, payments } = this.gathered
    const told = toldOf(this.gathered)
    const round = Math.floor(this.#sent / told)
    const order = orderName((this.#sent % told) * Math.floor(orders / told))
    this.#sent++
    const chapter = round % 2 ? FAILED : ACTION
    return callback(chapter, { order, payment: payments - 1, step: payments + round })
  }
}

const toldOf = ({ orders }: Gathered): number => Math.min(orders, TOLD_OF)

/** The one order of which the others are made. */
async function plant(relay: Contender, folder: string, payments: number): Promise<void> {
  const server = await Server.start(relay, folder)
  const provider = new Provider(server.url)
  await registered(server.url, orderName(0))
  for (let payment = 0; payment < payments; payment++) {
    const told = { order: orderName(0), payment, step: payment }
    await provider.post(callback(FAILED, told).request)
  }
  provider.hangUp()
  await server.stop()
}

/** Pages of orders that nobody is told of. */
async function tickets(url: string, gathered: Gathered): Promise<Ticket[]> {
  const stride = Math.floor(gathered.orders / toldOf(gathered))
  const silent = Array.from({ length: ORDERS_OF_A_TOKEN }, (_, index) =>
    orderName(1 + index * stride),
  )
  if (gathered.pages === 0) return []
  const token = await tokenFor(url, silent)
  return Array.from({ length: gathered.pages }, (_, page) => ({
    orders: silent.slice(page % silent.length).slice(0, 1),
    token,
  }))
}
