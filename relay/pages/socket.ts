/** One page's socket: what it says, what it is told, and how much of its silence we bear. */

import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { Bucket } from '../access/bucket.ts'
import { Backlog } from './backlog.ts'
import { Conversation, type Dependencies } from './conversation.ts'
import { Feed } from './feed.ts'
import type { ClosedFor } from '../telemetry/happening.ts'
import { errorFrame, noticeFrame } from './frames.ts'
import type { Publication } from './hub.ts'
import { answered, begin, HEARTBEAT, turn, type Liveness } from './liveness.ts'
import {
  NOT_OUR_PROTOCOL,
  NOTHING_SUBSCRIBED,
  parseJson,
  parsePageFrame,
  RESTART,
  TOO_FAST,
  TRY_AGAIN_LATER,
  type PageFrame,
  type RelayFrame,
} from '../protocol.ts'

/** Of an inbound frame, in bytes. */
export const MAX_FRAME = 16 * 1024

/** What may wait for a reader that does not read, in bytes. */
const MAX_UNREAD = 64 * 1024

/** Frames of a page that wait until we have taken in those before. Others wait with the page. */
const MAX_SAID = 4

/** Frames that a page may send at once, and a second after that. */
const FRAMES = { burst: 200, rate: 2 } as const

/** Of a socket that ends without a word (RFC 6455). */
const BROKEN_OFF = 1006

const REASONS: Readonly<Record<number, ClosedFor>> = {
  [NOTHING_SUBSCRIBED]: 'idle',
  [TOO_FAST]: 'too_fast',
  [NOT_OUR_PROTOCOL]: 'not_our_protocol',
  [RESTART]: 'restart',
  [TRY_AGAIN_LATER]: 'trouble',
}

export class PageSocket {
  /** What the log and the page's console call it by. */
  readonly connection = randomUUID()
  /** Resolves when the socket has closed. */
  readonly closed: Promise<void>
  readonly #ws: WebSocket
  /** What carries it. */
  readonly #socket: Duplex
  readonly #dependencies: Dependencies
  readonly #feed: Feed
  readonly #conversation: Conversation
  readonly #backlog: Backlog
  /** What the page said, and we have not taken in yet. */
  readonly #said: PageFrame[] = []
  #isHearing = false
  /** How we have ended it, if it was we. */
  #ended: { by: 'relay'; code: number; why: ClosedFor } | undefined
  #liveness: Liveness
  readonly #frames: Bucket

  constructor(ws: WebSocket, socket: Duplex, dependencies: Dependencies) {
    const now = dependencies.now()
    this.#ws = ws
    this.#socket = socket
    this.#dependencies = dependencies
    this.#backlog = new Backlog(dependencies.store)
    this.#feed = new Feed(dependencies, {
      connection: this.connection,
      tell: (frame) => {
        if (frame.type !== 'notification' || this.#hasRoom) this.#tell(frame)
        else this.#backlog.addNotice(frame.notification.id)
      },
      update: (publication) => this.#update(publication),
    })
    this.#conversation = new Conversation(dependencies, this.#feed)
    this.#liveness = begin(now)
    this.#frames = new Bucket(FRAMES.burst, FRAMES.rate, now)

    const { connection } = this
    dependencies.tell({ type: 'connected', connection })
    this.closed = new Promise((resolve) => {
      ws.on('close', (code) => {
        this.#feed.leave()
        const ended = this.#ended ?? ({ by: 'page', code } as const)
        dependencies.tell({ type: 'closed', connection, ...ended })
        resolve()
      })
    })
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', () => (this.#liveness = answered(this.#liveness)))
    this.#tell({
      type: 'connected',
      connection: this.connection,
      now: new Date(now).toISOString(),
      heartbeat: HEARTBEAT,
    })
  }

  /** Does what is due at `now`. */
  turn(now: number): void {
    const isSubscribed = !this.#feed.subscriptions.isEmpty
    const { next, due } = turn(this.#liveness, now, { isSubscribed, hasRoom: this.#hasRoom })
    this.#liveness = next
    this.#feed.expire()
    if (due === 'idle') return this.end(NOTHING_SUBSCRIBED)
    if (due === 'stuck') {
      this.#dependencies.tell({ type: 'reader_dropped', connection: this.connection })
      return this.terminate('unread')
    }
    if (due === 'dead') return this.terminate('silent')
    if (due === 'heartbeat') this.#beat(now)
    if (this.#isBehind && this.#hasRoom) void this.#catchUp()
  }

  end(code: number, last?: RelayFrame): void {
    if (last) this.#tell(last)
    this.#ended ??= { by: 'relay', code, why: REASONS[code] ?? 'trouble' }
    this.#ws.close(code)
    this.#feed.leave()
  }

  terminate(why: ClosedFor): void {
    this.#ended ??= { by: 'relay', code: BROKEN_OFF, why }
    this.#ws.terminate()
  }

  #beat(now: number): void {
    // Both in one write, which costs more than all that is in it.
    this.#socket.cork()
    this.#ws.ping()
    this.#tell({
      type: 'heartbeat',
      now: new Date(now).toISOString(),
      epoch: this.#dependencies.store.epoch,
      versions: this.#feed.subscriptions.versions(),
    })
    this.#socket.uncork()
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#liveness = answered(this.#liveness)
    if (!this.#frames.take(this.#dependencies.now())) return this.end(TOO_FAST)

    const frame = isBinary ? undefined : parsePageFrame(parseJson(String(data)))
    if (frame === undefined) return this.end(NOT_OUR_PROTOCOL)
    if (frame === 'unknown_type') return this.#tell(errorFrame('unknown_type'))

    this.#said.push(frame)
    if (this.#said.length >= MAX_SAID) this.#ws.pause()
    void this.#hear()
  }

  /** One after the other: what a page says may depend on what it said before. */
  async #hear(): Promise<void> {
    if (this.#isHearing) return
    this.#isHearing = true
    try {
      while (this.#hasRoom) {
        const frame = this.#said.shift()
        if (!frame) break
        await this.#conversation.hear(frame)
      }
      // Who does not read the answers is not asked for more questions.
      if (this.#hasRoom) this.#ws.resume()
    } catch {
      // The page asks again elsewhere, or later; there is nothing that we could tell it truthfully.
      this.end(TRY_AGAIN_LATER)
    } finally {
      this.#isHearing = false
    }
  }

  /** Something waits for the reader, or of what it said. */
  get #isBehind(): boolean {
    return !this.#backlog.isEmpty || this.#said.length > 0 || this.#ws.isPaused
  }

  get #hasRoom(): boolean {
    return this.#ws.bufferedAmount <= MAX_UNREAD
  }

  #update({ order, text }: Publication): boolean {
    if (!this.#hasRoom) {
      this.#backlog.add(order.id)
      return false
    }
    this.#backlog.drop(order.id)
    return this.#send(text)
  }

  /** For a reader that reads again: what waited, and then answers to what it said meanwhile. */
  async #catchUp(): Promise<void> {
    try {
      await this.#backlog.drain({
        hasRoom: () => this.#hasRoom,
        update: (order) => this.#feed.catchUp(order),
        notify: (notice) => this.#tell(noticeFrame(notice)),
      })
    } catch {
      return this.end(TRY_AGAIN_LATER)
    }
    await this.#hear()
  }

  #tell(frame: RelayFrame): void {
    this.#send(JSON.stringify(frame))
  }

  /** Whether the page may hear it still. */
  #send(text: string): boolean {
    const isOpen = this.#ws.readyState === this.#ws.OPEN
    if (isOpen) this.#ws.send(text)
    else this.#feed.leave()
    return isOpen
  }
}
