/** What is remembered of so many, by name: of more, those that were set least lately are forgotten. */
export class Newest<T> {
  readonly #most: number
  readonly #all = new Map<string, T>()

  constructor(most: number) {
    this.#most = most
  }

  get(name: string): T | undefined {
    return this.#all.get(name)
  }

  set(name: string, value: T): void {
    this.#all.delete(name)
    this.#all.set(name, value)
    if (this.#all.size <= this.#most) return
    const [eldest] = this.#all.keys()
    if (eldest !== undefined) this.#all.delete(eldest)
  }
}
