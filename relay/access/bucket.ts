/** How much somebody may say: so much at once, and a little more with time. */

export class Bucket {
  readonly #size: number
  readonly #perSecond: number
  #left: number
  #at: number

  constructor(size: number, perSecond: number, now: number) {
    this.#size = size
    this.#perSecond = perSecond
    this.#left = size
    this.#at = now
  }

  /** Takes so many, if there are. `now` in ms. */
  take(now: number, count = 1): boolean {
    this.#fill(now)
    // Who is refused owes nothing.
    if (this.#left < count) return false
    this.#left -= count
    return true
  }

  /** How many seconds after the last call of `take` there will be so many. */
  secondsUntil(count: number): number {
    return Math.ceil(Math.max(count - this.#left, 0) / this.#perSecond)
  }

  /** Takes so many in any case: whoever owes has to wait the longer. */
  owe(count: number): void {
    this.#left -= count
  }

  /** Gives back so many that it had to take. */
  giveBack(count: number): void {
    this.#left = Math.min(this.#left + count, this.#size)
  }

  isFull(now: number): boolean {
    this.#fill(now)
    return this.#left === this.#size
  }

  #fill(now: number): void {
    // A clock may be set back.
    const earned = (Math.max(now - this.#at, 0) / 1000) * this.#perSecond
    this.#at = now
    this.#left = Math.min(this.#left + earned, this.#size)
  }
}
