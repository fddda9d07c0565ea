/**
 * The console's server: the page, and what it asks. It stands before a relay, on this machine's loopback, and is no part
 * of it: a relay that the world reaches never serves it.
 *
 * The API key stays here. The page asks `/console/api/…`; what is the relay's own is passed on with the key, where it is
 * in the table of forward.ts.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import * as v from 'valibot'
import { EVERY_ORDER, tokens } from '../access/token.ts'
import { serveAssets, type Assets } from '../http/assets.ts'
import { MAX_BODY } from '../http/bodies.ts'
import { readBody } from '../http/body.ts'
import { limit } from '../http/limit.ts'
import { isLoopback } from '../http/loopback.ts'
import { problem, RelayError } from '../http/problem.ts'
import { isOrderId } from '../protocol.ts'
import { bridge } from './bridge.ts'
import { forward } from './forward.ts'
import { ownPagesOnly, strict, thisMachineOnly } from './guards.ts'
import type { ConsoleParts } from './parts.ts'
import { offered, simulate, Wanted } from './simulation.ts'

/** Where it is, on whatever host. */
export const CONSOLE = '/console'

/** How long a token is valid that the page gets, in seconds. It gets another one before that. */
const TTL = 3_600

const TokenWanted = v.object({
  order: v.exactOptional(v.custom<string>(isOrderId, 'must name an order, such as ORD-1205')),
})

export interface Console {
  app: Hono
  /** Takes the upgrade to the page's socket, or refuses it. False, and the socket untouched, where it is another's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

export function relayConsole(parts: ConsoleParts): Console {
  const { config, relay, assets } = parts
  const { issue } = tokens(config.tokenSecrets)
  // Where others than this machine reach it, what is simulated may ship goods.
  const isPublic = [config.publicUrl, relay].some((url) => !isLoopback(new URL(url).hostname))

  const api = new Hono()
    .use(ownPagesOnly, limit(MAX_BODY))
    .get('/start', (c) =>
      c.json({
        relay,
        publicUrl: config.publicUrl,
        isPublic,
        testMoney: config.testMoney,
        providers: offered(parts),
      }),
    )
    .post('/token', async (c) => {
      const { order = EVERY_ORDER } = await readBody(c, TokenWanted)
      return c.json(await issue({ orders: [order] }, TTL, Date.now()))
    })
    .post('/simulate', async (c) =>
      c.json(await simulate(parts, isPublic, await readBody(c, Wanted))),
    )
    .all('/relay/*', (c) => forward(c, `${CONSOLE}/api/relay`, relay, config.apiKeys[0] ?? ''))

  const app = new Hono()
    .use(`${CONSOLE}/*`, thisMachineOnly, strict)
    .route(`${CONSOLE}/api`, api)
    .route('/', serveAssets(assets, pages(assets)))
    .get(CONSOLE, () => problem('unavailable', 'The console is not built: "npm run build:web".'))
    .all(`${CONSOLE}/*`, (c) => problem('not_found', `There is no ${c.req.method} ${c.req.path}.`))
    .onError((error) => {
      if (error instanceof RelayError) return problem(error.code, error.message)
      return problem('internal_error', 'The console failed at this.')
    })

  return { app, upgrade: bridge(`${CONSOLE}/ws`, relay) }
}

/** Its page, and what that loads. */
const pages = (assets: Assets): ReadonlyMap<string, string> =>
  new Map([
    [CONSOLE, 'console/index.html'],
    ...[...assets.keys()]
      .filter((name) => name.startsWith('demo/'))
      .map((name): [string, string] => [`/${name}`, name]),
  ])
