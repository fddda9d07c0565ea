/** A line on which all nodes hear what each says. Where it breaks off, it is taken up again, for ever. */

import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A connection that has begun. */
export interface Session {
  /** Rejects where it was not said. */
  say(text: string): Promise<void>
  end(): Promise<void>
}

export interface SessionListener {
  /** What is said, by ourselves as well. */
  hear(text: string): void
  /** Nothing is heard any more. */
  ended(why: unknown): void
}

/** Begins a session. Rejects where nobody is reached, in seconds. */
export type Connect = (listener: SessionListener) => Promise<Session>

interface LineListener {
  hear(text: string): void
  /** Once for however many tries fail. */
  lost(why: string): void
  back(): void
}

/** Between two tries, in ms: the first, and each. */
const SHORTEST = 100
const LONGEST = 10_000

/** How often we look whether we hear ourselves, and how long that may take. In ms. */
const PROVED_EVERY = 25_000
const PROVED_WITHIN = 10_000

export class Line {
  readonly #connect: Connect
  readonly #listener: LineListener
  readonly #echo: string
  readonly #closing = new AbortController()
  readonly #done: Promise<void>
  #session: Session | undefined
  #hung: NodeJS.Timeout | undefined
  #wasLost = false

  /** `echo`: what is said to hear ourselves. */
  constructor(connect: Connect, echo: string, listener: LineListener) {
    this.#connect = connect
    this.#echo = echo
    this.#listener = listener
    this.#done = this.#keep()
  }

  get isConnected(): boolean {
    return this.#session !== undefined
  }

  /** To all who listen; lost where nobody is reached. */
  say(text: string): void {
    this.#session?.say(text).catch(() => {})
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#done
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing
    const closed = once(signal, 'abort')
    for (let tries = 0; !signal.aborted; tries++) {
      const { promise: ended, resolve: end } = Promise.withResolvers<unknown>()
      let why: unknown
      try {
        const begun = this.#connect({ hear: (text) => this.#hear(text), ended: end })
        const session = await Promise.race([begun, closed])
        if (!('say' in session)) return void begun.then((late) => late.end()).catch(() => {})
        tries = 0
        why = await this.#listenTo(session, end, Promise.race([ended, closed]))
      } catch (error) {
        why = error
      }
      if (signal.aborted) return
      if (!this.#wasLost) this.#listener.lost(inAWord(why))
      this.#wasLost = true
      await delay(pause(tries), undefined, { signal, ref: false }).catch(() => {})
    }
  }

  async #listenTo(
    session: Session,
    end: (why: unknown) => void,
    ended: Promise<unknown>,
  ): Promise<unknown> {
    this.#session = session
    this.#wasLost = false
    const proof = setInterval(() => {
      // A connection may be gone without either end being told.
      this.#hung ??= setTimeout(end, PROVED_WITHIN, new Error('SILENT')).unref()
      this.say(this.#echo)
    }, PROVED_EVERY).unref()
    this.#listener.back()
    const why = await ended
    clearInterval(proof)
    this.#isHeard()
    this.#session = undefined
    await session.end().catch(() => {})
    return why
  }

  #hear(text: string): void {
    if (text === this.#echo) this.#isHeard()
    else this.#listener.hear(text)
  }

  #isHeard(): void {
    clearTimeout(this.#hung)
    this.#hung = undefined
  }
}

/** Longer each time, and never the same: what was lost together does not come back together. */
function pause(tries: number): number {
  const longest = Math.min(SHORTEST * 2 ** tries, LONGEST)
  return longest / 2 + (Math.random() * longest) / 2
}

/** What an error is called, such as ECONNREFUSED or WRONGPASS. The rest of it may name an address, or a password. */
function inAWord(why: unknown): string {
  if (!(why instanceof Error)) return 'ENDED'
  const code = 'code' in why && typeof why.code === 'string' ? why.code : undefined
  return code ?? /^[A-Z]{3,}(?=\s|$)/.exec(why.message)?.[0] ?? why.name
}
