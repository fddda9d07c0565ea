/** The relay: its parts, put together. It does not listen: main.ts does, or a server of the merchant's. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { app } from './app.ts'
import type { Pace } from './asking/askable.ts'
import { asking } from './asking/asking.ts'
import { checkedOf } from './asking/checked.ts'
import { Bodies } from './http/bodies.ts'
import { attach } from './http/attach.ts'
import { isForSockets } from './http/paths.ts'
import { Reach } from './http/reach.ts'
import { secureHeadersOf } from './http/secure-headers.ts'
import { lastingFiles, readAssets, type Assets } from './http/assets.ts'
import { ChangeListeners } from './api/change-listeners.ts'
import { methods, type Methods } from './api/methods.ts'
import { comeBack } from './pages/come-back.ts'
import { earlyRefusal } from './callbacks/early-refusal.ts'
import { fastPath } from './callbacks/fast-path.ts'
import { receiver } from './callbacks/receiver.ts'
import { signingKeys as publishedKeys, type SigningKeys } from './callbacks/signing-keys.ts'
import type { Config, ReachedConfig } from './config/config.ts'
import { ownConfig } from './config/own-config.ts'
import { deadlines } from './timers/deadlines.ts'
import { alone } from './nodes/alone.ts'
import type { Bus } from './nodes/bus.ts'
import { nodes } from './nodes/nodes.ts'
import { WatchedElsewhere } from './nodes/watched-elsewhere.ts'
import { Holds } from './pages/holds.ts'
import { Hub } from './pages/hub.ts'
import { createLog, type Log } from './log.ts'
import { Sightings } from './pages/sightings.ts'
import type { Context } from './ledger/step.ts'
import { Dispatch } from './dispatch.ts'
import { fanOut } from './fan-out.ts'
import { lostHistory } from './pages/lost-history.ts'
import { Sockets } from './pages/sockets.ts'
import { WEBHOOK } from './store/outgoing.ts'
import type { Store } from './store/store.ts'
import { addressOf } from './access/client-address.ts'
import { Connections, PATIENCE } from './access/connections.ts'
import { Seals } from './access/seals.ts'
import { tokens } from './access/token.ts'
import { begin, countIn } from './telemetry/counts.ts'
import { Lately } from './telemetry/lately.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { scrape } from './telemetry/scrape.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { keepWebFiles } from './timers/keep-web-files.ts'
import { upkeep } from './timers/upkeep.ts'
import { VERSION } from './version.ts'
import { webhooks } from './webhooks/webhooks.ts'

export interface RelayOptions {
  /** Default: what the environment says. Its mistakes are thrown, all in one Error. */
  config?: Config
  store: Store
  /** Where other nodes share the store: how they tell each other what has changed. Closed with the relay. */
  bus?: Bus
  log?: Log
  assets?: Assets
  /** In ms since 1970. */
  now?: () => number
  /** The keys of providers that sign with certificates. Default: those that the providers publish. */
  signingKeys?: SigningKeys
  /** How soon and how often providers are asked: for those that are simulated. Default: as each of them permits. */
  pace?: Pace
  /**
   * The relay has its host to itself, as `serve` has: it says what holds for all of the host, such as that browsers
   * come by TLS only, and is there without the path of PUBLIC_URL as well, which a proxy in front may cut off.
   */
  ownsHost?: boolean
}

