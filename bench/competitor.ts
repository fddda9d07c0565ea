/** A contender in the run: its server, its pages, its provider, and what all of it has cost so far. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Contender } from './contenders.ts'
import type { Callback } from './life.ts'
import type { Loop } from './loops.ts'
import { Pages } from './pages.ts'
import type { Postgres } from './postgres.ts'
import { Provider } from './provider.ts'
import { Server } from './server.ts'
import { Stopwatch } from './stopwatch.ts'

/** What came of a block of callbacks. */
export interface Block {
  callbacks: number
  /** From the first callback to the last frame. */
  seconds: number
  /** Of the server, in µs. */
  cpu: number
  /** From when each callback was due to its frame at the page, in ms. */
  latencies: readonly number[]
  /** Of all frames. */
  bytes: number
  /** How late the driver itself was, 99 times of 100, in ms. */
  driverDelay: number
}

/** How often the driver looks whether it is late, in ms. */
const RESOLUTION = 1

export class Competitor {
  readonly contender: Contender
  readonly server: Server
  readonly pages: Pages
  readonly #folder: string
  readonly #provider: Provider
  readonly #stopwatch: Stopwatch

  static async enter(
    contender: Contender,
    postgres: Postgres | undefined,
    prepare: (server: Server) => Promise<void>,
  ): Promise<Competitor> {
    const folder = mkdtempSync(join(tmpdir(), 'payment-status-bench-'))
    const own = contender.needs === 'postgres' ? postgres : undefined
    if (contender.register) {
      // By a process of its own: what this leaves behind in memory would be room for connections.
      const server = await Server.start(contender, folder)
      await prepare(server)
      await server.stop()
    }
    const server = await Server.start(contender, folder, own)
    return new Competitor(contender, server, folder)
  }

  private constructor(contender: Contender, server: Server, folder: string) {
    this.contender = contender
    this.server = server
    this.#folder = folder
    this.#provider = new Provider(server.url)
    this.#stopwatch = new Stopwatch()
    this.pages = new Pages(server.url, contender, this.#stopwatch.arrived)
  }

  /** Sends callbacks, and waits for all their frames. */
  async block(loop: Loop, callbacks: readonly Callback[]): Promise<Block> {
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
    delay.enable()
    const [begun, before] = [performance.now(), this.server.cpu()]
    await loop(callbacks, (callback, due) => {
      this.#stopwatch.sent(callback, due)
      return this.#provider.post(callback.request)
    })
    const { latencies, bytes } = await this.#stopwatch.read()
    const cpu = this.server.cpu() - before
    delay.disable()
    return {
      callbacks: callbacks.length,
      seconds: (performance.now() - begun) / 1000,
      cpu,
      latencies,
      bytes,
      driverDelay: delay.percentile(99) / 1e6 - RESOLUTION,
    }
  }

  async leave(): Promise<void> {
    this.#provider.hangUp()
    await this.server.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
