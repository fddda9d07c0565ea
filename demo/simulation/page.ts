/**
 * A page: the browser as far as the client can see it, on virtual time. Whatever happens to the page is a
 * task of its own, and waits while the page is suspended.
 */

import type { Alarm } from './clock.ts'
import { Events } from './events.ts'
import { NOBODY, type Observer } from './observer.ts'
import { BEGINNING, type Place } from './place.ts'
import { post, type Init, type Requester } from './post.ts'
import { FINE, type Weather } from './weather.ts'
import { PageSocket, Wire, type Owner } from './wire.ts'

/** The globals of a page, in the order in which `globalsOf` gives them. */
export const PAGE_GLOBALS = [
  'window',
  'self',
  'globalThis',
  'document',
  'navigator',
  'location',
  'WebSocket',
  'fetch',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
  'Math',
  'performance',
  'addEventListener',
  'removeEventListener',
  'BroadcastChannel',
  'sessionStorage',
  'localStorage',
  'console',
  'AbortSignal',
] as const

/** Timers of a hidden page are aligned to this; after five minutes, to the next. In ms. */
const THROTTLED = 1_000
const THROTTLED_HARD = 60_000
const HARD_AFTER = 5 * 60_000

/** How long a socket holds where something breaks it, in ms. */
const BRIEF = [200, 2_000] as const

const ORIGIN = 'https://shop.example'

interface Timer {
  alarm: Alarm
  readonly due: () => void
}

export class Page implements Owner, Requester {
  readonly name: string
  readonly place: Place
  observer: Observer = NOBODY
  weather: Weather = FINE
  isOnline = true
  isHidden = false
  isGone = false
  /** Frozen, kept for later, or its machine asleep: nothing of it runs. */
  isSuspended = false
  /** How far its clock has been turned, in ms. */
  turned = 0
  /** Whether timers and `performance.now()` stand still while its machine sleeps: on many they do. */
  isStill = false
  /** Whether the shopper's settings forbid storage. */
  isStorageForbidden = false
  /** What it was answered, for a cache to answer again. */
  readonly answers: string[] = []
  readonly wires = new Set<Wire>()
  readonly posts = new Set<AbortController>()
  readonly timers = new Map<number, Timer>()
  readonly channels = new Set<{ close(): void }>()
  readonly #window = new Events()
  readonly #document = new Events()
  readonly #stored: Map<string, string>
  #backlog: (() => void)[] = []
  #lastTimer = 0
  #hiddenSince = 0
  #asleepSince = 0
  /** For how long its clock stood still, in ms. */
  #stood = 0

  /** `stored`: what an earlier page of the same tab left in its session. */
  constructor(name: string, place: Place, stored = new Map<string, string>()) {
    this.name = name
    this.place = place
    this.#stored = stored
  }

  get stored(): Map<string, string> {
    return this.#stored
  }

  /** Listeners that are still there. */
  get listening(): number {
    return this.#window.size + this.#document.size
  }

  /** Somebody can see it. */
  get isSeen(): boolean {
    return !this.isHidden && !this.isSuspended && !this.isGone
  }

  /** Of the next thing that goes one way. */
  readonly latency = (): number => this.place.random.between(...this.weather.latency)

  /** Runs it now, or when the page is no longer suspended. */
  task(run: () => void): void {
    if (this.isGone) return
    if (this.isSuspended) this.#backlog.push(run)
    else run()
  }

  hide(): void {
    if (this.isHidden) return
    this.#hiddenSince = this.place.clock.now
    this.isHidden = true
    this.observer.leaves('hidden')
    this.#tellDocument('visibilitychange')
  }

  show(): void {
    if (!this.isHidden) return
    this.isHidden = false
    this.observer.returns('shown')
    this.#tellDocument('visibilitychange')
  }

  /** The browser stops a page that is hidden. */
  freeze(): void {
    this.hide()
    this.#tellDocument('freeze')
    this.#suspend('frozen')
  }

  resume(): void {
    this.#wake('resumed')
    this.#tellDocument('resume')
    this.#flush()
  }

  /** The shopper goes on to another page, and this one is kept for when they come back. */
  keep(): void {
    this.observer.leaves('left')
    this.#tellWindow('pagehide', { persisted: true })
    this.hide()
    this.#tellDocument('freeze')
    this.#suspend('kept')
    // Whatever it holds still, the browser closes.
    for (const { page } of this.wires) page.gone(1006)
  }

  comeBack(): void {
    this.isHidden = false
    this.#wake('back')
    this.#tellDocument('resume')
    this.#tellWindow('pageshow', { persisted: true })
    this.#tellDocument('visibilitychange')
    this.#flush()
  }

