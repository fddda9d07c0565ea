/** The relay: its parts, put together. It does not listen: main.ts does, or a server of the merchant's. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type * as v from 'valibot'
import { app } from './app.ts'
import { Bodies } from './http/bodies.ts'
import { attach } from './http/attach.ts'
import { isForSockets } from './http/paths.ts'
import { Reach } from './http/reach.ts'
import { secureHeadersOf } from './http/secure-headers.ts'
import { applyByHand } from './api/updates.ts'
import { wordByHand, type SaidByHand } from './api/word-by-hand.ts'
import { readAssets, type Assets } from './http/assets.ts'
import { ChangeListeners, type ChangeListener } from './api/change-listeners.ts'
import { audienceOf, type Audience } from './api/audience.ts'
import {
  registeredWith,
  registerOrder,
  registration,
  type RegisteredOrder,
} from './api/registration.ts'
import { comeBack } from './pages/come-back.ts'
import { door } from './callbacks/door.ts'
import { doorstep } from './callbacks/doorstep.ts'
import { receiver } from './callbacks/receiver.ts'
import { signingKeys as publishedKeys, type SigningKeys } from './callbacks/signing-keys.ts'
import type { Config, ReachedConfig } from './config/config.ts'
import { ownConfig } from './config/own-config.ts'
import { deadlines } from './timers/deadlines.ts'
import { orderIdOf } from './api/fields.ts'
import { readGiven } from './http/body.ts'
import { Holds } from './pages/holds.ts'
import { Hub } from './pages/hub.ts'
import { ownedSnapshot } from './pages/owned-snapshot.ts'
import { createLog, type Log } from './log.ts'
import { addresseeOf, NewNotification, notify, type Recipient } from './api/notifications.ts'
import { Sightings } from './pages/sightings.ts'
import { viewOf, type OrderView } from './order/view.ts'
import { trustOf } from './providers/index.ts'
import type { Context } from './ledger/step.ts'
import { Dispatch } from './dispatch.ts'
import { lostHistory } from './pages/lost-history.ts'
import { Sockets } from './pages/sockets.ts'
import { WEBHOOK } from './store/outgoing.ts'
import type { Store } from './store/store.ts'
import { Connections, PATIENCE } from './access/connections.ts'
import { Seals } from './access/seals.ts'
import { tokens, type Tokens } from './access/token.ts'
import { tokenWanted } from './api/token-requests.ts'
import { begin, countIn } from './telemetry/counts.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { scrape } from './telemetry/scrape.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { upkeep } from './timers/upkeep.ts'
import { VERSION } from './version.ts'
import { webhooks } from './webhooks/webhooks.ts'

export interface RelayOptions {
  /** Default: what the environment says. Its mistakes are thrown, all in one Error. */
  config?: Config
  store: Store
  log?: Log
  assets?: Assets
  /** In ms since 1970. */
  now?: () => number
  /** The keys of providers that sign with certificates. Default: those that the providers publish. */
  signingKeys?: SigningKeys
  /**
   * The relay has its host to itself, as `serve` has: it says what holds for all of the host, such as that browsers
   * come by TLS only, and is there without the path of PUBLIC_URL as well, which a proxy in front may cut off.
   */
  ownsHost?: boolean
}

