/** `/ws` carries conversations: the upgrade, one wheel for all of them, the drain. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { ExplainedSocket } from './closing.ts'
import { MAX_FRAME, PageSocket } from './socket.ts'
import type { Stopping } from './come-back.ts'
import type { Dependencies } from './conversation.ts'
import { errorFrame } from './frames.ts'
import { inBatches } from './in-batches.ts'
import { isForSockets } from '../http/paths.ts'
import { addressOf } from '../access/client-address.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import type { Connections } from '../access/connections.ts'
import { isAllowed, shownOrigin, type Origins } from '../access/origin.ts'
import { recognizing } from '../access/recognized.ts'
import { ORIGIN_NOT_ALLOWED, RESTART, TRY_AGAIN_LATER, type RelayFrame } from '../protocol.ts'
import { isRolledOut } from '../access/rollout.ts'

const VERSION = '13'

/** How often the wheel turns, in ms: one timer for all pages. */
const TURN = 1_000

/** So many pages are turned at a time. A heartbeat costs some 30 µs, and after a drain thousands beat together. */
const BATCH = 100

/** How long a page that is told to go may take, in ms: whoever stays longer is cut off. */
export const CLOSING = 2_000

/** How long pages have to say goodbye when the relay stops, in ms. */
const GOODBYE = 1_000

interface Parts extends Dependencies, Stopping {
  connections: Pick<Connections, 'upgrade'>
  config: Origins & {
    trustProxy: number
    /** Percent of orders and customers that get a WebSocket. */
    realtimeRollout: number
  }
}

/** The package's types do not know of `closeTimeout` yet. */
const OPTIONS = {
  noServer: true,
  WebSocket: ExplainedSocket,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_FRAME,
  closeTimeout: CLOSING,
}

export class Sockets {
  readonly #parts: Parts
  /** What all pages share. */
  readonly #dependencies: Dependencies
  readonly #server = new WebSocketServer(OPTIONS)
  readonly #pages = new Set<PageSocket>()
  readonly #wheel: NodeJS.Timeout
  #isTurning = false

  constructor(parts: Parts) {
    this.#parts = parts
    const { realtimeRollout } = parts.config
    this.#dependencies = {
      ...parts,
      serves: (topic) => isRolledOut(topic, realtimeRollout),
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
    // Whether or not the proxy in front cuts PUBLIC_URL's path off.
    const isOurs = ['', base].some((each) => isForSockets(request.url, each))
    if (!isOurs || request.headers.upgrade?.toLowerCase() !== 'websocket') return false

    // RFC 6455's alone. `ws` takes 8 too, whose pages name their origin in another header than the one we look at.
    if (request.headers['sec-websocket-version'] !== VERSION) {
      refuseUpgrade(socket, '426 Upgrade Required', [`Sec-WebSocket-Version: ${VERSION}`])
      return true
    }
    const { isOverLimit } = this.#parts.connections.upgrade(request)
    // Before anything else: a client that resets while we upgrade must not end the process.
    socket.on('error', destroy)
    // The handshake's answer and the first frame go out in one write.
    socket.cork()
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', terminate)
      // Its page comes back later, and polls meanwhile.
      if (isOverLimit) ws.close(TRY_AGAIN_LATER, 'too many connections: come back later')
      else this.#accept(ws, socket, request)
    })
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
      for (const page of this.#pages) page.terminate('restart')
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

  #accept(ws: WebSocket, socket: Duplex, request: IncomingMessage): void {
    const { config, tell } = this.#parts
    const { origin, host } = request.headers
    if (!isAllowed(origin, host, config)) {
      const address = addressOf(request, config.trustProxy)
      tell({ type: 'origin_refused', origin: shownOrigin(origin), over: 'socket', address })
      // A refused upgrade would look like a dead network to the page; so it is told.
      ws.send(JSON.stringify(errorFrame('origin_not_allowed')))
      ws.close(ORIGIN_NOT_ALLOWED)
      return
    }
    const tokens = recognizing(this.#dependencies.tokens, request)
    const page = new PageSocket(ws, socket, this.#dependencies, tokens)
    this.#pages.add(page)
    void page.closed.then(() => this.#pages.delete(page))
    if (this.#parts.draining.aborted) {
      page.end(RESTART, { type: 'drain', ...this.#parts.comeBack() })
      setTimeout(() => page.terminate('restart'), GOODBYE).unref()
    }
  }
}

// Made here, and not where they are listeners: there, they would keep the request, which is large, as long as the socket.

function destroy(this: Duplex): void {
  this.destroy()
}

function terminate(this: WebSocket): void {
  this.terminate()
}
