import { orderOf, type Shop } from './shop.ts'

/** Numbers of orders: they count up, and none comes twice, however often the demo was started on its store. */
export class Numbers {
  /** What the terminal speaks of. It is registered when somebody comes: by then, its time would have run out. */
  readonly first: string
  readonly #shop: Shop
  #isFirstFree = true
  #next: number

  static async of(shop: Shop): Promise<Numbers> {
    let next = await shop.nextNumber()
    while (await shop.order(orderOf(next))) next++
    return new Numbers(shop, next)
  }

  private constructor(shop: Shop, next: number) {
    this.#shop = shop
    this.first = orderOf(next)
    this.#next = next + 1
  }

  /** The first, unless somebody has it. */
  get free(): string | null {
    return this.#isFirstFree ? this.first : null
  }

  /** For somebody who comes: the first visitor's is the first. */
  async take(): Promise<string> {
    if (!this.#isFirstFree) return this.#unused()
    this.#isFirstFree = false
    return this.first
  }

  /** Somebody named it. */
  taken(id: string): void {
    if (id === this.first) this.#isFirstFree = false
  }

  /** Whoever names an order of their own may have any: those are passed over as they are met, and lead nowhere. */
  async #unused(): Promise<string> {
    for (;;) {
      const id = orderOf(this.#next++)
      if (!(await this.#shop.order(id))) return id
    }
  }
}
