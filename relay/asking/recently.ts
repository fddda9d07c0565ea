/** What was done lately, by name: for who would do it again too soon. It holds no more than it says. */

/** So many names. */
const MOST = 10_000

export class Recently<T> {
  readonly #all = new Map<string, { at: number; value: T }>()
  readonly #age: number

  /** For so long, in ms. */
  constructor(age: number) {
    this.#age = age
  }

  /** `at` in ms since 1970. */
  set(name: string, value: T, at: number): void {
    this.#all.delete(name)
    this.#all.set(name, { at, value })
    const [oldest] = this.#all.keys()
    if (this.#all.size > MOST && oldest !== undefined) this.#all.delete(oldest)
  }

  get(name: string, now: number): { at: number; value: T } | undefined {
    const known = this.#all.get(name)
    // A clock may be set back.
    return known && Math.abs(now - known.at) < this.#age ? known : undefined
  }
}
