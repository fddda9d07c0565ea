/** A WebSocket with a network in between, which neither end can see. */

import type { Clock } from './clock.ts'
import { Events } from './events.ts'
import type { Observer } from './observer.ts'
import type { Process } from './process.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSING = 2
const CLOSED = 3

/** Nobody told the page why. */
const ABNORMAL = 1006

/** The `ws` library gives up on the other end's goodbye after so long, in ms. */
const GOODBYE = 30_000

/** One direction: in order, and each thing in its own time. */
class Lane {
  /** Nothing passes any more, and nobody is told. */
  isDead = false
  /** Frames that are about to be lost, though those behind them arrive. */
  losing = 0
  /** Frames that are about to arrive twice. */
  doubling = 0
  /** Nothing passes before then; all of it does after. */
  heldUntil = 0
  #last = 0
  readonly #clock: Clock
  readonly #latency: () => number

  constructor(clock: Clock, latency: () => number) {
    this.#clock = clock
    this.#latency = latency
  }

  carry(arrive: () => void): void {
    this.#last = Math.max(this.#last, this.#clock.now + this.#latency(), this.heldUntil)
    this.#clock.at(this.#last, () => {
      if (!this.isDead) arrive()
    })
  }

  carryFrame(arrive: () => void): void {
    if (this.losing > 0) {
      this.losing--
      return
    }
    this.carry(arrive)
    if (this.doubling > 0) {
      this.doubling--
      this.carry(arrive)
    }
  }
}

/** The page, as its end of a wire has it. */
export interface Owner {
  readonly place: { readonly clock: Clock; relaySays(text: string): void }
  readonly observer: Observer
  readonly isGone: boolean
  /** Its sockets that are not closed. */
  readonly wires: Set<Wire>
  readonly latency: () => number
  task(run: () => void): void
}

export class Wire {
  readonly up: Lane
  readonly down: Lane
  readonly page: PageSocket
  readonly relay: RelaySocket
  readonly owner: Owner
  /** The process that has the other end. */
  process: Process | undefined

  constructor(owner: Owner, url: string) {
    const { clock } = owner.place
    this.owner = owner
    this.up = new Lane(clock, owner.latency)
    this.down = new Lane(clock, owner.latency)
    this.page = new PageSocket(this, url)
    this.relay = new RelaySocket(this)
  }

  /** Nothing passes any more, either way. */
  die(): void {
    this.up.isDead = this.down.isDead = true
  }

  /** Both ends see that it is gone. */
  break(): void {
    this.relay.gone()
    this.down.carry(() => this.page.gone(ABNORMAL))
  }
}

/** The page's end: as much of a browser's WebSocket as there is to it. */
export class PageSocket {
  static readonly CONNECTING = CONNECTING
  static readonly OPEN = OPEN
  static readonly CLOSING = CLOSING
  static readonly CLOSED = CLOSED
  readonly CONNECTING = CONNECTING
  readonly OPEN = OPEN
  readonly CLOSING = CLOSING
  readonly CLOSED = CLOSED
  readonly bufferedAmount = 0
  readonly url: string
  binaryType = 'blob'
  readyState = CONNECTING
  onopen: ((event: object) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null
  onerror: ((event: object) => void) | null = null
  readonly #wire: Wire
  #events: Events | undefined

  constructor(wire: Wire, url: string) {
    this.#wire = wire
    this.url = url
  }

  get isHeld(): boolean {
    return this.readyState === CONNECTING || this.readyState === OPEN
  }

  addEventListener(...listening: Parameters<Events['add']>): void {
    this.#events ??= new Events()
    this.#events.add(...listening)
  }

  removeEventListener(...listening: Parameters<Events['remove']>): void {
    this.#events?.remove(...listening)
  }

  send(data: string): void {
    if (this.readyState === CONNECTING) throw new DOMException('Still in CONNECTING state.')
    if (this.readyState !== OPEN) return
    const { owner, up, relay } = this.#wire
    owner.observer.sends(data)
    up.carryFrame(() => relay.receive(data))
  }

  close(code?: number): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      throw new DOMException(`${code} is not for pages to say.`, 'InvalidAccessError')
    }
    if (!this.isHeld) return
    this.#leave(CLOSING)
    const { up, down, relay } = this.#wire
    up.carry(() => {
      relay.gone()
      down.carry(() => this.#end(code ?? 1005))
    })
  }

  /** The tab is closed, or the process that had it ends. */
  vanish(): void {
    this.#leave(CLOSED)
    this.#wire.up.carry(() => this.#wire.relay.gone())
  }

  opened(): void {
    this.#task(() => {
      if (this.readyState !== CONNECTING) return
      this.readyState = OPEN
      this.#wire.owner.observer.opened()
      this.#tell('open', {})
    })
  }

  receive(data: string): void {
    this.#task(() => {
      if (this.readyState !== OPEN) return
      if (this.onmessage ?? this.#events) this.#wire.owner.observer.hears(data)
      this.#tell('message', { data })
    })
  }

  gone(code: number): void {
    this.#task(() => this.#end(code))
  }

  #end(code: number): void {
    if (this.readyState === CLOSED) return
    this.#leave(CLOSED)
    if (code === ABNORMAL) this.#tell('error', {})
    this.#tell('close', { code, reason: '', wasClean: code !== ABNORMAL })
  }

  #leave(state: number): void {
    if (this.readyState === OPEN) this.#wire.owner.observer.closed()
    this.readyState = state
    this.#wire.owner.wires.delete(this.#wire)
  }

  #task(run: () => void): void {
    this.#wire.owner.task(run)
  }

  #tell(type: 'open' | 'message' | 'close' | 'error', event: object): void {
    const handler = this[`on${type}`] as ((event: object) => void) | null
    handler?.call(this, { type, ...event })
    this.#events?.tell(type, event)
  }
}

type Listener = (...said: unknown[]) => void

/** The relay's end: as much of `ws` as the relay uses. */
class RelaySocket {
  readonly OPEN = OPEN
  readonly bufferedAmount = 0
  readonly isPaused = false
  readyState = OPEN
  readonly #wire: Wire
  readonly #listeners = new Map<string, Listener>()

  constructor(wire: Wire) {
    this.#wire = wire
  }

  on(type: string, listener: Listener): void {
    this.#listeners.set(type, listener)
  }

  send(data: string): void {
    const { down, page, owner } = this.#wire
    owner.place.relaySays(data)
    down.carryFrame(() => page.receive(data))
  }

  ping(): void {
    const { up, down, owner } = this.#wire
    // The browser answers, whatever the page does.
    down.carry(() => {
      if (!owner.isGone) up.carry(() => this.#emit('pong'))
    })
  }

  pause(): void {}
  resume(): void {}

  close(code: number): void {
    if (this.readyState !== OPEN) return
    this.readyState = CLOSING
    const { up, down, page, owner } = this.#wire
    down.carry(() => {
      page.gone(code)
      up.carry(() => this.gone())
    })
    owner.place.clock.after(GOODBYE, () => this.gone())
  }

  terminate(): void {
    this.#wire.break()
  }

  receive(data: string): void {
    if (this.readyState === OPEN) this.#emit('message', data, false)
  }

  gone(): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.#emit('close')
  }

  #emit(type: string, ...said: unknown[]): void {
    if (this.#wire.process?.isAlive) this.#listeners.get(type)?.(...said)
  }
}
