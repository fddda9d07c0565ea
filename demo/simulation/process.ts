/** The relay's process: what is lost when it dies. */

import type { Alarm, Clock } from './clock.ts'

/** What `setTimeout` answers in Node. */
interface Handle {
  alarm: Alarm | undefined
  unref(): Handle
  ref(): Handle
}

export class Process {
  readonly #clock: Clock
  readonly #handles = new Set<Handle>()
  /** What waits for an answer of it. */
  readonly #waiting = new Set<() => void>()
  isAlive = true

  constructor(clock: Clock) {
    this.#clock = clock
  }

  setTimeout(run: () => void, ms = 0): Handle {
    const handle = this.#handle()
    handle.alarm = this.#clock.after(Math.max(1, ms), () => {
      this.#handles.delete(handle)
      run()
    })
    return handle
  }

  setImmediate(run: () => void): Handle {
    const handle = this.#handle()
    handle.alarm = this.#clock.after(0, () => {
      this.#handles.delete(handle)
      run()
    })
    return handle
  }

  setInterval(run: () => void, ms: number): Handle {
    const handle = this.#handle()
    const turn = () => {
      handle.alarm = this.#clock.after(ms, turn)
      run()
    }
    handle.alarm = this.#clock.after(ms, turn)
    return handle
  }

  clear(handle: Handle | undefined): void {
    if (!handle) return
    this.#clock.cancel(handle.alarm)
    this.#handles.delete(handle)
  }

  /** The same promise; rejects when the process dies before. */
  promised<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const die = () => reject(new Error('The process has died.'))
      this.#waiting.add(die)
      answer.then(resolve, reject).finally(() => this.#waiting.delete(die))
    })
  }

  die(): void {
    this.isAlive = false
    for (const { alarm } of this.#handles) this.#clock.cancel(alarm)
    for (const die of this.#waiting) die()
  }

  #handle(): Handle {
    const handle: Handle = { alarm: undefined, unref: () => handle, ref: () => handle }
    this.#handles.add(handle)
    return handle
  }
}