  /** The machine sleeps, and tells nobody; the other ends of its sockets are forgotten if it is long. */
  sleep(): void {
    const { clock } = this.place
    this.#asleepSince = clock.now
    if (this.isStill) for (const { alarm } of this.timers.values()) clock.cancel(alarm)
    this.#suspend('asleep')
  }

  wake(): void {
    if (this.isStill) this.#goOn()
    this.#wake('awake')
    this.#flush()
  }

  goOffline(): void {
    this.isOnline = false
    for (const wire of this.wires) wire.die()
    this.task(() => this.#tellWindow('offline'))
  }

  goOnline(): void {
    this.isOnline = true
    this.task(() => {
      this.observer.returns('online')
      this.#tellWindow('online')
    })
  }

  /** The tab is closed, or goes on to a page for good. */
  leave(): void {
    if (!this.isSuspended) this.#tellWindow('pagehide', { persisted: false })
    this.isGone = true
    this.#backlog = []
    for (const { page } of [...this.wires]) page.vanish()
    for (const channel of [...this.channels]) channel.close()
    for (const request of this.posts) request.abort()
    for (const { alarm } of this.timers.values()) this.place.clock.cancel(alarm)
  }

  /** What the client finds there, in the order of PAGE_GLOBALS. */
  globals(): unknown[] {
    const page = this
    const { random, clock } = this.place
    const add: Events['add'] = (...listening) => this.#window.add(...listening)
    const remove: Events['remove'] = (...listening) => this.#window.remove(...listening)
    const now = () => BEGINNING + clock.now + page.turned
    const storage = this.#storage()
    const window: Record<(typeof PAGE_GLOBALS)[number], unknown> = {
      window: undefined,
      self: undefined,
      globalThis: undefined,
      document: {
        get hidden() {
          return page.isHidden
        },
        get visibilityState() {
          return page.isHidden ? 'hidden' : 'visible'
        },
        addEventListener: (...listening: Parameters<Events['add']>) =>
          this.#document.add(...listening),
        removeEventListener: (...listening: Parameters<Events['remove']>) =>
          this.#document.remove(...listening),
      },
      navigator: {
        get onLine() {
          return page.isOnline
        },
      },
      location: { origin: ORIGIN, href: `${ORIGIN}/thanks`, protocol: 'https:' },
      WebSocket: socketsOf(this),
      fetch: (url: string, init: Init = {}) => post(this, url, init),
      setTimeout: (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
        this.#setTimer(() => run(...given), ms, false),
      clearTimeout: (id: number | undefined) => this.#clearTimer(id),
      setInterval: (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
        this.#setTimer(() => run(...given), ms, true),
      clearInterval: (id: number | undefined) => this.#clearTimer(id),
      Date: dateOf(now),
      Math: mathOf(random.next),
      performance: { now: () => clock.now - page.#stood, timeOrigin: BEGINNING },
      addEventListener: add,
      removeEventListener: remove,
      BroadcastChannel: channelsOf(this),
      sessionStorage: storage,
      localStorage: storage,
      console: consoleOf(this),
      AbortSignal,
    }
    window.window = window.self = window.globalThis = window
    return PAGE_GLOBALS.map((name) => window[name])
  }

  #suspend(how: string): void {
    this.isSuspended = true
    this.observer.leaves(how)
  }

  #wake(how: string): void {
    this.isSuspended = false
    this.observer.returns(how)
  }

  /** Where its clock stood. */
  #goOn(): void {
    const { clock } = this.place
    this.#stood += clock.now - this.#asleepSince
    for (const timer of this.timers.values()) {
      timer.alarm = clock.after(timer.alarm.at - this.#asleepSince, timer.due)
    }
  }

  /** What was due meanwhile, in its order, one task after the other. */
  #flush(): void {
    const backlog = this.#backlog
    this.#backlog = []
    for (const run of backlog) this.place.clock.after(0, () => this.task(run))
  }

  #tellWindow(type: string, event: object = {}): void {
    this.#window.tell(type, event)
  }

