/** Continues by itself after so many seconds that somebody has seen, unless the shopper stops it. */
export class ContinueAfter {
  /** Seconds left; undefined: it will not. */
  left: number | undefined
  #isStopped = false
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #changed: () => void
  readonly #go: () => void

  /** `go`: continues. */
  constructor(changed: () => void, go: () => void) {
    this.#changed = changed
    this.#go = go
  }

  /** From now on, if it has not begun yet. */
  begin(seconds: number): void {
    if (this.left !== undefined || this.#isStopped) return
    this.left = Math.ceil(seconds)
    this.#timer = setInterval(() => this.#tick(), 1_000)
    this.#changed()
  }

  /** For good: who wants to stay stays. */
  stop(): void {
    this.#isStopped = true
    this.pause()
  }

  /** Until it begins anew. */
  pause(): void {
    clearInterval(this.#timer)
    if (this.left === undefined) return
    this.left = undefined
    this.#changed()
  }

  #tick(): void {
    // Nor does it end while nobody looks, or the page is only being prepared.
    if (this.left === undefined || document.hidden) return
    this.left -= 1
    if (this.left > 0) return this.#changed()
    this.stop()
    this.#go()
  }
}
