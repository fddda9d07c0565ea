/** What happens on the stage, for the page that tells it: who said what to whom, and what came of it. */

export interface Happening {
  id: string
  /** In ms since 1970. */
  at: number
  lane: 'phone' | 'shop' | 'provider' | 'relay'
  text: string
  tone: 'good' | 'bad' | 'care' | 'plain'
  /** The id of what led to it. */
  cause?: string
  request?: Sent
  answer?: Answer
  /** The same request, for a terminal. */
  curl?: string
}

export interface Sent {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

export interface Answer {
  status: number
  body: string
  /** How long it took, where whoever waited says so. */
  ms?: number
}

/** Without a time: now. */
export type Told = Omit<Happening, 'id' | 'at'> & { at?: number }

/** More is forgotten, the oldest first. */
export const MOST = 2_000

export class Happenings {
  /** Without an order: it concerns all. */
  readonly #all: { order: string | undefined; happening: Happening }[] = []
  readonly #listeners = new Set<{ order: string; hear: (happening: Happening) => void }>()
  /** Ids of one run of the demo are none of another's. */
  readonly #run = Date.now().toString(36)
  #count = 0

  tell(order: string | undefined, told: Told): Happening {
    const happening = { id: `${this.#run}-${++this.#count}`, at: Date.now(), ...told }
    this.#all.push({ order, happening })
    if (this.#all.length > MOST) this.#all.shift()
    for (const each of this.#listeners) {
      if (order === undefined || order === each.order) each.hear(happening)
    }
    return happening
  }

  /** What was told of it, the oldest first: all, or what came after `last`. */
  of(order: string, last?: string): Happening[] {
    const told = this.#all.filter((each) => each.order === order).map(({ happening }) => happening)
    return told.slice(told.findIndex(({ id }) => id === last) + 1)
  }

  /** Whether some page looks on. */
  get isWatched(): boolean {
    return this.#listeners.size > 0
  }

  /** Until the returned function is called. */
  listen(order: string, hear: (happening: Happening) => void): () => void {
    const listener = { order, hear }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
