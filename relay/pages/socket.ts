/** One page's socket: what it says, what it is told, and how much of its silence we bear. */

import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { Bucket } from '../access/bucket.ts'
import { Conversation, type Dependencies } from './conversation.ts'
import { errorFrame, noticeFrame } from './frames.ts'
import type { Publication } from './hub.ts'
import { answered, begin, HEARTBEAT, turn, type Liveness } from './liveness.ts'
import {
  NOT_OUR_PROTOCOL,
  NOTHING_SUBSCRIBED,
  parseJson,
  parsePageFrame,
  TOO_FAST,
  TRY_AGAIN_LATER,
  type PageFrame,
  type RelayFrame,
} from '../protocol.ts'
import { snapshotOf } from '../order/snapshot.ts'

/** Of an inbound frame, in bytes. */
export const MAX_FRAME = 16 * 1024

/** What may wait for a reader that does not read, in bytes. */
const BACKLOG = 64 * 1024

/** Frames of a page that wait until we have taken in those before. Others wait with the page. */
const MAX_SAID = 4

/** Frames that a page may send at once, and a second after that. */
const FRAMES = { burst: 200, rate: 2 } as const

export class Connection {
  /** Resolves when the socket has closed. */
  readonly closed: Promise<void>
  readonly #ws: WebSocket
  /** What carries it. */
  readonly #socket: Duplex
  readonly #dependencies: Dependencies
  readonly #conversation: Conversation
  /** Orders whose newest version waits for a reader that does not read. */
  readonly #waiting = new Set<string>()
  /** Notifications likewise. */
  readonly #waitingNotices = new Set<string>()
  /** What the page said, and we have not taken in yet. */
  readonly #said: PageFrame[] = []
  #isHearing = false
  #liveness: Liveness
  readonly #frames: Bucket

  constructor(ws: WebSocket, socket: Duplex, dependencies: Dependencies) {
    const now = dependencies.now()
    this.#ws = ws
    this.#socket = socket
    this.#dependencies = dependencies
    this.#conversation = new Conversation(dependencies, {
      tell: (frame) => {
        if (frame.type !== 'notification' || this.#hasRoom) return this.#tell(frame)
        this.#waitingNotices.add(frame.notification.id)
      },
      update: (publication) => this.#update(publication),
    })
    this.#liveness = begin(now)
    this.#frames = new Bucket(FRAMES.burst, FRAMES.rate, now)

    this.closed = new Promise((resolve) => {
      ws.on('close', () => {
        this.#conversation.leave()
        resolve()
      })
    })
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', () => (this.#liveness = answered(this.#liveness)))
    this.#tell({
      type: 'connected',
      connection: this.#conversation.id,
      now: new Date(now).toISOString(),
      heartbeat: HEARTBEAT,
    })
  }

  /** Does what is due at `now`. */
  turn(now: number): void {
    const { isSubscribed } = this.#conversation
    const { next, due } = turn(this.#liveness, now, { isSubscribed, hasRoom: this.#hasRoom })
    this.#liveness = next
    this.#conversation.expire()
    if (due === 'idle') return this.end(NOTHING_SUBSCRIBED)
    if (due === 'stuck' || due === 'dead') return this.terminate()
    if (due === 'heartbeat') this.#beat(now)
    if (this.#isBehind && this.#hasRoom) void this.#catchUp()
  }

  end(code: number, last?: RelayFrame): void {
    if (last) this.#tell(last)
    this.#ws.close(code)
    this.#conversation.leave()
  }

  terminate(): void {
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
      versions: this.#conversation.versions(),
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
    const waiting = this.#waiting.size + this.#waitingNotices.size + this.#said.length
    return waiting > 0 || this.#ws.isPaused
  }

  get #hasRoom(): boolean {
    return this.#ws.bufferedAmount <= BACKLOG
  }

  #update({ order, text }: Publication): void {
    if (!this.#hasRoom) return void this.#waiting.add(order.id)
    this.#waiting.delete(order.id)
    this.#send(text)
    this.#conversation.sent(order)
  }

  /** The newest of what waited, and what the page said meanwhile, for a reader that reads again. */
  async #catchUp(): Promise<void> {
    const { store } = this.#dependencies
    try {
      for (const id of this.#waiting) {
        if (!this.#hasRoom) return
        this.#waiting.delete(id)
        const record = await store.order(id)
        if (!record || !this.#conversation.hears(record)) continue
        this.#tell({ type: 'update', order: snapshotOf(record, store.epoch) })
        this.#conversation.sent(record)
      }
      for (const id of this.#waitingNotices) {
        if (!this.#hasRoom) return
        this.#waitingNotices.delete(id)
        const notice = await store.notice(id)
        if (notice) this.#tell(noticeFrame(notice))
      }
    } catch {
      return this.end(TRY_AGAIN_LATER)
    }
    await this.#hear()
  }

  #tell(frame: RelayFrame): void {
    this.#send(JSON.stringify(frame))
  }

  #send(text: string): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(text)
    // What it cannot hear any more, it was not sent.
    else this.#conversation.leave()
  }
}
