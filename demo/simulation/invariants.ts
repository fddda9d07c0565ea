/**
 * What must hold whatever happens, watched page by page. All of it is seen from outside: what the page
 * sends, is told and shows.
 */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Observer } from './observer.ts'
import type { Page } from './page.ts'

export const PROMISES = {
  forward: 'a page shows no lower version of an epoch, and returns to no epoch that it left',
  truthful: 'a page shows nothing that the relay did not say',
  converges: 'once the network is well, every page that is seen shows the truth in time',
  prompt: 'a page that comes back, or is live, shows the truth at once',
  once: 'nothing is told to listeners twice, and what is told is what is shown',
  clean: 'nothing survives the end of all that is followed',
  released: 'what ends it by a signal is let go of',
  calm: 'no busy loop',
  quiet:
    'no traffic from a page that nobody has seen for a minute, nothing held by one that is put away',
  patient: 'neither socket nor poll before the time that the relay gave',
  discreet: 'no token in a console or an address',
  single: 'no polling while the socket is live',
  doubtful: 'a page that has seen more money than there is now says so',
} as const

export type Promised = keyof typeof PROMISES

export interface Violation {
  promise: Promised
  what: string
}

/** Attempts in a minute that nothing from outside gave reason for. */
const ATTEMPTS = 26
/** And so many more for each reason. */
const ATTEMPTS_EACH = 3
const MINUTE = 60_000

/** A hidden page may go on for so long, and a timer of it may be late. In ms. */
const HIDDEN = MINUTE + 1_500

/** How long a doubt must last before a page polls beside a socket, and is a reason to. In ms. */
const DOUBT = 500
const DOUBT_LASTS = 15_000

/** So long nothing is heard of a live relay, in ms: a heartbeat. */
const SILENCE = 25_000

/** No client waits longer for a server that asks it to, in ms. */
const LONGEST_WAIT = 5 * MINUTE

/** Every token of the simulation has this in it. */
const TOKEN = /\beyJ[\w-]+\.eyJ|\.signed/

/** What the relay has said of orders, to whomever. */
export class Said {
  readonly #said = new Set<string>()

  hear(text: string): void {
    if (!text.includes('"status"')) return
    const said = JSON.parse(text)
    const frames = said.frames ?? [said]
    for (const { type, order, orders = [] } of frames) {
      // What came of asking a provider says nothing of an order.
      if (type === 'checked') continue
      for (const each of order ? [order] : orders) if (each.status) this.note(each)
    }
  }

  note(snapshot: Snapshot): void {
    this.#said.add(nameOf(snapshot))
  }

  includes(snapshot: Snapshot): boolean {
    return this.#said.has(nameOf(snapshot))
  }
}

const nameOf = ({ id, epoch, version, status }: Snapshot): string =>
  `${id} ${epoch}.${version} ${status}`

/** One order that a page follows, as it was shown so far. */
export class Shown {
  readonly #watch: Watch
  readonly #left = new Set<string>()
  #promised = 0
  snapshot: Snapshot | undefined

  constructor(watch: Watch) {
    this.#watch = watch
  }

  change(next: Snapshot, isDoubtful: boolean): void {
    const { snapshot: before } = this
    if (before && before.epoch !== next.epoch) {
      this.#left.add(before.epoch)
      this.#promised = Math.max(this.#promised, before.amountReceived)
    }
    this.snapshot = next
    this.#watch.shown(`${nameOf(next)}`)
    if (before && before.epoch === next.epoch && before.version === next.version) {
      this.#watch.fail('once', `${nameOf(next)} was told twice`)
    }
    if (before && before.epoch === next.epoch && before.version > next.version) {
      this.#watch.fail('forward', `${nameOf(next)} after version ${before.version}`)
    }
    if (this.#left.has(next.epoch)) {
      this.#watch.fail('forward', `${nameOf(next)} of an epoch that was left`)
    }
    if (!this.#watch.said.includes(next)) {
      this.#watch.fail('truthful', `${nameOf(next)} was never said`)
    }
    if (isDoubtful !== next.amountReceived < this.#promised) {
      const now = `${next.amountReceived} of ${this.#promised}`
      this.#watch.fail('doubtful', `${nameOf(next)}: ${now}, and isDoubtful is ${isDoubtful}`)
    }
  }
}

