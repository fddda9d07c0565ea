/** `/ws` carries conversations: the upgrade, the heartbeat, the drain. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { Conversation, errorFrame, type Dependencies } from './conversation.ts'
import type { Publication } from './hub.ts'
import { snapshotOf } from './order.ts'
import { isAllowed } from './origin.ts'
import {
  NOT_OUR_PROTOCOL,
  NOTHING_SUBSCRIBED,
  ORIGIN_NOT_ALLOWED,
  parseJson,
  parsePageFrame,
  RESTART,
  TOO_FAST,
  TRY_AGAIN_LATER,
  type RelayFrame,
} from './protocol.ts'
import type { Services } from './services.ts'

/** Between two heartbeats, in ms. */
export const HEARTBEAT = 25_000

const LIMITS = {
  /** Of an inbound frame, in bytes. */
  frame: 16 * 1024,
  /** Frames at once, and frames a second after that. */
  burst: 200,
  rate: 2,
  /** What may wait for a reader that does not read, in bytes; and how long, in ms. */
  backlog: 64 * 1024,
  stuck: 10_000,
  /** How long a connection may follow nothing, at first and after the last order left. In ms. */
  idleAtFirst: 10_000,
  idle: 30_000,
} as const

/** How often the wheel turns, in ms: one timer for all connections. */
const TURN = 1_000

