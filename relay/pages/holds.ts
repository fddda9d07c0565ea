/** Answers that are held until there is something to tell. */

/** The longest that an answer is held, in seconds: below what proxies allow. */
export const MAX_WAIT = 30

/** All that are held now. A signal would search through them all for each that begins or ends. */
export class Holds {
  readonly #ends = new Set<() => void>()
  #areOver = false

  get size(): number {
    return this.#ends.size
  }

  /** Resolves when what `begin` begins calls `end`, after `ms`, when the page has gone, or all end. */
  async hold(ms: number, gone: AbortSignal, begin: (end: () => void) => () => void): Promise<void> {
    if (this.#areOver || gone.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    // There may be something to tell at once: before `begin` has said how to stop.
    const end = () => resolve()
    this.#ends.add(end)
    gone.addEventListener('abort', end)
    const timer = setTimeout(end, ms)
    const stop = begin(end)

    await promise
    clearTimeout(timer)
    stop()
    gone.removeEventListener('abort', end)
    this.#ends.delete(end)
  }

  /** Ends all; none begins any more. */
  end(): void {
    this.#areOver = true
    for (const end of this.#ends) end()
  }
}
