/** One page's socket: what it says, what it is told, and how much of its silence we bear. */

import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { Bucket } from '../access/bucket.ts'
import { Backlog } from './backlog.ts'
import { Conversation, type Dependencies } from './conversation.ts'
import { Feed } from './feed.ts'
import type { ClosedFor } from '../telemetry/happening.ts'
import { FRAMES, framesOf, noticeFrame, weightOf } from './frames.ts'
import { readPageFrame, type Said } from './page-frame.ts'
import type { Publication } from './publication.ts'
import { answered, begin, HEARTBEAT, turn, type Liveness } from './liveness.ts'
import {
  NOT_OUR_PROTOCOL,
  NOTHING_SUBSCRIBED,
  parseJson,
  RESTART,
  TOO_FAST,
  TRY_AGAIN_LATER,
  type RelayFrame,
} from '../protocol.ts'

/** Of an inbound frame, in bytes. */
export const MAX_FRAME = 16 * 1024

/** What may wait for a reader that does not read, in bytes. */
export const MAX_UNREAD = 64 * 1024

/** Frames of a page that wait until we have taken in those before. Others wait with the page. */
const MAX_SAID = 4

/** Frames that may be on their way when a page is told that it is too fast. */
const MAX_EXCESS = 1_000

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
  readonly #said: Said[] = []
  #isHearing = false
  /** How we have ended it, if it was we. */
  #ended: { by: 'relay'; code: number; why: ClosedFor } | undefined
  /** Frames that were too many. */
  #excess = 0
  #liveness: Liveness
  /** How much it may say, and ask for. */
  readonly #frames: Bucket
  /** How many orders and customers it has followed at once. */
  #mostFollowed = 0

  /** `tokens`: as this page’s are read. */
  constructor(
    ws: WebSocket,
    socket: Duplex,
    dependencies: Dependencies,
    tokens = dependencies.tokens,
  ) {
    const now = dependencies.now()
    this.#ws = ws
    this.#socket = socket
    this.#dependencies = dependencies
    this.#backlog = new Backlog(dependencies.store)
    this.#feed = new Feed(dependencies, {
      connection: this.connection,
      tell: (frame) => {
        if (this.#hasRoom) this.#tell(frame)
        else this.#later(frame)
      },
      checked: (id, checked) => this.#feed.tell({ type: 'checked', orders: { [id]: checked } }),
      update: (publication, customer) => this.#update(publication, customer),
      room: endless,
    })
    this.#conversation = new Conversation(dependencies, this.#feed, tokens)
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
    ws.on('ping', () => void this.#isHeard())
    ws.on('pong', () => void this.#isHeard())
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

  /** Counts a frame of the page's. False: it is too fast. */
  #isHeard(): boolean {
    this.#liveness = answered(this.#liveness)
    const mayGoOn = this.#frames.take(this.#dependencies.now())
    if (mayGoOn) return true
    this.#excess++
    if (this.#excess === 1) this.end(TOO_FAST)
    if (this.#isDeaf) this.#ws.pause()
    return false
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#isHeard()) return
    const said = isBinary ? undefined : readPageFrame(parseJson(String(data)))
    if (said === undefined) return this.end(NOT_OUR_PROTOCOL)

    this.#frames.owe(weightOf(said.frame, this.#feed.subscriptions.orders.size))
    this.#said.push(said)
    if (this.#said.length >= MAX_SAID) this.#ws.pause()
    void this.#hear()
  }

  /** One after the other: what a page says may depend on what it said before. */
  async #hear(): Promise<void> {
    if (this.#isHearing) return
    this.#isHearing = true
    try {
      while (this.#hasRoom) {
        const said = this.#said.shift()
        if (!said) break
        await this.#conversation.hear(said)
        this.#forgive()
      }
      // Who does not read the answers is not asked for more questions.
      if (this.#hasRoom && !this.#isDeaf) this.#ws.resume()
    } catch {
      // The page asks again elsewhere, or later; there is nothing that we could tell it truthfully.
      this.end(TRY_AGAIN_LATER)
    } finally {
      this.#isHearing = false
    }
  }

  /**
   * After the first, a frame by which the page follows more than ever costs nothing: one that shows hundreds of orders,
   * each with a token of its own, needs as many. There is an end to that: see MAX_ORDERS.
   */
  #forgive(): void {
    const { orders, customers } = this.#feed.subscriptions
    const followed = orders.size + customers.size
    if (followed <= this.#mostFollowed) return
    if (this.#mostFollowed > 0) this.#frames.giveBack(1)
    this.#mostFollowed = followed
  }

  /** Something waits for the reader, or of what it said. */
  get #isBehind(): boolean {
    return !this.#backlog.isEmpty || this.#said.length > 0 || this.#ws.isPaused
  }

  /** It was told to stop and goes on: so nothing more is read. */
  get #isDeaf(): boolean {
    return this.#excess >= MAX_EXCESS
  }

  get #hasRoom(): boolean {
    return this.#ws.bufferedAmount <= MAX_UNREAD
  }

  #update(publication: Publication, customer: string | undefined): boolean {
    const { order } = publication
    if (!this.#hasRoom) {
      this.#backlog.add(order.id)
      return false
    }
    this.#backlog.drop(order.id)
    return this.#send(publication.text(customer))
  }

  /** What comes unasked, or long after it was asked for, waits for a reader that does not read. */
  #later(frame: RelayFrame): void {
    if (frame.type === 'notification') return this.#backlog.addNotice(frame.notification.id)
    if (frame.type !== 'checked') return this.#tell(frame)
    for (const [id, checked] of Object.entries(frame.orders)) this.#backlog.addChecked(id, checked)
  }

  /** For a reader that reads again: what waited, and then answers to what it said meanwhile. */
  async #catchUp(): Promise<void> {
    try {
      await this.#backlog.drain({
        hasRoom: () => this.#hasRoom,
        update: (order) => this.#feed.catchUp(order),
        notify: (notice) => this.#tell(noticeFrame(notice)),
        checked: (orders) => this.#tell({ type: 'checked', orders }),
      })
    } catch {
      return this.end(TRY_AGAIN_LATER)
    }
    await this.#hear()
  }

  #tell(frame: RelayFrame): void {
    const text = JSON.stringify(frame)
    // It was asked for, and costs what so much costs.
    if (frame.type === 'subscribed') this.#frames.owe(framesOf(text.length))
    this.#send(text)
  }

  /** Whether the page may hear it still. */
  #send(text: string): boolean {
    const isOpen = this.#ws.readyState === this.#ws.OPEN
    if (isOpen) this.#ws.send(text)
    else this.#feed.leave()
    return isOpen
  }
}

/** What does not go out at once waits elsewhere. */
const endless = (): number => Infinity
