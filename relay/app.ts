/** The routes, in one table of contents. */

import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { SCRIPT, serveAssets, widgetPaths, type Assets } from './http/assets.ts'
import { MAX_BODY } from './http/bodies.ts'
import { PATHS } from './http/paths.ts'
import { callbacks } from './callbacks/callbacks.ts'
import { health } from './http/health.ts'
import { idempotency } from './api/idempotency.ts'
import { keptCallbacks } from './api/kept-callbacks.ts'
import { notifications } from './api/notifications.ts'
import { orders } from './api/orders.ts'
import { isAllowed, type Origins } from './access/origin.ts'
import { poll } from './pages/poll.ts'
import { failure } from './http/failure.ts'
import { problem, stopped } from './http/problem.ts'
import { secured, type SecureHeaders } from './http/secure-headers.ts'
import type { Log } from './log.ts'
import { tokensRoute } from './api/token-requests.ts'

/** Of what a page says by post, in bytes: as much as it could say by socket at once. */
const MAX_POLL = 64 * 1024

/** Hono's own makes a web stream of every body: a third of what a callback costs. Most say how long they are. */
function limit(maxSize: number): MiddlewareHandler {
  const tooLarge = () => problem('too_large', `At most ${maxSize} bytes.`)
  const count = bodyLimit({ maxSize, onError: tooLarge })
  return (c, next) => {
    const length = c.req.header('Content-Length')
    if (length === undefined) {
      if (c.req.raw.body) c.req.raw = copyOf(c.req.raw)
      return count(c, next)
    }
    return Number(length) > maxSize ? Promise.resolve(tooLarge()) : next()
  }
}

/** Of the platform's own kind: Hono's server has one of its own, of which nothing else can make another. */
function copyOf({ url, method, headers, body, signal }: Request): Request {
  const init = { method, headers, body, signal, duplex: 'half' as const }
  return new Request(url, init)
}

/** Where a request may carry an Idempotency-Key. */
const FROM_THE_MERCHANT = [
  `${PATHS.orders}/*`,
  `${PATHS.customers}/*`,
  PATHS.notifications,
  PATHS.tokens,
  `${PATHS.callbacks}/:id{[0-9]+}/replay`,
]

/** How long a browser may remember that it may ask, in seconds. */
const PREFLIGHT_AGE = 7_200

/** What a route needs. */
type PartsOf<Route extends (parts: never) => unknown> = Parameters<Route>[0]

type Parts = {
  config: Origins
  log: Log
  /** What every answer has. */
  secured: SecureHeaders
  /** The relay answers nothing any more. */
  closed: AbortSignal
} & PartsOf<typeof idempotency> &
  PartsOf<typeof notifications> &
  PartsOf<typeof orders> &
  PartsOf<typeof poll> &
  PartsOf<typeof tokensRoute> &
  PartsOf<typeof keptCallbacks> &
  PartsOf<typeof callbacks> &
  PartsOf<typeof health>

export function app(parts: Parts, assets: Assets): Hono {
  const routes = new Hono()
    .use(secured(parts.secured))
    .use((_, next) => (parts.closed.aborted ? Promise.resolve(stopped()) : next()))
    .use(
      `${PATHS.orders}/*`,
      forPages((origin, host) => isAllowed(origin, host, parts.config)),
      uncached,
    )
    // What is refused must be readable too, or the page would take it for a dead network.
    .use(
      PATHS.poll,
      forPages(() => true),
      uncached,
    )
    .use(PATHS.poll, limit(MAX_POLL))
    .use(limit(MAX_BODY))
    .on(['PUT', 'POST'], FROM_THE_MERCHANT, idempotency(parts))
    .route('/', notifications(parts))
    .route(PATHS.orders, orders(parts))
    .route(PATHS.poll, poll(parts))
    .route(PATHS.tokens, tokensRoute(parts))
    .route(PATHS.callbacks, keptCallbacks(parts))
    .route(PATHS.callbacks, callbacks(parts))
    .route('/', health(parts))
    .route('/', serveAssets(assets, widgetPaths(assets)))
    .get(`/${SCRIPT}`, () => problem('unavailable', 'The widget is not built: "npm run build".'))

  const base = new URL(parts.config.publicUrl).pathname
  const app = new Hono().route('/', routes)
  // Whether or not the proxy in front cuts PUBLIC_URL's path off.
  if (base !== '/') app.route(base, routes)

  return app
    .notFound((c) => problem('not_found', `There is no ${c.req.method} ${c.req.path}.`))
    .onError((error, c) => failure(error, parts.log, c.req.raw.signal))
}

/** Cross-origin, for the merchant's pages. */
const forPages = (mayRead: (origin: string, host: string | undefined) => boolean) =>
  cors({
    origin: (origin, c) => (mayRead(origin, c.req.header('Host')) ? origin : undefined),
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['Authorization', 'If-None-Match', 'Content-Type'],
    exposeHeaders: ['ETag', 'Date', 'Retry-After'],
    maxAge: PREFLIGHT_AGE,
  })

/** Neither a proxy nor a browser may keep what a shopper sees of an order. */
const uncached: MiddlewareHandler = (c, next) => {
  c.header('Cache-Control', 'no-store')
  return next()
}
