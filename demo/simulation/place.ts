/** Where pages live: what all of them share. */

import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Wire } from './wire.ts'

/** What a relay answers to a request. */
export interface Reply {
  status: number
  body: string
  retryAfter: string | null
}

/** The relay, as the network has it. */
export interface Upstream {
  readonly isUp: boolean
  connect(wire: Wire): void
  /** Answers a poll. Rejects where the relay dies meanwhile. */
  answer(body: string, signal: AbortSignal): Promise<Reply>
}

export interface Place {
  readonly clock: Clock
  readonly random: Random
  readonly server: Upstream
  /** Of the browser, by name. */
  readonly channels: Map<string, Set<{ hear(data: unknown): void }>>
  /** What the relay says, to whomever, by socket or poll. */
  relaySays(text: string): void
  /** For the trace. */
  note(who: string, what: string): void
}

/** The moment at which every run begins, in ms since 1970. */
export const BEGINNING = Date.UTC(2026, 10, 21, 8)
