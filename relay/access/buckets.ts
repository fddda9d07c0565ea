/** A bucket for each who takes from one: whoever has taken nothing for long is forgotten. */

import { Bucket } from './bucket.ts'

export class Buckets {
  readonly #size: number
  readonly #perSecond: number
  /** Who took last comes last. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(size: number, perSecond: number) {
    this.#size = size
    this.#perSecond = perSecond
  }

  /** How many are remembered. */
  get count(): number {
    return this.#buckets.size
  }

  /** Takes so many, if there are: 0, or in how many seconds there will be. `now` in ms. */
  take(key: string, count: number, now: number): number {
    this.#forget(now)
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#size, this.#perSecond, now)
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    return bucket.take(now, count) ? 0 : bucket.secondsUntil(count)
  }

  /** Takes so many in any case, of who has just taken some. */
  owe(key: string, count: number): void {
    this.#buckets.get(key)?.owe(count)
  }

  /** A bucket that is full again says nothing of who took from it. */
  #forget(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (!bucket.isFull(now)) return
      this.#buckets.delete(key)
    }
  }
}
