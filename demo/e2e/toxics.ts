/** A network between pages and a relay that does what networks do. */

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** One direction of one connection. */
export interface Link {
  readonly isWebSocket: boolean
  /** How many bytes have arrived. */
  readonly passed: number
  write(bytes: Buffer): void
  /** From now on nothing arrives, and nobody is told. */
  swallow(): void
  /** Ends the connection, in both directions: with a goodbye, or without. */
  end(): void
  reset(): void
}

/** What becomes of bytes on their way. */
export type Toxic = (bytes: Buffer, link: Link) => void | Promise<void>

export const clean: Toxic = (bytes, link) => link.write(bytes)

/** A firewall that forgot the connection: it stays dead, even when others live again. */
export const blackHole: Toxic = (_, link) => link.swallow()

export const reset: Toxic = (_, link) => link.reset()

export const latency =
  (ms: number): Toxic =>
  async (bytes, link) => {
    await pass(ms)
    link.write(bytes)
  }

/** So many bytes a second, in ten pieces. */
export const slow =
  (rate: number): Toxic =>
  async (bytes, link) => {
    const size = Math.ceil(rate / 10)
    for (let from = 0; from < bytes.length; from += size) {
      await pass(100)
      link.write(bytes.subarray(from, from + size))
    }
  }

/** Each connection carries so many bytes, and no more. */
export const cutAfter =
  (limit: number): Toxic =>
  (bytes, link) => {
    link.write(bytes.subarray(0, Math.max(0, limit - link.passed)))
    if (link.passed >= limit) link.end()
  }

/** Does this to WebSockets alone. */
export const toSockets =
  (toxic: Toxic): Toxic =>
  (bytes, link) =>
    link.isWebSocket ? toxic(bytes, link) : clean(bytes, link)

/** Lets an answer's head through, such as that of an upgrade, and nothing after it. */
export const afterHead: Toxic = (bytes, link) => {
  const end = bytes.indexOf('\r\n\r\n')
  if (link.passed === 0) link.write(bytes.subarray(0, end < 0 ? bytes.length : end + 4))
  else link.swallow()
}

export interface Network {
  readonly url: string
  /** Where connections to come lead. */
  target: string
  /** From the page, and to it: for the connections that there are, and for those to come. */
  up: Toxic
  down: Toxic
  /** How many WebSockets are open, and how many connections have been swallowed. */
  readonly sockets: number
  readonly dead: number
  /** Ends all that there are, without a goodbye. */
  reset(): void
}

/** Opens one before whoever listens at `target`. */
export async function openNetwork(target: string): Promise<Network> {
  const lines = new Set<Line>()
  const server = createServer({ allowHalfOpen: true }, (page) => {
    const { hostname, port } = new URL(network.target)
    const line = new Line(
      page,
      connect({ host: hostname, port: Number(port), allowHalfOpen: true }),
    )
    lines.add(line)
    page.once('close', () => lines.delete(line))
    line.carry(() => network)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    network.reset()
    server.close()
  })

  const network: Network = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    up: clean,
    down: clean,
    get sockets() {
      return [...lines].filter(({ isWebSocket }) => isWebSocket).length
    },
    get dead() {
      return [...lines].filter(({ isDead }) => isDead).length
    },
    reset() {
      for (const line of lines) line.reset()
    },
  }
  return network
}

/** A connection through the network. */
class Line {
  isWebSocket = false
  isDead = false
  readonly #ends: readonly [page: Socket, relay: Socket]

  constructor(page: Socket, relay: Socket) {
    this.#ends = [page, relay]
    // Whoever reads them is told.
    for (const end of this.#ends) end.on('error', () => {})
  }

  carry(toxics: () => { up: Toxic; down: Toxic }): void {
    const [page, relay] = this.#ends
    void this.#carry(page, relay, () => toxics().up)
    void this.#carry(relay, page, () => toxics().down)
  }

  reset(): void {
    for (const end of this.#ends) end.resetAndDestroy()
  }

  async #carry(from: Socket, to: Socket, toxic: () => Toxic): Promise<void> {
    const line = this
    const link: Link = {
      get isWebSocket() {
        return line.isWebSocket
      },
      get passed() {
        return to.bytesWritten
      },
      write: (bytes) => void to.write(bytes),
      swallow: () => void (this.isDead = true),
      end: () => this.#ends.forEach((end) => end.end()),
      reset: () => this.reset(),
    }
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        if (bytes.subarray(0, 8).toString() === 'GET /ws ') this.isWebSocket = true
        if (!this.isDead) await toxic()(bytes, link)
      }
      // A goodbye is swallowed with the rest.
      if (!this.isDead) to.end()
    } catch {
      if (!this.isDead) this.reset()
    }
  }
}
