/** So many of a kind are told, and the rest is counted: what strangers cause must not fill a disk. Pure. */

/** Of each kind, until the next sum. */
export const TOLD = 10

export class Sampler<Kind> {
  #seen = new Map<Kind, number>()

  /** Whether this one of its kind is told. */
  takes(kind: Kind): boolean {
    const seen = (this.#seen.get(kind) ?? 0) + 1
    this.#seen.set(kind, seen)
    return seen <= TOLD
  }

  /** How many of each kind were not told since it was asked last. From now on each kind is told again. */
  next(): [Kind, number][] {
    const untold = [...this.#seen].filter(([, seen]) => seen > TOLD)
    this.#seen = new Map()
    return untold.map(([kind, seen]) => [kind, seen - TOLD])
  }
}
