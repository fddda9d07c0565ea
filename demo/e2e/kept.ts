/** What a page keeps: all that it has begun and not ended. */

export interface Kept {
  timers: number
  sockets: number
  channels: number
  requests: number
  /** On the window and the document. */
  listeners: number
}

declare global {
  interface Window {
    kept(): Kept
  }
}

/** Runs in the page, before everything else. */
export function keeper(): void {
  const timers = new Set<number>()
  const sockets = new Set<WebSocket>()
  const channels = new Set<BroadcastChannel>()
  const listeners = new Map<unknown, number>()
  let requests = 0

  window.kept = () => ({
    timers: timers.size,
    sockets: [...sockets].filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
    channels: channels.size,
    requests,
    listeners: [...listeners.values()].reduce((sum, each) => sum + each, 0),
  })

  const { setTimeout, clearTimeout, setInterval, clearInterval, fetch } = window
  const begin = (timer: number) => (timers.add(timer), timer)
  Object.assign(window, {
    setTimeout(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) {
      const timer: number = setTimeout(() => (timers.delete(timer), run(...args)), ms)
      return begin(timer)
    },
    setInterval: (run: () => void, ...given: unknown[]) =>
      begin(setInterval(run, ...(given as [number]))),
    clearTimeout: (timer?: number) => (timers.delete(timer ?? 0), clearTimeout(timer)),
    clearInterval: (timer?: number) => (timers.delete(timer ?? 0), clearInterval(timer)),

    fetch(...given: Parameters<typeof fetch>) {
      requests++
      return fetch(...given).finally(() => requests--)
    },

    WebSocket: class extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given)
        sockets.add(this)
      }
    },

    BroadcastChannel: class extends BroadcastChannel {
      constructor(name: string) {
        super(name)
        channels.add(this)
      }
      override close() {
        channels.delete(this)
        super.close()
      }
    },
  })

  // A listener that is removed, or whose signal is aborted, is gone; nobody adds one twice.
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const isPages = (target: unknown) => !target || target === window || target === document
  const count = (type: string, by: number) => listeners.set(type, (listeners.get(type) ?? 0) + by)
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    addEventListener.call(this, type, listener, options)
    if (!isPages(this)) return
    count(type, 1)
    const signal = typeof options === 'object' ? options.signal : undefined
    if (signal) addEventListener.call(signal, 'abort', () => count(type, -1), { once: true })
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    removeEventListener.call(this, type, listener, options)
    if (isPages(this)) count(type, -1)
  }
}
