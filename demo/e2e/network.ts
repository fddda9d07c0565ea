/** A network between pages and a relay, which does to their bytes what it is told. */

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { clean, type Link, type Toxic } from './toxics.ts'

export interface Network {
  readonly url: string
  /** Where connections to come lead. */
  target: string
  /** What befalls what pages send, and what they are sent: on every connection, from now on. */
  up: Toxic
  down: Toxic
  /** How many WebSockets are open, and how many were ever asked for. */
  readonly sockets: number
  readonly upgrades: number
  /** How many connections are open on the page's side, and swallowed. */
  readonly dead: number
  /** Ends all that there are, without a goodbye. */
  reset(): void
}

/** Opens one in front of whoever listens at `target`. */
export async function openNetwork(target: string): Promise<Network> {
  const lines: Line[] = []
  const server = createServer({ allowHalfOpen: true }, (page) => {
    const { hostname: host, port } = new URL(network.target)
    const relay = connect({ host, port: Number(port), allowHalfOpen: true })
    const line = new Line(page, relay)
    lines.push(line)
    line.carry(page, relay, () => network.up)
    line.carry(relay, page, () => network.down)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    network.reset()
    server.close()
  })

  const count = (is: (line: Line) => boolean) => lines.filter(is).length
  const network: Network = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    up: clean,
    down: clean,
    get sockets() {
      return count((line) => line.isWebSocket && line.isOpen)
    },
    get upgrades() {
      return count((line) => line.isWebSocket)
    },
    get dead() {
      return count((line) => line.isDead && line.isOpen)
    },
    reset() {
      for (const line of lines) line.reset()
    },
  }
  return network
}

/** One connection through the network. */
class Line {
  isWebSocket = false
  isDead = false
  readonly #page: Socket
  readonly #relay: Socket

  constructor(page: Socket, relay: Socket) {
    this.#page = page
    this.#relay = relay
    // Whoever carries from them is told.
    for (const end of [page, relay]) end.on('error', () => {})
  }

  get isOpen(): boolean {
    return !this.#page.destroyed
  }

  reset(): void {
    this.#page.resetAndDestroy()
    this.#relay.resetAndDestroy()
  }

  carry(from: Socket, to: Socket, toxic: () => Toxic): void {
    void this.#carry(from, this.#link(to), toxic)
  }

  async #carry(from: Socket, link: Link, toxic: () => Toxic): Promise<void> {
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        this.isWebSocket ||= bytes.subarray(0, 8).toString() === 'GET /ws '
        if (!this.isDead) await toxic()(bytes, link)
      }
      // A goodbye is swallowed with the rest.
      if (this.isDead) from.destroy()
      else link.end()
    } catch {
      if (!this.isDead) this.reset()
    }
  }

  #link(to: Socket): Link {
    const line = this
    return {
      get isWebSocket() {
        return line.isWebSocket
      },
      get passed() {
        return to.bytesWritten
      },
      write: (bytes) => void to.write(bytes),
      end: () => void to.end(),
      swallow: () => void (this.isDead = true),
      reset: () => this.reset(),
    }
  }
}
