import { orderOf, type Shop } from './shop.ts'

/** Numbers of orders: they count up, and none comes twice, however often the demo was started on its store. */
export class Numbers {
  /** What the terminal speaks of. It is registered when somebody comes: by then, its time would have run out. */
  readonly first: string
  #isFirstFree = true
  #next: number

  static async of(shop: Shop): Promise<Numbers> {
    return new Numbers(await shop.nextNumber())
  }

  private constructor(next: number) {
    this.first = orderOf(next)
    this.#next = next + 1
  }

  /** The first, unless somebody has it. */
  get free(): string | null {
    return this.#isFirstFree ? this.first : null
  }

  /** For somebody who comes: the first visitor's is the first. */
  take(): string {
    if (!this.#isFirstFree) return orderOf(this.#next++)
    this.#isFirstFree = false
    return this.first
  }

  /** Somebody named it. */
  taken(id: string): void {
    if (id === this.first) this.#isFirstFree = false
    this.#next = Math.max(this.#next, numberOf(id) + 1)
  }
}

const numberOf = (id: string): number => Number(id.replace(/\D/g, ''))
