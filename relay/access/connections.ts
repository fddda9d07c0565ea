/**
 * How many connections there are, and what each may hold.
 *
 * A connection *over the limit* is served all the same: what it asks is answered, callbacks above all, and then it ends.
 * One that says nothing is ended soon; and when there are too many of them, the oldest is ended for the newest.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Tell } from '../telemetry/happening.ts'
import { addressOf, clientAddress, isForwarded, networkOf } from './client-address.ts'
import { whenRecognized } from './recognized.ts'
import { Strangers } from './strangers.ts'
import { isUnread, type Answering } from './unread.ts'

/** Requests under way on a connection. Browsers and proxies have one at a time there; scripts that pipeline, a few. */
export const MAX_UNDER_WAY = 8

/** How many there may be over the limit: half as many as there may be connections, but for these bounds. */
export const OVER_LIMIT = { least: 16, most: 1_000 } as const

/** How long one over the limit may take to say what it wants, in ms. */
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

/** What Node keeps for itself of a socket: its parser says of each request that it has read how to go on. */
interface ParsedSocket extends Socket {
  parser?: { onIncoming: (() => number) | null } | null
}

/** For a parser: what follows is another protocol's, and none of its business. */
const READ_NO_FURTHER = 2

interface Connection extends Answering {
  readonly socket: Answering['socket'] & ParsedSocket
  readonly since: number
  isOverLimit: boolean
  /** Whether who speaks on it has been recognized: where no proxy calls for others. */
  isKnown: boolean
  /** Gives back the place that it takes among strangers. */
  leave: () => void
  /** Likewise, for each of those whom a proxy calls for on it. */
  forwarded?: Set<() => void>
}

/** Who sent one request. */
interface Visitor {
  readonly isOverLimit: boolean
}

export class Connections {
  readonly #parts: Parts
  readonly #strangers: Strangers
  readonly #open = new Map<Socket, Connection>()
  /** In the order in which they came. */
  readonly #overLimit = new Set<Connection>()
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
    response.on('close', () => connection.requests--)
    if (connection.requests > MAX_UNDER_WAY) {
      this.#end(connection, 'requests')
      return undefined
    }
    const visitor = this.#visitorOf(connection, request, response)
    // Known before the answer is: a connection over the limit is not kept for another request.
    if (connection.isOverLimit) response.shouldKeepAlive = false
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
    const leave = trustProxy === 0 ? this.#enter(peerOf(socket)) : () => {}
    const connection: Connection = {
      socket,
      since: this.#parts.now(),
      requests: 0,
      isOverLimit: isFull || leave === undefined,
      isKnown: false,
      isUpgraded: false,
      leave: leave ?? (() => {}),
    }
    this.#open.set(socket, connection)
    socket.on('close', () => {
      connection.leave()
      // Node 22 tells none of the answers that wait behind another.
      for (const leave of connection.forwarded ?? []) leave()
      this.#open.delete(socket)
      this.#overLimit.delete(connection)
    })
    if (connection.isOverLimit) this.#takeOverLimit(connection, isFull ? 'all' : 'address')
    return connection
  }

  #takeOverLimit(connection: Connection, limit: 'all' | 'address'): void {
    const address = peerOf(connection.socket)
    this.#parts.tell({ type: 'limit_reached', limit, ...(address !== undefined && { address }) })
    this.#overLimit.add(connection)
    const [first] = this.#overLimit
    if (first && this.#overLimit.size > this.#maxOverLimit) first.socket.destroy()
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
    const address = addressOf(request, trustProxy)
    const leave = this.#enter(address)
    if (leave) {
      const forwarded = (connection.forwarded ??= new Set())
      forwarded.add(leave)
      whenRecognized(request, leave)
      carrier.once('close', () => {
        leave()
        forwarded.delete(leave)
      })
    } else {
      this.#parts.tell({ type: 'limit_reached', limit: 'address', ...(address && { address }) })
    }
    return { isOverLimit: connection.isOverLimit || leave === undefined }
  }

  /** Nobody is refused for an address that nobody knows. */
  #enter(address: string | undefined): (() => void) | undefined {
    return address === undefined ? () => {} : this.#strangers.enter(networkOf(address))
  }

  /** All that a proxy calls for would count as one: so its address does not count. */
  #passesOn({ socket }: IncomingMessage): void {
    const address = peerOf(socket)
    if (address === undefined) return
    this.#strangers.passesOn(networkOf(address))
    if (this.#hasToldOfProxy) return
    this.#hasToldOfProxy = true
    this.#parts.tell({ type: 'proxy_not_trusted', address })
  }

  #recognize(connection: Connection): void {
    connection.isKnown = true
    connection.leave()
    // Unless there are too many in all, it was over the limit of its address alone.
    if (!connection.isOverLimit || this.#isFull) return
    connection.isOverLimit = false
    this.#overLimit.delete(connection)
  }

  get #maxOverLimit(): number {
    const half = Math.floor(this.#parts.config.maxConnections / 2)
    return Math.min(Math.max(half, OVER_LIMIT.least), OVER_LIMIT.most)
  }

  get #isFull(): boolean {
    return this.#open.size - this.#overLimit.size >= this.#parts.config.maxConnections
  }

  /** Does what is due. */
  turn(): void {
    const now = this.#parts.now()
    for (const connection of this.#overLimit) {
      const isSilent = connection.requests === 0 && !connection.isUpgraded
      if (isSilent && now - connection.since >= PATIENCE) sendAway(connection.socket)
    }
    for (const connection of this.#open.values()) {
      if (isUnread(connection, now)) this.#end(connection, 'unread')
    }
  }

  #end({ socket }: Connection, why: 'requests' | 'unread'): void {
    const address = peerOf(socket)
    this.#parts.tell({ type: 'connection_ended', why, ...(address !== undefined && { address }) })
    // Of the piece of 64 KiB that it is at, the parser would read all: a thousand requests, on each of as many sockets
    // as have come at once, before the first of them is gone.
    if (socket.parser) socket.parser.onIncoming = () => READ_NO_FURTHER
    socket.destroy()
  }
}

/** The address at its other end. */
const peerOf = ({ remoteAddress }: Socket): string | undefined =>
  clientAddress(undefined, remoteAddress, 0)

const SENT_AWAY = [
  'HTTP/1.1 503 Service Unavailable',
  'Connection: close',
  'Retry-After: 30',
  'Content-Type: text/plain',
  '',
  'There are too many connections. Come back later.\n',
].join('\r\n')

/** For one over the limit that has not said what it wants. */
function sendAway(socket: Socket): void {
  if (socket.writableEnded) return
  // Whoever does not close its side would keep it half open.
  socket.once('finish', () => socket.destroy())
  socket.end(SENT_AWAY)
}