export interface Relay {
  /** All HTTP routes. */
  readonly app: Hono
  /** Answers a request of Node's server as `app` does; callbacks faster. */
  handle(request: IncomingMessage, response: ServerResponse): void
  /** For a server that is the relay's alone: counts a connection from its first moment on. */
  accept(socket: Socket): void
  /** Of such a server, which is about to stop: ends connections on which nothing is under way, or will be soon. */
  endQuiet(): void
  /**
   * Takes what comes to `server` below a path, sockets as well: that of PUBLIC_URL or, where it has none, `path`, such
   * as `/pay`. All else is left to `server`. Throws where there is no path, or where both contradict each other.
   */
  attach(server: Server, options?: { path?: string }): void
  /** Takes the upgrade to a page's socket. False, and the socket untouched, unless the path is the relay's own. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Registers an order, or more of it: what `PUT /orders/:id` takes. Throws on anything else, and on what it refuses. */
  register(
    id: string,
    order?: v.InferInput<ReturnType<typeof registration>>,
  ): Promise<Pick<RegisteredOrder, 'order' | 'token' | 'callbackUrls'>>
  /** The order as the merchant sees it, or undefined where nothing is known of it. */
  order(id: string): Promise<OrderView | undefined>
  /** The merchant's own word on a payment: what `POST /orders/:id/updates` takes. Throws on anything else. */
  update(id: string, word: SaidByHand): ReturnType<typeof applyByHand>
  /** Tells a customer, those who follow an order, or everybody connected. The notification's id. */
  notify(to: Recipient, message: v.InferInput<typeof NewNotification>): Promise<string>
  /** Who sees the order now, and what was sent and shown. */
  audience(id: string): Promise<Audience>
  /**
   * A token for an order's page, or for a customer: what `POST /tokens` hands out. `ttl` in seconds.
   * Throws on anything else.
   */
  token(
    grant: { orders?: readonly string[]; customer?: string | number; ttl?: number },
    ttl?: number,
  ): ReturnType<Tokens['issue']>
  /** Hears of each order that changed, once it is on disk. */
  onChange(listener: ChangeListener): () => void
  /** Tells pages when to come back, and ends what is held for them. Other requests go on. */
  drain(): Promise<void>
  /**
   * Drains, and closes the store: for when no request is under way any more. Leaves no timer, socket or listener.
   * What still comes to an attached server for the relay is asked to come back later.
   */
  close(): Promise<void>
}

const DAY = 86_400_000

/** Of all that a request may expect, the one thing that there is: a word before its body. */
const isMet = (expected = '100-continue'): boolean => /100-continue/i.test(expected)

