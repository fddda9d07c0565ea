/**
 * How many connections there are, and what each may hold.
 *
 * Who comes beyond a limit is a *guest*: what it asks is answered, callbacks above all, and its connection then ends.
 * A guest that says nothing leaves soon, and the first that came leaves for one that comes when there are too many.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Tell } from '../telemetry/happening.ts'
import { clientAddress, hopsIn, isForwarded, networkOf } from './client-address.ts'
import { whenRecognized } from './recognized.ts'
import { Strangers } from './strangers.ts'

/** Requests under way on a connection. Browsers and proxies have one at a time there; scripts that pipeline, a few. */
const MAX_UNDER_WAY = 8

/** How long an answer may wait for its reader to take in any of it, in ms. */
const UNREAD = 30_000

/** How many guests there may be: half as many as there may be connections, but for these bounds. */
const GUESTS = { least: 16, most: 1_000 } as const

/** How long a guest may take to say what it wants, in ms. */
export const PATIENCE = 2_000

/** How often connections are looked after, in ms. */
const TURN = 1_000

interface Parts {
  config: {
    trustProxy: number
    /** Connections in all. */
    maxConnections: number
    /** For each address, until a valid token is shown. */
    maxPerAddress: number
  }
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

/** What Node keeps for itself of a socket. */
interface NodeSocket extends Socket {
  /** What the kernel has not taken yet of what is being written, in bytes. Node's own timeouts look at it too. */
  _handle?: { writeQueueSize?: number } | null
  /** Says of each request that it has read how to go on. */
  parser?: { onIncoming: (() => number) | null } | null
}

/** For a parser: what follows is another protocol's, and none of its business. */
const READ_NO_FURTHER = 2

interface Connection {
  readonly socket: NodeSocket
  readonly since: number
  /** Requests under way. */
  requests: number
  isGuest: boolean
  /** Whether who speaks on it has been recognized: where no proxy calls for others. */
  isKnown: boolean
  /** Whether it carries a WebSocket by now. */
  isUpgraded: boolean
  /** Gives back the place that it takes among strangers. */
  leave: () => void
  /** Likewise, for each of those whom a proxy calls for on it. */
  forwarded?: Set<() => void>
  /** How much of what waits its reader had taken in when that last changed, and when. */
  unread?: { taken: number; since: number } | undefined
}

/** Who sent one request. */
export interface Visitor {
  readonly isGuest: boolean
}

export class Connections {
  readonly #parts: Parts
  readonly #strangers: Strangers
  readonly #open = new Map<Socket, Connection>()
  /** The first that came first. */
  readonly #guests = new Set<Connection>()
  readonly #wheel: NodeJS.Timeout
  #hasToldOfProxy = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#strangers = new Strangers(parts.config.maxPerAddress)
    this.#wheel = setInterval(() => this.turn(), TURN).unref()
  }

  /** Of a server that is all ours: takes in a connection before it has said anything. */
  readonly accept = (socket: Socket): void => void this.#connectionOf(socket)

  /** Takes in a request. Undefined: its connection has too many, and ends. */
  admit(request: IncomingMessage, response: ServerResponse): Visitor | undefined {
    const connection = this.#connectionOf(request.socket)
    connection.requests++
    response.once('close', () => connection.requests--)
    if (connection.requests > MAX_UNDER_WAY) {
      this.#end(connection, 'requests')
      return undefined
    }
    const visitor = this.#visitorOf(connection, request, response)
    // Known before the answer is: a guest's connection is not kept for another.
    if (connection.isGuest) response.shouldKeepAlive = false
    return visitor
  }

  /** Takes in a request for a WebSocket. */
  upgrade(request: IncomingMessage): Visitor {
    const connection = this.#connectionOf(request.socket)
    connection.isUpgraded = true
    return this.#visitorOf(connection, request, request.socket)
  }

  /** Ends those on which nothing is under way, a request that is half said among them. */
  endQuiet(): void {
    for (const { socket, requests, isUpgraded } of this.#open.values()) {
      if (requests === 0 && !isUpgraded) socket.destroy()
    }
  }

  stop(): void {
    clearInterval(this.#wheel)
  }

  #connectionOf(socket: Socket): Connection {
    const known = this.#open.get(socket)
    if (known) return known

    const { trustProxy } = this.#parts.config
    const isFull = this.#isFull
    // Of what comes through a proxy, each request has a place of its own.
    const leave = trustProxy === 0 ? this.#enter(addressOf(socket)) : () => {}
    const connection: Connection = {
      socket,
      since: this.#parts.now(),
      requests: 0,
      isGuest: isFull || leave === undefined,
      isKnown: false,
      isUpgraded: false,
      leave: leave ?? (() => {}),
    }
    this.#open.set(socket, connection)
    socket.once('close', () => {
      connection.leave()
      // Node 22 tells none of the answers that wait behind another.
      for (const leave of connection.forwarded ?? []) leave()
      this.#open.delete(socket)
      this.#guests.delete(connection)
    })
    if (connection.isGuest) this.#receive(connection, isFull ? 'all' : 'address')
    return connection
  }

