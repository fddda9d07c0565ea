/** Where the world reaches a relay: what PUBLIC_URL says, and the path that it was given on a server. */

import type { Server } from 'node:net'
import { Server as TlsServer } from 'node:tls'

interface Said {
  /** PUBLIC_URL, without a slash at the end. */
  publicUrl: string | undefined
  /** PORT: of this machine, where PUBLIC_URL is not set. */
  port: number
}

export class Reach {
  readonly #said: Said
  /** From `attach`: added to what PUBLIC_URL says. */
  #path = ''
  #server: Server | undefined
  #isSettled = false

  constructor(said: Said) {
    this.#said = said
  }

  /** Without a slash at the end. */
  get publicUrl(): string {
    return (this.#said.publicUrl ?? this.#thisMachine()) + this.#path
  }

  /** Of `publicUrl`; without a slash at the end. */
  get path(): string {
    return pathOf(this.publicUrl)
  }

  /** Somebody outside was told `publicUrl`: from now on it stays as it is. */
  settle(): void {
    this.#isSettled = true
  }

  /**
   * The relay is on `server` now, below `path`, or else the path of PUBLIC_URL. Returns that, without a slash at the
   * end. Throws where there is none (`/` is all of the server, and must be said), or where what `publicUrl` says would
   * lead elsewhere.
   */
  attach(server: Server, path?: string): string {
    const known = this.path
    const below = path === undefined ? known : given(path)
    if (below === '' && path !== WHOLE) throw new Error(NEEDS_A_PATH)
    if (known === '') {
      if (this.#isSettled) throw new Error(tooLate(below))
      this.#path = below
    } else if (!known.endsWith(below)) {
      // What stands before it, a proxy in front may cut off.
      throw new Error(contradiction(below, this.publicUrl))
    }
    this.#server ??= server
    return below
  }

  /** The port is known once the server listens. */
  #thisMachine(): string {
    const address = this.#server?.address()
    const port = typeof address === 'object' && address ? address.port : this.#said.port
    return `http${this.#server instanceof TlsServer ? 's' : ''}://localhost:${port}`
  }
}

/** The path on a server that is the relay's alone. */
const WHOLE = '/'

/** Without a slash at the end. */
const pathOf = (url: string): string =>
  new URL(url, 'http://localhost').pathname.replace(/\/+$/, '')

/** As requests have it. */
function given(path: string): string {
  if (path !== '' && !/^\/(?!\/)[^?#\\]*$/.test(path)) throw new Error(noPath(path))
  return pathOf(path)
}

const NEEDS_A_PATH =
  'relay.attach() needs a path for the relay, or it would answer for your own /orders. ' +
  "Write relay.attach(server, { path: '/pay' }), or give PUBLIC_URL a path, such as https://shop.example.com/pay. " +
  "A server that is the relay's alone has { path: '/' }."

const noPath = (path: string): string =>
  `relay.attach(): path is "${path}". It must begin with one slash and have no query, such as '/pay'.`

const tooLate = (path: string): string =>
  `relay.register() has handed out callback addresses that do not lead below "${path}". ` +
  'Call relay.attach() first, or give PUBLIC_URL that path.'

const contradiction = (path: string, publicUrl: string): string =>
  `relay.attach(): path is "${path}", and PUBLIC_URL (${publicUrl}) does not end with it, so that providers would ` +
  'call where the relay is not. Leave path out, or make both the same.'