export interface Relay extends Methods {
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
  bus = alone,
  log = createLog(given.logLevel, false),
  assets = readAssets(),
  now = Date.now,
  signingKeys = publishedKeys({ store, now }),
  pace,
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
  const asked = [...config.asking.keys()]
  if (metrics) begin(metrics, config.providers.keys(), [WEBHOOK, ...lanes], asked)
  metrics?.connectionsMax.set(config.maxConnections)
  const lately = new Lately(now)
  const count = metrics && countIn(metrics)
  const { tell, stop: stopTelling } = telemetry(log, (happening) => {
    lately.hear(happening)
    count?.(happening)
  })
  const elsewhere = new WatchedElsewhere()
  const questions = asking({
    config,
    isWatched: ({ id, registration }) =>
      hub.pages(id, registration?.customers ?? []) > 0 || elsewhere.has(id, now()),
    pace,
  })
  const context = (): Context => ({
    now: now(),
    retention: config.retentionDays * DAY,
    announces: config.webhook !== undefined,
    refusesTestMoney: config.testMoney === 'refuse',
    planner: questions.planner,
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
  const asker = questions.begin({
    ...{ store, dispatch, log, tell, now },
    asked({ id, registration }, asked) {
      const customers = registration?.customers ?? []
      const checked = checkedOf([asked], now())
      hub.checked(id, customers, checked)
      bus.tell({ of: 'checked', id, customers, checked })
    },
  })
  const stopUpkeep = upkeep({ store, log, context })
  const stopKeeping = keepWebFiles(lastingFiles(assets), { store, log, now })

  fanOut({ dispatch, store, hub, listeners, timers, outbox, asker, tell, now })
  const sightings = new Sightings(store, log, (id) => bus.tell({ of: 'shown', id }))
  const leaveNodes = nodes({
    ...{ bus, dispatch, store, hub, sightings, elsewhere, log, tell, now },
    asks: questions.planner !== undefined,
  })

  const connections = new Connections({ config, tell, now })
  const secured = secureHeadersOf(ownsHost)
  const bodies = new Bodies({
    tell,
    secured,
    addressOf: (request) => addressOf(request, config.trustProxy),
    now,
  })
  const holds = new Holds()
  const draining = new AbortController()
  const closed = new AbortController()
  /** How many pages there were when the relay began to drain. */
  let pages = 0
  const issued = tokens(config.tokenSecrets, {
    jwksUrl: config.jwksUrl,
    login: config.login,
    rollout: config.realtimeRollout,
    refused: (fault) => tell({ type: 'token_refused', fault }),
  })
  const parts = {
    config,
    store,
    dispatch,
    hub,
    asker: {
      ...asker,
      watched(ids: readonly string[]) {
        asker.watched(ids)
        if (questions.planner) for (const order of ids) bus.tell({ of: 'watched', order })
      },
    },
    bus,
    tokens: issued,
    sightings,
    seals,
    receiver: receiver({ config, store, dispatch, signingKeys, tell, now }),
    log,
    lately,
    tell,
    now,
    lostHistory: lostHistory(store, (lost) => {
      tell(lost)
      bus.tell({ of: 'epoch', epoch: store.epoch })
    }),
    holds,
    connections,
    draining: draining.signal,
    closed: closed.signal,
    secured,
    comeBack: () => comeBack(pages),
  }
  const sockets = new Sockets(parts)
  const measured = { store, bus, sockets, holds, hub, lanes, asked, now }
  const scraped = metrics && metricsToken ? scrape(metrics, metricsToken, measured) : undefined
  const routes = app({ ...parts, metrics: scraped }, assets)
  const refusesEarly = earlyRefusal(parts.receiver, reach.path, parts.secured)
  const takesCallback = fastPath(parts.receiver, reach.path, tell, parts.secured)
  // Node's own Request and Response are every part's of a process: a relay inside another program leaves them alone.
  const listener = getRequestListener(routes.fetch, { overrideGlobalObjects: ownsHost })

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const visitor = connections.admit(request, response)
    if (!visitor) return
    if (!isMet(request.headers.expect)) return void response.writeHead(417, secured).end()
    const isOpen = !closed.signal.aborted
    if (isOpen && refusesEarly(request, response)) return
    const answer = (body: Buffer | undefined) => {
      if (isOpen && takesCallback(request, response, body)) return
      // Where the routes look for it.
      if (body) Object.assign(request, { rawBody: body })
      void listener(request, response)
    }
    bodies.read(request, response, answer, visitor.isOverLimit ? PATIENCE : undefined)
  }

  let drained: Promise<void> | undefined
  async function drain(): Promise<void> {
    pages = sockets.size + holds.size
    tell({ type: 'draining', sockets: sockets.size, polls: holds.size })
    draining.abort()
    holds.end()
    timers.stop()
    stopUpkeep()
    stopKeeping()
    await sockets.drain()
  }

  /** Each takes the relay from a server. */
  const attached: (() => void)[] = []

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    await (drained ??= drain())
    closed.abort()
    for (const leave of attached) leave()
    await Promise.all([outbox.stop(), asker.stop(), sightings.stop()])
    connections.stop()
    bodies.stop()
    await leaveNodes()
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
    ...methods({ ...parts, listeners, settle: () => reach.settle() }),
    drain: () => (drained ??= drain()),
    close: () => (closing ??= close()),
  }
}