export class Sockets {
  readonly #services: Services
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.frame,
  })
  readonly #connections = new Set<Connection>()
  readonly #wheel: NodeJS.Timeout

  constructor(services: Services) {
    this.#services = services
    this.#wheel = setInterval(() => {
      const now = services.now()
      for (const connection of this.#connections) connection.turn(now)
    }, TURN).unref()
  }

  get size(): number {
    return this.#connections.size
  }

  /** Takes an upgrade to `/ws`. False, and the socket untouched, for every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { publicUrl } = this.#services
    const base = new URL(publicUrl).pathname.replace(/\/$/, '')
    const path = (request.url ?? '').split('?')[0]
    const isOurs = path === '/ws' || path === `${base}/ws`
    if (!isOurs || request.headers.upgrade?.toLowerCase() !== 'websocket') return false

    // Before anything else: a client that resets while we upgrade must not end the process.
    socket.on('error', () => socket.destroy())
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, request))
    return true
  }

  /** Says when to come back, and closes all at once. */
  drain(): void {
    clearInterval(this.#wheel)
    const frame: RelayFrame = { type: 'drain', ...this.#services.comeBack() }
    for (const connection of this.#connections) connection.end(RESTART, frame)
  }

  /** Ends what a drain could not: peers that do not answer. */
  terminate(): void {
    for (const connection of this.#connections) connection.terminate()
  }

  #accept(ws: WebSocket, { headers }: IncomingMessage): void {
    ws.on('error', () => ws.terminate())
    if (!isAllowed(headers.origin, headers.host, this.#services)) {
      // A refused upgrade would look like a dead network to the page; so it is told.
      ws.send(JSON.stringify(errorFrame('origin_not_allowed')))
      ws.close(ORIGIN_NOT_ALLOWED)
      return
    }
    const connection = new Connection(ws, this.#services)
    this.#connections.add(connection)
    ws.on('close', () => {
      this.#connections.delete(connection)
      connection.left()
    })
    if (this.#services.draining.aborted) {
      connection.end(RESTART, { type: 'drain', ...this.#services.comeBack() })
    }
  }
}

/** For an upgrade that nobody takes: left alone, its socket would stay open for ever. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
}

class Connection {
  readonly #ws: WebSocket
  readonly #dependencies: Dependencies
  readonly #conversation: Conversation
  /** Orders whose newest version waits for a reader that does not read. */
  readonly #waiting = new Set<string>()
  #lastHeard: Promise<void> = Promise.resolve()
  #heartbeatAt: number
  #idleSince: number
  #idleLimit: number = LIMITS.idleAtFirst
  #stuckSince: number | undefined
  #isAnswering = true
  #frames: number = LIMITS.burst
  #framesAt: number

  constructor(ws: WebSocket, services: Services) {
    const now = services.now()
    this.#ws = ws
    this.#dependencies = {
      ...services,
      serves: (id) => inRollout(id, services.config.realtimeRollout),
    }
    this.#conversation = new Conversation(this.#dependencies, {
      tell: (frame) => this.#send(JSON.stringify(frame)),
      update: (publication) => this.#update(publication),
    })
    this.#heartbeatAt = now + HEARTBEAT
    this.#idleSince = now
    this.#framesAt = now

    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', () => (this.#isAnswering = true))
    this.#tell({
      type: 'connected',
      connection: this.#conversation.id,
      now: new Date(now).toISOString(),
      heartbeat: HEARTBEAT,
    })
  }

  /** What is due at `now`. */
  turn(now: number): void {
    this.#conversation.expire()

    if (this.#conversation.isSubscribed) {
      this.#idleSince = now
      this.#idleLimit = LIMITS.idle
    } else if (now - this.#idleSince >= this.#idleLimit) {
      return this.end(NOTHING_SUBSCRIBED)
    }

    if (this.#ws.bufferedAmount <= LIMITS.backlog) {
      this.#stuckSince = undefined
      if (this.#waiting.size > 0) {
        void this.#catchUp().catch(() => this.end(TRY_AGAIN_LATER))
      }
    } else {
      this.#stuckSince ??= now
      if (now - this.#stuckSince >= LIMITS.stuck) return this.terminate()
    }

    if (now >= this.#heartbeatAt) {
      this.#heartbeatAt = now + HEARTBEAT
      if (!this.#isAnswering) return this.terminate()
      this.#isAnswering = false
      this.#ws.ping()
      this.#tell({
        type: 'heartbeat',
        now: new Date(now).toISOString(),
        epoch: this.#dependencies.store.epoch,
        versions: this.#conversation.versions(),
      })
    }
  }

  end(code: number, last?: RelayFrame): void {
    if (last) this.#tell(last)
    this.#ws.close(code)
    this.#conversation.leave()
  }

  terminate(): void {
    this.#ws.terminate()
  }

  /** The socket has closed. */
  left(): void {
    this.#conversation.leave()
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#isAnswering = true
    if (!this.#takeFrame()) return this.end(TOO_FAST)

    const frame = isBinary ? undefined : parsePageFrame(parseJson(String(data)))
    if (frame === undefined) return this.end(NOT_OUR_PROTOCOL)
    if (frame === 'unknown_type') return this.#tell(errorFrame('unknown_type'))

    // One after the other: what a page says may depend on what it said before.
    this.#lastHeard = this.#lastHeard
      .then(() => this.#conversation.hear(frame))
      // The page asks again elsewhere, or later; there is nothing that we could tell it truthfully.
      .catch(() => this.end(TRY_AGAIN_LATER))
  }

  /** Whether the page is not yet too fast. */
  #takeFrame(): boolean {
    const now = this.#dependencies.now()
    const earned = (Math.max(now - this.#framesAt, 0) / 1000) * LIMITS.rate
    this.#framesAt = now
    this.#frames = Math.min(this.#frames + earned, LIMITS.burst) - 1
    return this.#frames >= 0
  }

  #update({ order, text }: Publication): void {
    if (this.#ws.bufferedAmount > LIMITS.backlog) this.#waiting.add(order.id)
    else this.#send(text)
  }

  /** The newest of what waited, for a reader that reads again. */
  async #catchUp(): Promise<void> {
    const { store } = this.#dependencies
    const ids = [...this.#waiting]
    this.#waiting.clear()
    for (const id of ids) {
      const record = await store.order(id)
      if (record) this.#tell({ type: 'update', order: snapshotOf(record, store.epoch) })
    }
  }

  #tell(frame: RelayFrame): void {
    this.#send(JSON.stringify(frame))
  }

  #send(text: string): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(text)
  }
}

/** By hash, so that an order stays on one side while the percentage stands. */
function inRollout(id: string, percent: number): boolean {
  let hash = 0
  for (const char of id) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % 100 < percent
}
