/** What carries the nodes' words to each other: it may lose, repeat and reorder them, and cut a node off. */

import type { Session, SessionListener } from '../../../relay/nodes/line.ts'
import type { Place } from '../place.ts'
import type { Process } from '../process.ts'

/** One way, in ms. */
const SOUND = [1, 20] as const
const LATE = [1, 4_000] as const

/** To begin a session, in ms. */
const BEGINNING = [1, 30] as const

/** The end of a node's process. */
export interface End {
  readonly process: Process
  readonly isCutFromOthers: boolean
}

export class Exchange {
  readonly #place: Place
  readonly #sessions = new Map<SessionListener, End>()
  /** How many words are lost, repeated and late, of 1. */
  losing = 0
  repeating = 0
  late = 0

  constructor(place: Place) {
    this.#place = place
  }

  /** All that is said arrives at once. */
  get isSound(): boolean {
    return this.losing + this.late === 0
  }

  /** Begins a session for this node. */
  readonly connect = async (end: End, listener: SessionListener): Promise<Session> => {
    await this.#pass(end)
    if (end.isCutFromOthers) throw new Error('CUT')
    this.#sessions.set(listener, end)
    return {
      say: async (text) => this.#say(end, text),
      end: async () => void this.#sessions.delete(listener),
    }
  }

  /** It is told that its session has ended. */
  cut(end: End): void {
    for (const listener of this.#leave(end)) listener.ended(new Error('CUT'))
  }

  /** Its process is gone. */
  forget(end: End): void {
    this.#leave(end)
  }

  #leave(end: End): SessionListener[] {
    const gone = [...this.#sessions].filter(([, each]) => each === end).map(([each]) => each)
    for (const listener of gone) this.#sessions.delete(listener)
    return gone
  }

  #say(from: End, text: string): void {
    const { random } = this.#place
    if (from.isCutFromOthers) return
    for (const [listener, end] of this.#sessions) {
      if (random.chance(this.losing)) continue
      this.#bring(listener, end, text)
      if (random.chance(this.repeating)) this.#bring(listener, end, text)
    }
  }

  #bring(listener: SessionListener, end: End, text: string): void {
    const { clock, random } = this.#place
    const within: readonly [number, number] = random.chance(this.late) ? LATE : SOUND
    clock.after(random.between(...within), () => {
      if (this.#sessions.has(listener) && !end.isCutFromOthers) listener.hear(text)
    })
  }

  /** Who has died meanwhile waits for ever. */
  #pass({ process }: End): Promise<void> {
    const { clock, random } = this.#place
    return new Promise((resolve) => {
      clock.after(random.between(...BEGINNING), () => process.isAlive && resolve())
    })
  }
}
