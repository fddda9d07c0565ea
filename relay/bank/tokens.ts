import type { Reply } from './tongue.ts'

/** Where nobody says how long one is good. In ms. */
const HOUR = 3_600_000

/** The tokens that are given out for one provider: one is good at a time, for as long as it was last said to be. */
export class Tokens {
  readonly #name: string
  #count = 1
  #until = Infinity

  constructor(name: string) {
    this.#name = name
  }

  /** The one that is good, or would be given out. */
  at(now: number): string {
    if (now >= this.#until) {
      this.#count += 1
      this.#until = Infinity
    }
    return `token-${this.#name}-${this.#count}`
  }

  /** `life` in ms: it is good for no longer. */
  gives({ body }: Reply, now: number, life = Infinity): void {
    this.#until = now + Math.min(lifeIn(body, now), life)
  }
}

/** As providers say it: a number here, a text there, and a time elsewhere. In seconds. */
function lifeIn(body: Reply['body'], now: number): number {
  const said: Readonly<Record<string, unknown>> = typeof body === 'string' ? {} : { ...body }
  if (said.expires_at !== undefined) return Number(said.expires_at) * 1000 - now
  return said.expires_in === undefined ? HOUR : Number(said.expires_in) * 1000
}