export type Fail = (promise: Promised, what: string) => void

export class Watch implements Observer {
  readonly fail: Fail
  readonly said: Said
  readonly #page: Page
  readonly #isBackground: boolean
  /** Nothing is to be sent before then; and by then at the latest, something may be. */
  notBefore = 0
  toldUntil = 0
  isOver = false
  /** Frames by which it was told of orders. */
  readonly frames: string[] = []
  #attempts: number[] = []
  #reasons: number[] = []
  /** The relay has answered on the socket. */
  #isLive = false
  #heardAt = 0
  #unansweredSince: number | undefined
  /** Pings without an answer. */
  #pings = 0
  /** When it came back, lately. */
  #returns: number[] = []
  /** As the page's clock was when we looked last. */
  #turned = 0
  #hiddenSince: number | undefined
  #suspendedAt: number | undefined
  #polledHiddenAt = -Infinity

  constructor(page: Page, said: Said, isBackground: boolean, fail: Fail) {
    this.#page = page
    this.said = said
    this.#isBackground = isBackground
    this.fail = (promise, what) => fail(promise, `${page.name}: ${what}`)
  }

  get #now(): number {
    return this.#page.place.clock.now
  }

  dials(url: string): void {
    this.#note(`opens ${url}`)
    this.#attempt('socket', url)
  }

  polls(url: string): void {
    this.#note(`polls ${url}`)
    if (this.#isLive && !this.#isInDoubt()) this.fail('single', 'polls while the socket is live')
    this.#attempt('poll', url)
  }

  sends(text: string): void {
    this.#note(`sends ${text}`)
    this.#unansweredSince ??= this.#now
    if (text.includes('"ping"')) this.#pings++
    this.#traffic('frame')
  }

  opened(): void {
    this.#note('socket open')
    this.#answered()
  }

  hears(text: string): void {
    this.#note(`hears ${text.slice(0, 150)}`)
    this.#heardAt = this.#now
    if (text.includes('"pong"') && this.#pings > 0) this.#pings--
    // Anything else may have been on its way before it was asked.
    if (this.#pings === 0) this.#answered()
    if (text.includes('"status"')) this.frames.push(text)
    if (text.startsWith('{"type":"subscribed"')) this.#isLive = true
    if (text.startsWith('{"type":"drain"')) {
      const { after, spread } = JSON.parse(text)
      this.#told(after, spread)
    }
    if (this.#isUnseen()) this.fail('quiet', 'a page hidden for long is on a socket still')
  }

  closed(): void {
    this.#note('socket closed')
    this.#isLive = false
  }

  answered(status: number, retryAfter: string | null, body: string): void {
    const asked = retryAfter === null ? '' : ` Retry-After: ${retryAfter}`
    this.#note(`is answered ${status}${asked} ${body.slice(0, 150)}`)
    const seconds = Number(retryAfter ?? 0)
    if (seconds > 0) this.#told(Math.min(seconds * 1000, LONGEST_WAIT), 0)
    if (body.includes('"status"')) this.#reasons.push(this.#now)
  }

  learns(): void {
    this.#reasons.push(this.#now)
  }

  returns(how: string): void {
    this.#note(how)
    this.#returned()
    const suspended = this.#now - (this.#suspendedAt ?? this.#now)
    if (!this.#page.isHidden) this.#hiddenSince = undefined
    // While it was suspended, it could do nothing about it.
    else this.#hiddenSince = (this.#hiddenSince ?? 0) + suspended
    // Where its clock stood still, it waits as long again.
    if (how === 'awake' && this.#page.isStill) this.toldUntil += suspended
    this.#suspendedAt = undefined
  }

  leaves(how: string): void {
    this.#note(how)
    if (how === 'hidden') this.#hiddenSince = this.#now
    else if (how !== 'left') this.#suspendedAt = this.#now
    if (how === 'frozen' || how === 'kept') this.#holdsNothing(how)
  }

  logs(line: string): void {
    this.#note(`logs ${line}`)
    if (TOKEN.test(line)) this.fail('discreet', `wrote ${line}`)
  }

  shown(what: string): void {
    this.#note(`shows ${what}`)
    this.#reasons.push(this.#now)
  }

  /** What the page follows has changed by its own doing. */
  changed(what: string): void {
    this.#note(what)
    // What it starts anew knows nothing of earlier times.
    this.#returned()
  }

  /** Whatever it followed has ended: nothing may be left, and nothing may follow. */
  ended(): void {
    this.#note('followed nothing any more')
    const { timers, posts, channels, wires, listening } = this.#page
    const sockets = [...wires].filter(({ page }) => page.isHeld)
    const left = {
      timers: timers.size,
      polls: posts.size,
      channels: channels.size,
      sockets: sockets.length,
      listeners: listening,
    }
    const names = Object.entries(left).filter(([, count]) => count > 0)
    if (names.length > 0) this.fail('clean', names.map(([name, n]) => `${n} ${name}`).join(', '))
    this.isOver = true
  }

  begins(): void {
    this.isOver = false
    // Nor does it know what it saw before, and must not be told it as new.
    this.frames.length = this.#page.answers.length = 0
    // Who begins anew was told nothing.
    this.notBefore = 0
  }

  #attempt(kind: string, url: string): void {
    if (TOKEN.test(url)) this.fail('discreet', `asked ${url}`)
    if (this.#now < this.notBefore) {
      const early = this.notBefore - this.#now
      this.fail('patient', `${kind} ${early} ms before the relay allowed it`)
    }
    this.#traffic(kind)
    this.#attempts = recent([...this.#attempts, this.#now], this.#now)
    this.#reasons = recent(this.#reasons, this.#now)
    const limit = ATTEMPTS + ATTEMPTS_EACH * this.#reasons.length
    if (this.#attempts.length > limit) {
      const count = `${this.#attempts.length} attempts in a minute`
      this.fail('calm', `${count}, and ${this.#reasons.length} reasons`)
    }
  }

  #traffic(kind: string): void {
    if (this.isOver) this.fail('clean', `${kind} after the end`)
    if (!this.#isUnseen()) return
    if (this.#isBackground && kind === 'poll') {
      const since = this.#now - this.#polledHiddenAt
      this.#polledHiddenAt = this.#now
      if (since >= MINUTE - 5_000) return
    }
    this.fail('quiet', `${kind} of a page hidden for ${this.#hiddenFor()} ms`)
  }

  #hiddenFor(): number {
    return this.#hiddenSince === undefined ? 0 : this.#now - this.#hiddenSince
  }

  #isUnseen(): boolean {
    return this.#hiddenFor() > HIDDEN
  }

  #answered(): void {
    // What lay in a queue while it slept is no answer to who wakes.
    if (this.#returns.includes(this.#now)) return
    this.#unansweredSince = undefined
    this.#pings = 0
  }

  #returned(): void {
    this.#returns = [...this.#returns.filter((at) => this.#now - at <= DOUBT_LASTS), this.#now]
    this.#reasons.push(this.#now)
  }

  #isInDoubt(): boolean {
    // A clock that was turned looks like sleep: what is heard after that may be from before, for all that a page knows.
    const { turned } = this.#page
    if (turned !== this.#turned) this.#returns.push(this.#now - DOUBT)
    this.#turned = turned
    const isBack = (at: number) => this.#now - at >= DOUBT && this.#now - at <= DOUBT_LASTS
    if (this.#returns.some(isBack)) return true
    const unanswered = this.#now - (this.#unansweredSince ?? this.#now)
    return unanswered >= DOUBT || this.#now - this.#heardAt >= SILENCE + DOUBT
  }

  #told(after: number, spread: number): void {
    this.notBefore = Math.max(this.notBefore, this.#now + after)
    this.toldUntil = Math.max(this.toldUntil, this.#now + after + spread)
  }

  #holdsNothing(how: string): void {
    const { channels, wires } = this.#page
    const sockets = [...wires].filter(({ page }) => page.isHeld)
    if (sockets.length > 0) this.fail('quiet', `${how} with a socket`)
    if (channels.size > 0) this.fail('quiet', `${how} with a channel`)
  }

  #note(what: string): void {
    this.#page.place.note(this.#page.name, what)
  }
}

const recent = (times: number[], now: number): number[] =>
  times.filter((time) => time > now - MINUTE)
