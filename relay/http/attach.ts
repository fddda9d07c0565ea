/** On a server of the merchant's, which has paths and sockets of its own, and perhaps other relays. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { isForSockets } from './paths.ts'
import { problem, stopped } from './problem.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'

/** Gets what comes below a path, which is cut off of the URL first, as Express does it. */
interface Tenant {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** False, and the socket untouched, where it does not take it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

const shared = new WeakMap<Server, SharedServer>()

/**
 * From now on `tenant` gets what comes to `server` below `path` (without a slash at its end), and no listener of
 * the server's hears of it, be it there already or added later. Until what this returns is called.
 */
export function attach(server: Server, path: string, tenant: Tenant): () => void {
  const known = shared.get(server) ?? new SharedServer(server)
  shared.set(server, known)
  return known.let(path, tenant)
}

/**
 * Stays where a relay was. What else answers there, such as a shop's page for all that it does not know, a provider
 * would take for the acknowledgement of a callback that nobody has read.
 */
const GONE: Tenant = {
  handle: getRequestListener(stopped, { overrideGlobalObjects: false }),
  upgrade(_, socket) {
    refuseUpgrade(socket, '503 Service Unavailable')
    return true
  },
}

/** To whom nobody answers, he would wait for ever. */
const NOBODY = getRequestListener(
  () => problem('not_found', 'Nobody answers here. The relay does below a path of its own.'),
  { overrideGlobalObjects: false },
)

type Answer = (tenant: Tenant, request: IncomingMessage, ...rest: never[]) => void

/** By what a server emits for a request: how a tenant gets it. What Node does where nobody listens, we do first. */
const ANSWERS = new Map<string | symbol, Answer>(
  Object.entries<Answer>({
    request(tenant, request, response: ServerResponse) {
      tenant.handle(request, response)
    },
    checkContinue(tenant, request, response: ServerResponse) {
      response.writeContinue()
      tenant.handle(request, response)
    },
    checkExpectation(tenant, request, response: ServerResponse) {
      tenant.handle(request, response)
    },
    upgrade(tenant, request, socket: Duplex, head: Buffer) {
      if (!tenant.upgrade(request, socket, head)) refuseUpgrade(socket)
    },
  }),
)

/** Node takes an upgrade only where somebody listens for one. This one does, for the tenants. */
function listensForTenants(this: Server, _: IncomingMessage, socket: Duplex): void {
  if (this.listenerCount('upgrade') === 1) refuseUpgrade(socket)
}

/** Likewise, and what expects the impossible it answers itself, and counts it nowhere. */
function expectsForTenants(this: Server, _: IncomingMessage, response: ServerResponse): void {
  if (this.listenerCount('checkExpectation') === 1) response.writeHead(417).end()
}

/** What a server has a listener for, so that its tenants hear of it. */
const FOR_TENANTS = [
  ['upgrade', listensForTenants],
  ['checkExpectation', expectsForTenants],
] as const

/** Whether it was a request, which nobody has heard of: it is refused. */
function isLeft(event: string | symbol, about: unknown[]): boolean {
  if (event !== 'request') return false
  const [request, response] = about as [IncomingMessage, ServerResponse]
  void NOBODY(request, response)
  return true
}

/** What is below a path of a server. */
interface Place {
  readonly path: string
  tenant: Tenant
}

class SharedServer {
  readonly #server: Server
  /** The longest path first. */
  #places: readonly Place[] = []

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

  let(path: string, tenant: Tenant): () => void {
    const place = this.#places.find((each) => each.path === path) ?? { path, tenant: GONE }
    if (place.tenant !== GONE) {
      throw new Error(`Another relay has ${path} on this server. Close it first.`)
    }
    place.tenant = tenant
    this.#places = [...new Set([...this.#places, place])].toSorted(
      (one, other) => other.path.length - one.path.length,
    )
    for (const [event, listener] of FOR_TENANTS) {
      if (!this.#server.listeners(event).includes(listener)) this.#server.on(event, listener)
    }
    return () => {
      if (place.tenant === tenant) place.tenant = GONE
      const areGone = this.#places.every((each) => each.tenant === GONE)
      if (!areGone) return
      for (const [event, listener] of FOR_TENANTS) this.#server.off(event, listener)
    }
  }

  #takes(event: string | symbol, about: unknown[]): boolean {
    const answer = ANSWERS.get(event)
    if (!answer) return false
    const [request, ...rest] = about as [IncomingMessage, ...never[]]
    const place = this.#placeOf(request)
    if (place) {
      request.url = request.url?.slice(place.path.length)
      answer(place.tenant, request, ...rest)
    }
    return place !== undefined
  }

  #placeOf({ url = '' }: IncomingMessage): Place | undefined {
    return this.#places.find(({ path }) => url.startsWith(`${path}/`))
  }

  /**
   * Beside the tenants' sockets, upgrades are what they would be if no tenant listened: a request that only offers
   * another protocol, as each of Java's client does, stays a request. Older Nodes do not ask.
   */
  #decideOnUpgrades(): void {
    const server = this.#server
    const decides: unknown = Reflect.get(server, 'shouldUpgradeCallback')
    if (typeof decides !== 'function') return
    Reflect.set(server, 'shouldUpgradeCallback', (request: IncomingMessage): boolean => {
      const place = this.#placeOf(request)
      if (place) return place.tenant !== GONE && isForPage(request, place.path)
      const areOthers = server.listeners('upgrade').some((each) => each !== listensForTenants)
      return areOthers && Boolean(Reflect.apply(decides, server, [request]))
    })
  }
}

const isForPage = ({ url, headers }: IncomingMessage, path: string): boolean =>
  isForSockets(url, path) && headers.upgrade?.toLowerCase() === 'websocket'
