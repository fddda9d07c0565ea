/**
 * Listens in on what the element says to the relay and hears from it, so that the page can show the very bytes.
 *
 * Installed before the element's script runs. It changes nothing: the element does not know.
 */

/** A frame of the WebSocket, or a request. */
export interface Tapped {
  /** In ms since 1970. */
  at: number
  via: 'socket' | 'poll'
  direction: 'out' | 'in' | 'opened' | 'closed'
  bytes: string
  /** Of a request. */
  url?: string
  status?: number
  /** Sends it once more: where that is possible. */
  again?: () => void
}

/** Whether this address is the relay's, over this page's own line. */
const isLine = (url: string) => new URL(url, location.href).pathname.startsWith('/line/')

export function tap(tell: (tapped: Tapped) => void): void {
  tapSockets(tell)
  tapFetch(tell)
}

function tapSockets(tell: (tapped: Tapped) => void): void {
  window.WebSocket = class extends WebSocket {
    readonly #isTapped: boolean

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.#isTapped = isLine(String(url))
      this.addEventListener('open', () => this.#tell('opened', ''))
      this.addEventListener('message', ({ data }) => this.#tell('in', String(data)))
      this.addEventListener('close', ({ code }) => this.#tell('closed', String(code)))
    }

    override send(data: string): void {
      this.#tell('out', data)
      super.send(data)
    }

    #tell(direction: Tapped['direction'], bytes: string): void {
      if (!this.#isTapped) return
      const again = () => this.readyState === WebSocket.OPEN && this.send(bytes)
      tell({
        at: Date.now(),
        via: 'socket',
        direction,
        bytes,
        ...(direction === 'out' && { again }),
      })
    }
  }
}

function tapFetch(tell: (tapped: Tapped) => void): void {
  const untapped = window.fetch.bind(window)
  window.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!isLine(url)) return untapped(input, init)
    // Whoever asked first may have given up; that is not to end this one, too.
    const again = () => void window.fetch(url, { ...init, signal: null }).catch(() => {})
    const out = typeof init?.body === 'string' ? init.body : ''
    tell({ at: Date.now(), via: 'poll', direction: 'out', bytes: out, url, again })
    const response = await untapped(input, init)
    const { status } = response
    const read = response.clone().text()
    read.then(
      (bytes) => tell({ at: Date.now(), via: 'poll', direction: 'in', bytes, url, status }),
      () => {},
    )
    return response
  }
}
