/** The routes, in one table of contents. */

import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import { SCRIPT, serveAssets, serveEarlier, widgetPaths, type Assets } from './http/assets.ts'
import { MAX_BODY } from './http/bodies.ts'
import { incomingOf } from './http/incoming.ts'
import { limit } from './http/limit.ts'
import { PATHS } from './http/paths.ts'
import { callbacks } from './callbacks/callbacks.ts'
import { health } from './http/health.ts'
import { idempotency } from './api/idempotency.ts'
import { everybody } from './api/audience.ts'
import { keptCallbacks } from './api/kept-callbacks.ts'
import { notifications } from './api/notifications.ts'
import { orders } from './api/orders.ts'
import { addressOf } from './access/client-address.ts'
import { isAllowed, type Origins } from './access/origin.ts'
import { poll } from './pages/poll.ts'
import { failure } from './http/failure.ts'
import { isAccessRefusal, problem, RelayError, stopped, type ProblemCode } from './http/problem.ts'
import { secured, type SecureHeaders } from './http/secure-headers.ts'
import type { Tell } from './telemetry/happening.ts'
import { metricsRoute } from './telemetry/route.ts'
import { tokensRoute } from './api/token-requests.ts'

/** Of what a page says by post, in bytes: as much as it could say by socket at once. */
export const MAX_POLL = 64 * 1024

/** Where a request may carry an Idempotency-Key. */
const FROM_THE_MERCHANT = [
  `${PATHS.orders}/*`,
  `${PATHS.customers}/*`,
  PATHS.notifications,
  PATHS.tokens,
  `${PATHS.callbacks}/:id{[0-9]+}/replay`,
]

/** Which requests have an id, `X-Request-Id`: the shop's and its pages'. */
const NAMED = [
  ...[`${PATHS.orders}/*`, `${PATHS.customers}/*`],
  ...[PATHS.notifications, PATHS.tokens, PATHS.poll],
]

/** How long a browser may remember that it may ask, in seconds. */
const PREFLIGHT_AGE = 7_200

/** What a route needs. */
type PartsOf<Route extends (parts: never) => unknown> = Parameters<Route>[0]

type Parts = {
  config: Origins & { trustProxy: number }
  tell: Tell
  store: Parameters<typeof serveEarlier>[0]
  /** What every answer has. */
  secured: SecureHeaders
  /** The relay answers nothing any more. */
  closed: AbortSignal
} & PartsOf<typeof idempotency> &
  PartsOf<typeof notifications> &
  PartsOf<typeof orders> &
  PartsOf<typeof poll> &
  PartsOf<typeof tokensRoute> &
  PartsOf<typeof everybody> &
  PartsOf<typeof keptCallbacks> &
  PartsOf<typeof callbacks> &
  PartsOf<typeof health> &
  PartsOf<typeof metricsRoute>

export function app(parts: Parts, assets: Assets): Hono {
  const { tell } = parts
  const { trustProxy } = parts.config
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
    // A proxy's own, where it gives one: then the lines of both logs name the same request.
    .on(['GET', 'PUT', 'POST'], NAMED, requestId())
    .on(['PUT', 'POST'], FROM_THE_MERCHANT, idempotency(parts))
    .route('/', notifications(parts))
    .route(PATHS.orders, orders(parts))
    .route(PATHS.poll, poll(parts))
    .route(PATHS.tokens, tokensRoute(parts))
    .route(PATHS.audience, everybody(parts))
    .route(PATHS.callbacks, keptCallbacks(parts))
    .route(PATHS.callbacks, callbacks(parts))
    .route('/', health(parts))
    .route('/', metricsRoute(parts))
    .route('/', serveAssets(assets, widgetPaths(assets)))
    .route('/', serveEarlier(parts.store))
    .get(`/${SCRIPT}`, () => problem('unavailable', 'The widget is not built: "npm run build".'))

  const base = new URL(parts.config.publicUrl).pathname
  const app = new Hono().route('/', routes)
  // Whether or not the proxy in front cuts PUBLIC_URL's path off.
  if (base !== '/') app.route(base, routes)

  return app
    .notFound((c) => problem('not_found', `There is no ${c.req.method} ${c.req.path}.`))
    .onError((error, c) => {
      const id = c.get('requestId')
      if (error instanceof RelayError && isAccessRefusal(error.code)) {
        const { code } = error
        const address = addressOf(incomingOf(c), trustProxy)
        const request = id !== undefined && { request: id }
        tell({ type: 'request_refused', code, address, ...request, setting: settingFor(c, code) })
      }
      return failure(error, tell, { request: id, gone: c.req.raw.signal })
    })
}

/** The setting that would have let it in. */
function settingFor({ req }: Context, code: ProblemCode) {
  if (req.path.endsWith(PATHS.metrics)) return 'METRICS_TOKEN'
  return code === 'unauthorized' ? 'API_KEYS' : 'TOKEN_SECRETS'
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
