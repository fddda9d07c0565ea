/** On a server of the merchant's, which has paths and sockets of its own, and perhaps other relays. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { isForSockets } from './paths.ts'
import { problem, stopped } from './problem.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'

/** Gets what comes below a path, which is cut off of the URL first, as Express does it. */
interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** False, and the socket untouched, where it does not take it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

const shared = new WeakMap<Server, SharedServer>()

/**
 * From now on `handler` gets what comes to `server` below `path` (without a slash at its end), and no listener of
 * the server's hears of it, be it there already or added later. Until what this returns is called.
 */
export function attach(server: Server, path: string, handler: Handler): () => void {
  const known = shared.get(server) ?? new SharedServer(server)
  shared.set(server, known)
  return known.mount(path, handler)
}

/**
 * Stays where a relay was. What else answers there, such as a shop's page for all that it does not know, a provider
 * would take for the acknowledgement of a callback that nobody has read.
 */
const GONE: Handler = {
  handle: getRequestListener(stopped, { overrideGlobalObjects: false }),
  upgrade(_, socket) {
    refuseUpgrade(socket, '503 Service Unavailable')
    return true
  },
}

/** Answers what nobody on the server has taken: else whoever asks would wait for ever. */
const NOBODY = getRequestListener(
  () => problem('not_found', 'Nobody answers here. The relay does below a path of its own.'),
  { overrideGlobalObjects: false },
)

type Answer = (handler: Handler, request: IncomingMessage, ...rest: never[]) => void

/** By what a server emits for a request: how a handler gets it. What Node does where nobody listens, we do first. */
const ANSWERS = new Map<string | symbol, Answer>(
  Object.entries<Answer>({
    request(handler, request, response: ServerResponse) {
      handler.handle(request, response)
    },
    checkContinue(handler, request, response: ServerResponse) {
      response.writeContinue()
      handler.handle(request, response)
    },
    checkExpectation(handler, request, response: ServerResponse) {
      handler.handle(request, response)
    },
    upgrade(handler, request, socket: Duplex, head: Buffer) {
      if (!handler.upgrade(request, socket, head)) refuseUpgrade(socket)
    },
  }),
)

/** Node takes an upgrade only where somebody listens for one. This one does, for the handlers. */
function listensForHandlers(this: Server, _: IncomingMessage, socket: Duplex): void {
  if (this.listenerCount('upgrade') === 1) refuseUpgrade(socket)
}

/** Likewise, and what expects the impossible it answers itself, and counts it nowhere. */
function expectsForHandlers(this: Server, _: IncomingMessage, response: ServerResponse): void {
  if (this.listenerCount('checkExpectation') === 1) response.writeHead(417).end()
}

/** What a server has a listener for, so that its handlers hear of it. */
const FOR_HANDLERS = [
  ['upgrade', listensForHandlers],
  ['checkExpectation', expectsForHandlers],
] as const

/** Whether it was a request, which nobody has heard of: it is refused. */
function isLeft(event: string | symbol, about: unknown[]): boolean {
  if (event !== 'request') return false
  const [request, response] = about as [IncomingMessage, ServerResponse]
  void NOBODY(request, response)
  return true
}

/** What is below a path of a server. */
interface Mount {
  readonly path: string
  handler: Handler
}

class SharedServer {
  readonly #server: Server
  /** The longest path first: it fits best. */
  #mounts: readonly Mount[] = []

  constructor(server: Server) {
    this.#server = server
    const emit = server.emit
    // Each who listens hears of an event, and none can keep it from the next. So it is taken before all of them.
    server.emit = (event: string | symbol, ...about: unknown[]) =>
      this.#takes(event, about) ||
      Reflect.apply(emit, server, [event, ...about]) ||
      isLeft(event, about)
    this.#decideOnUpgrades()
  }

  mount(path: string, handler: Handler): () => void {
    const mount = this.#mounts.find((each) => each.path === path) ?? { path, handler: GONE }
    if (mount.handler !== GONE) {
      throw new Error(`Another relay has ${path} on this server. Close it first.`)
    }
    mount.handler = handler
    this.#mounts = [...new Set([...this.#mounts, mount])].toSorted(
      (one, other) => other.path.length - one.path.length,
    )
    for (const [event, listener] of FOR_HANDLERS) {
      if (!this.#server.listeners(event).includes(listener)) this.#server.on(event, listener)
    }
    return () => {
      if (mount.handler === handler) mount.handler = GONE
      if (!this.#mounts.every((each) => each.handler === GONE)) return
      for (const [event, listener] of FOR_HANDLERS) this.#server.off(event, listener)
    }
  }

  #takes(event: string | symbol, about: unknown[]): boolean {
    const answer = ANSWERS.get(event)
    if (!answer) return false
    const [request, ...rest] = about as [IncomingMessage, ...never[]]
    const mount = this.#mountOf(request)
    if (mount) {
      request.url = request.url?.slice(mount.path.length)
      answer(mount.handler, request, ...rest)
    }
    return mount !== undefined
  }

  #mountOf({ url = '' }: IncomingMessage): Mount | undefined {
    return this.#mounts.find(({ path }) => url.startsWith(`${path}/`))
  }

  /**
   * Beside the handlers' sockets, upgrades are what they would be if no handler listened: a request that only offers
   * another protocol, as each of Java's client does, stays a request. Older Nodes do not ask.
   */
  #decideOnUpgrades(): void {
    const server = this.#server
    const decides: unknown = Reflect.get(server, 'shouldUpgradeCallback')
    if (typeof decides !== 'function') return
    Reflect.set(server, 'shouldUpgradeCallback', (request: IncomingMessage): boolean => {
      const mount = this.#mountOf(request)
      if (mount) return mount.handler !== GONE && isForPage(request, mount.path)
      const areOthers = server.listeners('upgrade').some((each) => each !== listensForHandlers)
      return areOthers && Boolean(Reflect.apply(decides, server, [request]))
    })
  }
}

const isForPage = ({ url, headers }: IncomingMessage, path: string): boolean =>
  isForSockets(url, path) && headers.upgrade?.toLowerCase() === 'websocket'