  #receive(guest: Connection, limit: 'all' | 'address'): void {
    const from = addressOf(guest.socket)
    this.#parts.tell({ type: 'limit_reached', limit, ...(from !== undefined && { from }) })
    this.#guests.add(guest)
    const [first] = this.#guests
    if (first && this.#guests.size > this.#maxGuests) first.socket.destroy()
  }

  #visitorOf(
    connection: Connection,
    request: IncomingMessage,
    carrier: ServerResponse | Socket,
  ): Visitor {
    const { trustProxy } = this.#parts.config
    if (trustProxy > 0) return this.#forwarded(connection, request, carrier, trustProxy)
    if (isForwarded(request.headers)) this.#passesOn(request)
    if (!connection.isKnown) whenRecognized(request, () => this.#recognize(connection))
    return connection
  }

  /** Whom a proxy calls for: counted for as long as the request, or its socket, lasts. */
  #forwarded(
    connection: Connection,
    request: IncomingMessage,
    carrier: ServerResponse | Socket,
    trustProxy: number,
  ): Visitor {
    const forwardedFor = request.headers['x-forwarded-for']
    const hops = hopsIn(typeof forwardedFor === 'string' ? forwardedFor : undefined)
    const from = clientAddress(hops.join(), request.socket.remoteAddress, trustProxy)
    const leave = this.#enter(from)
    if (leave) {
      const forwarded = (connection.forwarded ??= new Set())
      forwarded.add(leave)
      whenRecognized(request, leave)
      carrier.once('close', () => {
        leave()
        forwarded.delete(leave)
      })
    } else {
      this.#parts.tell({ type: 'limit_reached', limit: 'address', ...(from && { from }) })
    }
    return { isGuest: connection.isGuest || leave === undefined }
  }

  /** Nobody is refused for an address that nobody knows. */
  #enter(address: string | undefined): (() => void) | undefined {
    return address === undefined ? () => {} : this.#strangers.enter(networkOf(address))
  }

  /** All that a proxy calls for would count as one: so its address does not count. */
  #passesOn({ socket }: IncomingMessage): void {
    const from = addressOf(socket)
    if (from === undefined) return
    this.#strangers.passesOn(networkOf(from))
    if (this.#hasToldOfProxy) return
    this.#hasToldOfProxy = true
    this.#parts.tell({ type: 'proxy_not_trusted', from })
  }

  #recognize(connection: Connection): void {
    connection.isKnown = true
    connection.leave()
    // Unless there are too many in all, it was a guest for its address's sake alone.
    if (!connection.isGuest || this.#isFull) return
    connection.isGuest = false
    this.#guests.delete(connection)
  }

  get #maxGuests(): number {
    const half = Math.floor(this.#parts.config.maxConnections / 2)
    return Math.min(Math.max(half, GUESTS.least), GUESTS.most)
  }

  get #isFull(): boolean {
    return this.#open.size - this.#guests.size >= this.#parts.config.maxConnections
  }

  /** Does what is due. */
  turn(): void {
    const now = this.#parts.now()
    for (const guest of this.#guests) {
      const isSilent = guest.requests === 0 && !guest.isUpgraded
      if (isSilent && now - guest.since >= PATIENCE) sendAway(guest.socket)
    }
    for (const connection of this.#open.values()) {
      if (isUnread(connection, now)) this.#end(connection, 'unread')
    }
  }

  #end({ socket }: Connection, why: 'requests' | 'unread'): void {
    const from = addressOf(socket)
    this.#parts.tell({ type: 'connection_ended', why, ...(from !== undefined && { from }) })
    // Of the piece of 64 KiB that it is at, the parser would read all: a thousand requests, on each of as many sockets
    // as have come at once, before the first of them is gone.
    if (socket.parser) socket.parser.onIncoming = () => READ_NO_FURTHER
    socket.destroy()
  }
}

const addressOf = ({ remoteAddress }: Socket): string | undefined =>
  clientAddress(undefined, remoteAddress, 0)

/** Whether an answer waits, and has not moved for too long. What we add to it is no movement. */
function isUnread(connection: Connection, now: number): boolean {
  const { socket, requests, isUpgraded, unread } = connection
  // What others write on it, where the server is not ours alone, is none of our business.
  const isOurs = requests > 0 || isUpgraded
  if (!isOurs || socket.writableLength === 0) {
    connection.unread = undefined
    return false
  }
  const waiting = socket._handle?.writeQueueSize ?? 0
  const taken = socket.bytesWritten - socket.writableLength - waiting
  if (unread?.taken === taken) return now - unread.since >= UNREAD
  connection.unread = { taken, since: now }
  return false
}

const SENT_AWAY = [
  'HTTP/1.1 503 Service Unavailable',
  'Connection: close',
  'Retry-After: 30',
  'Content-Type: text/plain',
  '',
  'There are too many connections. Come back later.\n',
].join('\r\n')

/** For a guest that has not said what it wants. */
function sendAway(socket: Socket): void {
  if (socket.writableEnded) return
  // Whoever does not close its side would keep it half open.
  socket.once('finish', () => socket.destroy())
  socket.end(SENT_AWAY)
}
