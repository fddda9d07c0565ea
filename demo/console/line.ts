/** A socket to the relay, by way of our server, of which every frame is shown. */

import { isRecord, parseJson, type PageFrame, type RelayFrame } from '../../relay/protocol.ts'

/** A frame as it went over the line, its token masked; or what became of the line. */
export interface Passed {
  way: 'out' | 'in' | 'line'
  at: number
  /** What it says, in short. */
  says: string
  /** All of it, to be read. */
  raw: string
}

export interface LineEvents {
  opened(): void
  heard(frame: RelayFrame): void
  /** `why`: of the close frame, if there was one. */
  closed(code: number, why: string): void
  /** Before it is heard, or sent. */
  passed(passed: Passed): void
}

export class Line {
  readonly #socket: WebSocket
  readonly #events: LineEvents
  #pinged: number | undefined
  /** How long the last ping took, in ms. */
  ms: number | undefined

  constructor(events: LineEvents) {
    this.#events = events
    this.#socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/console/ws`)
    this.#socket.addEventListener('open', () => {
      this.#pass('line', 'connected', '')
      events.opened()
    })
    this.#socket.addEventListener('message', ({ data }) => this.#hear(String(data)))
    this.#socket.addEventListener('close', ({ code, reason }) => {
      this.#pass('line', `closed with ${code}${reason ? `: ${reason}` : ''}`, '')
      events.closed(code, reason)
    })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  say(frame: PageFrame): void {
    if (!this.isOpen) return
    if (frame.type === 'ping') this.#pinged = performance.now()
    this.#pass('out', inShort(frame), readable(frame))
    this.#socket.send(JSON.stringify(frame))
  }

  close(): void {
    this.#socket.close(1000, 'the console left')
  }

  #hear(text: string): void {
    const frame = parseJson(text)
    if (!isRecord(frame)) return this.#pass('in', text.slice(0, 200), text)
    if (frame.type === 'pong' && this.#pinged !== undefined) {
      this.ms = Math.round((performance.now() - this.#pinged) * 10) / 10
      this.#pinged = undefined
      this.#pass('in', `pong ${this.ms} ms`, readable(frame))
    } else {
      this.#pass('in', inShort(frame), readable(frame))
    }
    this.#events.heard(frame as RelayFrame)
  }

  #pass(way: Passed['way'], says: string, raw: string): void {
    this.#events.passed({ way, at: Date.now(), says, raw })
  }
}

/** Tokens open what they name to whoever reads them: of each, no more than that it is one. */
const masked = (name: string, value: unknown): unknown =>
  name === 'token' && typeof value === 'string' ? `${value.slice(0, 3)}…` : value

const readable = (frame: object): string => JSON.stringify(frame, masked, 2)

/** The type, and what it is about. */
function inShort(frame: object): string {
  const { type, code, orders, order, customer, notification, connection, versions } =
    frame as Record<string, unknown>
  const about = [
    code,
    ...(isRecord(order) ? [named(order)] : [order]),
    ...(Array.isArray(orders) ? orders.map(named) : [orders]).map((each) =>
      isRecord(each) ? pairs(each) : each,
    ),
    customer === undefined ? undefined : `customer ${String(customer)}`,
    isRecord(notification) ? notification.type : undefined,
    isRecord(versions) ? pairs(versions) : undefined,
    connection,
  ]
  return [type, ...about.filter((each) => typeof each === 'string' && each !== '')].join(' ')
}

function named(order: unknown): string {
  if (!isRecord(order)) return String(order)
  const { id, version, status } = order
  return [id, version === undefined ? '' : `v${String(version)}`, status].filter(Boolean).join(' ')
}

const pairs = (versions: object): string =>
  Object.entries(versions)
    .map(([id, version]) => `${id} v${String(isRecord(version) ? version.outcome : version)}`)
    .join(' ')
