/** How each provider has answered lately: one that is out of reach is left alone, one that knows nothing is asked warily. */

import {
  answered,
  asking as mayAsk,
  CLOSED,
  failed,
  type Breaker,
} from '../reconciliation/breaker.ts'
import type { Limit } from '../reconciliation/rate.ts'
import type { AskOutcome, Tell } from '../telemetry/happening.ts'
import type { Askable } from './askable.ts'
import type { Inquiry } from './inquiry.ts'

/** Of one that has answered nothing but that there is no such payment, so many questions are enough to wonder. */
const SUSPICIOUS = 20

/** And this is fast enough until it knows one. */
const WARY: Limit = { perMinute: 1, burst: 1 }

/** By which it is judged. */
type Sign = Pick<Inquiry, 'outcome' | 'why'> & Partial<Pick<Inquiry, 'exchanges'>>

export class Health {
  readonly #tell: Tell
  readonly #wary: Limit
  readonly #breakers = new Map<string, Breaker>()
  /** How often one that has known no payment yet has said so. */
  readonly #absences = new Map<string, number>()
  /** Of which it was told that callbacks wait in vain. */
  readonly #unverified = new Set<string>()

  /** `wary`: how often one is asked that has known nothing yet. */
  constructor(tell: Tell, wary: Limit = WARY) {
    this.#tell = tell
    this.#wary = wary
  }

  /** Until when it is left alone, in ms since 1970. Undefined: it may be asked at `now`. */
  restsUntil(id: string, now: number): number | undefined {
    const { open } = this.#of(id)
    return open && !mayAsk(this.#of(id), now) ? open.until : undefined
  }

  /** It did not answer lately: one question finds out whether it does. */
  isDoubtful(id: string): boolean {
    return this.#of(id).open !== undefined
  }

  /** Whether a question may leave at `now`, which then has left. */
  begin(id: string, now: number): boolean {
    const next = mayAsk(this.#of(id), now)
    if (next) this.#breakers.set(id, next)
    return next !== undefined
  }

  /** What came of it. */
  note(id: string, inquiry: Sign, now: number): void {
    const { outcome, why = '' } = inquiry
    const before = this.#of(id)
    const after = isDown(inquiry) ? failed(before, now) : answered()
    this.#breakers.set(id, after)
    if (after.open && !before.open) this.#tell({ type: 'provider_unreachable', provider: id, why })
    if (before.open && !after.open) this.#tell({ type: 'provider_reachable', provider: id })

    if (outcome === 'answered') {
      this.#absences.set(id, -Infinity)
      this.#unverified.delete(id)
    }
    if (outcome !== 'absent') return
    const count = (this.#absences.get(id) ?? 0) + 1
    this.#absences.set(id, count)
    if (count === SUSPICIOUS) this.#tell({ type: 'asks_all_absent', provider: id, asks: count })
  }

  /** A callback waits in vain for what it says of the order: one is told, for the others wait for the same. */
  callbackWaits(id: string, order: string, outcome: AskOutcome): void {
    if (this.#unverified.has(id)) return
    this.#unverified.add(id)
    this.#tell({ type: 'callback_unverified', provider: id, order, outcome })
  }

  limitOf({ provider: { id }, asking }: Askable): Limit {
    return (this.#absences.get(id) ?? 0) < SUSPICIOUS ? asking.rate : this.#wary
  }

  #of(id: string): Breaker {
    return this.#breakers.get(id) ?? CLOSED
  }
}

/** Nobody answered, or somebody in front of the provider did. 500 is what Daraja says of a prompt that waits. */
const isDown = ({ outcome, exchanges = [] }: Sign): boolean =>
  outcome === 'unreachable' ||
  (outcome !== 'answered' && exchanges.some(({ status = 0 }) => GATEWAY.has(status)))

const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504])