export function createRelay({
  config: given = ownConfig(),
  store,
  log = createLog(given.logLevel, false),
  assets = readAssets(),
  now = Date.now,
  signingKeys = publishedKeys({ store, now }),
  ownsHost = false,
}: RelayOptions): Relay {
  const reach = new Reach(given)
  const config: ReachedConfig = {
    ...given,
    get publicUrl() {
      return reach.publicUrl
    },
  }
  const { metricsToken } = config
  const lanes = [...config.forwards.keys()]
  const metrics = metricsToken === undefined ? undefined : createMetrics()
  if (metrics) begin(metrics, config.providers.keys(), [WEBHOOK, ...lanes])
  metrics?.connectionsMax.set(config.maxConnections)
  const { tell, stop: stopTelling } = telemetry(log, metrics && countIn(metrics))
  const context = (): Context => ({
    now: now(),
    retention: config.retentionDays * DAY,
    announces: config.webhook !== undefined,
    refusesTestMoney: config.testMoney === 'refuse',
  })
  const dispatch = new Dispatch(store, context, (error) =>
    log.error({ err: error }, 'a change is on disk, and somebody could not be told of it'),
  )
  const seals = new Seals(config.tokenSecrets)
  const hub = new Hub(
    (order) => seals.sealed(order),
    (error) => log.error({ err: error }, 'a page could not be told of a change'),
  )
  const listeners = new ChangeListeners(log)
  const timers = deadlines({ store, dispatch, log, now })
  const outbox = webhooks({ config, store, log, tell, now })
  const stopUpkeep = upkeep({ store, log, context })

  // In this order: who looks at a page waits for it.
  dispatch.listen(({ orders, joined }) => {
    for (const order of orders) {
      const pages = hub.publish(ownedSnapshot(order, store.epoch))
      if (pages > 0) tell({ type: 'told', order: order.id, version: order.version, pages })
    }
    if (joined) hub.introduce(ownedSnapshot(joined.order, store.epoch), joined.customers)
  })
  dispatch.listen(({ orders }) => {
    for (const order of orders) {
      listeners.tell(() => viewOf(order, store.epoch, now(), trustOf), order.previous ?? null)
    }
  })
  dispatch.listen(({ orders, by }) => {
    for (const order of orders) {
      const { id, version, shown } = order
      const from = order.previous?.status ?? null
      tell({ type: 'order_changed', order: id, from, to: shown.status, version, by })
    }
  })
  dispatch.listen(({ orders }) => timers.rearm(orders))
  dispatch.listen(({ orders, forwards }) => {
    if (orders.length > 0 || forwards) outbox.wake()
  })

  const connections = new Connections({ config, tell, now })
  const secured = secureHeadersOf(ownsHost)
  const bodies = new Bodies({ tell, secured, now })
  const holds = new Holds()
  const draining = new AbortController()
  const closed = new AbortController()
  /** How many pages there were when the relay began to drain. */
  let pages = 0
  const issued = tokens(config.tokenSecrets, config.jwksUrl, config.login, (fault) =>
    tell({ type: 'token_refused', fault }),
  )
  const sightings = new Sightings(store, log)
  const parts = {
    config,
    store,
    dispatch,
    hub,
    tokens: issued,
    sightings,
    seals,
    receiver: receiver({ config, store, dispatch, signingKeys, tell, now }),
    log,
    tell,
    now,
    lostHistory: lostHistory(store, tell),
    holds,
    connections,
    draining: draining.signal,
    closed: closed.signal,
    secured,
    comeBack: () => comeBack(pages),
  }
  const sockets = new Sockets(parts)
  const measured = { store, sockets, holds, hub, lanes, now }
  const scraped = metrics && metricsToken ? scrape(metrics, metricsToken, measured) : undefined
  const routes = app({ ...parts, metrics: scraped }, assets)
  const turnsAway = doorstep(parts.receiver, reach.path, parts.secured)
  const takesCallback = door(parts.receiver, reach.path, tell, parts.secured)
  // What a guest does to a process, all in it have to live with.
  const listener = getRequestListener(routes.fetch, { overrideGlobalObjects: ownsHost })

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const visitor = connections.admit(request, response)
    if (!visitor) return
    if (!isMet(request.headers.expect)) return void response.writeHead(417, secured).end()
    const isOpen = !closed.signal.aborted
    if (isOpen && turnsAway(request, response)) return
    const answer = (body: Buffer | undefined) => {
      if (isOpen && takesCallback(request, response, body)) return
      // Where the routes look for it.
      if (body) Object.assign(request, { rawBody: body })
      void listener(request, response)
    }
    bodies.read(request, response, answer, visitor.isGuest ? PATIENCE : undefined)
  }

  let drained: Promise<void> | undefined
  async function drain(): Promise<void> {
    pages = sockets.size + holds.size
    tell({ type: 'draining', sockets: sockets.size, polls: holds.size })
    draining.abort()
    holds.end()
    timers.stop()
    stopUpkeep()
    await sockets.drain()
  }

  /** Each takes the relay from a server. */
  const attached: (() => void)[] = []

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    await (drained ??= drain())
    closed.abort()
    for (const leave of attached) leave()
    await Promise.all([outbox.stop(), sightings.stop()])
    connections.stop()
    bodies.stop()
    await store.close()
    tell({ type: 'stopped' })
    stopTelling()
  }

  const { kind } = config.store
  const providers = [...config.providers.keys()]
  tell({ type: 'started', version: VERSION, node: process.version, store: kind, providers })

  return {
    app: routes,
    handle,
    accept: connections.accept,
    endQuiet() {
      connections.endQuiet()
      bodies.hurry(PATIENCE)
    },
    upgrade(request, socket, head) {
      const isOurs = ownsHost || isForSockets(request.url, reach.path)
      return isOurs && sockets.upgrade(request, socket, head)
    },
    attach(server, { path } = {}) {
      const upgrade = sockets.upgrade.bind(sockets)
      attached.push(attach(server, reach.attach(server, path), { handle, upgrade }))
    },
    async register(given, order = {}) {
      reach.settle()
      const id = orderIdOf(given)
      const word = readGiven(registration(await registeredWith(store, id)), order)
      const { registered } = await registerOrder(parts, id, word)
      const { order: view, token, callbackUrls } = registered
      return { order: view, token, callbackUrls }
    },
    async order(id) {
      const order = await store.order(orderIdOf(id))
      return order && viewOf(order, store.epoch, now(), trustOf)
    },
    async update(given, word) {
      const id = orderIdOf(given)
      const schema = wordByHand(await registeredWith(store, id))
      return applyByHand(parts, id, readGiven(schema, word))
    },
    async notify(to, message) {
      return notify(parts, addresseeOf(to), readGiven(NewNotification, message))
    },
    audience: async (id) => audienceOf(parts, orderIdOf(id)),
    async token(grant, ttl) {
      const wanted = tokenWanted({ ...grant, ...(ttl !== undefined && { ttl }) })
      return issued.issue(wanted.grant, wanted.ttl, now())
    },
    onChange: (listener) => listeners.add(listener),
    drain: () => (drained ??= drain()),
    close: () => (closing ??= close()),
  }
}