  /** As it passes: down through the window, at the document, and up again. */
  #tellDocument(type: string): void {
    if (this.isSuspended) return
    this.#window.tell(type, {}, 'capture')
    this.#document.tell(type, {})
    this.#window.tell(type, {}, 'bubble')
  }

  #setTimer(run: () => void, ms: number, isRepeated: boolean): number {
    const id = ++this.#lastTimer
    const wait = Math.max(1, Number.isFinite(ms) ? Math.floor(ms) : 1)
    const fire = () => {
      const timer = this.timers.get(id)
      if (!timer) return
      if (isRepeated) timer.alarm = this.place.clock.after(wait, due)
      else this.timers.delete(id)
      run()
    }
    const due = () => {
      const late = this.#throttled()
      if (late === 0) return this.task(fire)
      const timer = this.timers.get(id)
      if (timer) timer.alarm = this.place.clock.after(late, due)
    }
    this.timers.set(id, { alarm: this.place.clock.after(wait, due), due })
    return id
  }

  #clearTimer(id: number | undefined): void {
    const timer = this.timers.get(id ?? 0)
    this.place.clock.cancel(timer?.alarm)
    this.timers.delete(id ?? 0)
  }

  /** How much later a timer of a hidden page runs, in ms. */
  #throttled(): number {
    if (!this.isHidden || this.isSuspended) return 0
    const { now } = this.place.clock
    const step = now - this.#hiddenSince > HARD_AFTER ? THROTTLED_HARD : THROTTLED
    return (step - (now % step)) % step
  }

  /** By its methods, or as an object: pages use both. */
  #storage(): object {
    const stored = this.#stored
    const allowed = (): void => {
      if (this.isStorageForbidden) throw new DOMException('Storage is off.', 'SecurityError')
    }
    const methods: Record<string, unknown> = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: unknown) => void stored.set(key, String(value)),
      removeItem: (key: string) => void stored.delete(key),
    }
    return new Proxy(methods, {
      get(_, key) {
        allowed()
        return methods[String(key)] ?? stored.get(String(key))
      },
      set(_, key, value) {
        allowed()
        stored.set(String(key), String(value))
        return true
      },
    })
  }
}

function socketsOf(page: Page): unknown {
  const { clock, random, server } = page.place

  function dial(url: string): PageSocket {
    page.observer.dials(url)
    const wire = new Wire(page, url)
    page.wires.add(wire)
    const { sockets } = page.weather
    if (!page.isOnline || sockets === 'refused') wire.down.carry(() => wire.page.gone(1006))
    else if (sockets !== 'swallowed') {
      clock.after(page.latency(), () => {
        if (!server.isUp) return wire.down.carry(() => wire.page.gone(1006))
        wire.down.carry(() => wire.page.opened())
        clock.after(page.latency(), () => {
          if (sockets === 'mute' || sockets === 'deaf') wire.up.isDead = true
        })
        server.connect(wire)
        if (sockets === 'brief') clock.after(random.between(...BRIEF), () => wire.break())
        if (sockets === 'mute' || sockets === 'dumb') wire.down.losing = Infinity
      })
    }
    return wire.page
  }
  return Object.assign(dial, {
    CONNECTING: PageSocket.CONNECTING,
    OPEN: PageSocket.OPEN,
    CLOSING: PageSocket.CLOSING,
    CLOSED: PageSocket.CLOSED,
  })
}

function channelsOf(page: Page): unknown {
  const { clock, channels } = page.place

  function open(name: string): object {
    const all = channels.get(name) ?? new Set()
    channels.set(name, all)
    const heard = new Events()
    const channel = {
      name,
      onmessage: null as ((event: object) => void) | null,
      addEventListener: (...listening: Parameters<Events['add']>) => heard.add(...listening),
      removeEventListener: (...listening: Parameters<Events['remove']>) =>
        heard.remove(...listening),
      postMessage(data: unknown) {
        if (!all.has(end)) throw new DOMException('Channel is closed', 'InvalidStateError')
        const copy = structuredClone(data)
        clock.after(1, () => {
          for (const other of all) if (other !== end) other.hear(copy)
        })
      },
      close() {
        all.delete(end)
        page.channels.delete(channel)
      },
    }
    const end = {
      hear: (data: unknown) =>
        page.task(() => {
          if (!all.has(end)) return
          page.observer.learns()
          channel.onmessage?.({ type: 'message', data })
          heard.tell('message', { data })
        }),
    }
    all.add(end)
    page.channels.add(channel)
    return channel
  }
  return open
}

/** `new` on a function that answers with an object answers with that object. */
function dateOf(now: () => number): unknown {
  function date(...given: unknown[]): Date {
    return given.length === 0 ? new Date(now()) : Reflect.construct(Date, given)
  }
  return Object.assign(date, { now, parse: Date.parse, UTC: Date.UTC })
}

const mathOf = (random: () => number): unknown => Object.create(Math, { random: { value: random } })

function consoleOf(page: Page): object {
  const log = (...said: unknown[]) => page.observer.logs(said.map((each) => textOf(each)).join(' '))
  return { log, debug: log, info: log, warn: log, error: log }
}

function textOf(said: unknown): string {
  if (said instanceof Error) return String(said.stack)
  return typeof said === 'string' ? said : (JSON.stringify(said) ?? String(said))
}
