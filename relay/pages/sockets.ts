/** `/ws` carries conversations: the upgrade, one wheel for all of them, the drain. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_FRAME, PageSocket } from './socket.ts'
import type { Stopping } from './come-back.ts'
import type { Dependencies } from './conversation.ts'
import { errorFrame } from './frames.ts'
import { inBatches } from './in-batches.ts'
import { SOCKETS } from '../http/paths.ts'
import { isAllowed, type Origins } from '../access/origin.ts'
import { ORIGIN_NOT_ALLOWED, RESTART, type RelayFrame } from '../protocol.ts'
import { isRolledOut } from './rollout.ts'
import { EVERY_ORDER } from '../access/token.ts'

/** How often the wheel turns, in ms: one timer for all pages. */
const TURN = 1_000

/** So many pages are turned at a time. A heartbeat costs some 30 µs, and after a drain thousands beat together. */
const BATCH = 100

/** How long pages have to say goodbye, in ms. */
const GOODBYE = 1_000

interface Parts extends Dependencies, Stopping {
  config: Origins & {
    /** Percent of orders that get a WebSocket. */
    realtimeRollout: number
  }
}

export class Sockets {
  readonly #parts: Parts
  /** What all pages share. */
  readonly #dependencies: Dependencies
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME,
  })
  readonly #pages = new Set<PageSocket>()
  readonly #wheel: NodeJS.Timeout
  #isTurning = false

  constructor(parts: Parts) {
    this.#parts = parts
    const { realtimeRollout } = parts.config
    this.#dependencies = {
      ...parts,
      serves: (id) => id === EVERY_ORDER || isRolledOut(id, realtimeRollout),
    }
    this.#wheel = setInterval(() => void this.#turn(), TURN).unref()
  }

  get size(): number {
    return this.#pages.size
  }

  /** Takes an upgrade to `/ws`. False, and the socket untouched, for every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { publicUrl } = this.#parts.config
    const base = new URL(publicUrl).pathname.replace(/\/$/, '')
    const path = (request.url ?? '').split('?')[0]
    const isOurs = path === SOCKETS || path === base + SOCKETS
    if (!isOurs || request.headers.upgrade?.toLowerCase() !== 'websocket') return false

    // Before anything else: a client that resets while we upgrade must not end the process.
    socket.on('error', () => socket.destroy())
    // The handshake's answer and the first frame go out in one write.
    socket.cork()
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, socket, request))
    socket.uncork()
    return true
  }

  /** Says when to come back, and closes all at once. Resolves when all have gone, or had their chance. */
  async drain(): Promise<void> {
    clearInterval(this.#wheel)
    const frame: RelayFrame = { type: 'drain', ...this.#parts.comeBack() }
    const gone = [...this.#pages].map((page) => {
      page.end(RESTART, frame)
      return page.closed
    })
    const late = setTimeout(() => {
      for (const page of this.#pages) page.terminate()
    }, GOODBYE)
    await Promise.all(gone)
    clearTimeout(late)
  }

  async #turn(): Promise<void> {
    if (this.#isTurning) return
    this.#isTurning = true
    try {
      // The clock is read for each: a page that came during this turn has not been here since before it was.
      await inBatches(this.#pages, BATCH, (page) => page.turn(this.#parts.now()))
    } finally {
      this.#isTurning = false
    }
  }

  #accept(ws: WebSocket, socket: Duplex, { headers }: IncomingMessage): void {
    ws.on('error', () => ws.terminate())
    if (!isAllowed(headers.origin, headers.host, this.#parts.config)) {
      // A refused upgrade would look like a dead network to the page; so it is told.
      ws.send(JSON.stringify(errorFrame('origin_not_allowed')))
      ws.close(ORIGIN_NOT_ALLOWED)
      return
    }
    const page = new PageSocket(ws, socket, this.#dependencies)
    this.#pages.add(page)
    void page.closed.then(() => this.#pages.delete(page))
    if (this.#parts.draining.aborted) {
      page.end(RESTART, { type: 'drain', ...this.#parts.comeBack() })
      setTimeout(() => page.terminate(), GOODBYE).unref()
    }
  }
}
