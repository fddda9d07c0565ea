/** Listeners, as a browser keeps them: with `capture`, `once` and `signal`. */

type Handler = ((event: object) => void) | { handleEvent(event: object): void }
type Options = boolean | { capture?: boolean; once?: boolean; signal?: AbortSignal } | undefined

interface Listening {
  type: string
  handler: Handler
  isCapture: boolean
  isOnce: boolean
}

export class Events {
  #all: Listening[] = []

  get size(): number {
    return this.#all.length
  }

  add(type: string, handler: Handler | null, options?: Options): void {
    const { once = false, signal } = typeof options === 'object' ? options : {}
    if (!handler || signal?.aborted) return
    const isCapture = isCaptureOf(options)
    if (this.#all.some((each) => isSame(each, type, handler, isCapture))) return
    this.#all = [...this.#all, { type, handler, isCapture, isOnce: once }]
    signal?.addEventListener('abort', () => this.remove(type, handler, options), { once: true })
  }

  remove(type: string, handler: Handler | null, options?: Options): void {
    const isCapture = isCaptureOf(options)
    this.#all = this.#all.filter((each) => !isSame(each, type, handler, isCapture))
  }

  /** Tells those who listen in this phase; in both, where none is named. */
  tell(type: string, event: object, phase?: 'capture' | 'bubble'): void {
    for (const listening of this.#all) {
      const { handler, isCapture, isOnce } = listening
      const isMeant = phase === undefined || isCapture === (phase === 'capture')
      // One listener may have removed another.
      if (listening.type !== type || !isMeant || !this.#all.includes(listening)) continue
      if (isOnce) this.#all = this.#all.filter((each) => each !== listening)
      const said = { type, isTrusted: true, ...event }
      if (typeof handler === 'function') handler(said)
      else handler.handleEvent(said)
    }
  }
}

const isCaptureOf = (options: Options): boolean =>
  typeof options === 'object' ? options.capture === true : options === true

const isSame = (each: Listening, type: string, handler: Handler | null, isCapture: boolean) =>
  each.type === type && each.handler === handler && each.isCapture === isCapture
