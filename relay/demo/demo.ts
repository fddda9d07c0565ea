/**
 * What `serve --demo` puts in front of the relay: the demo's pages, and a shop's server in small.
 *
 * It does what a merchant's server does, over the same HTTP API; only the providers are simulated, with
 * signatures that the relay verifies like any others. On loopback, with throw-away secrets.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import * as v from 'valibot'
import type { ReachedConfig } from '../config/config.ts'
import { relayConsole, type Console } from '../console/console.ts'
import { serveAssets, type Assets } from '../http/assets.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { readBody } from '../http/body.ts'
import { isLoopbackHost } from '../http/loopback.ts'
import { problem } from '../http/problem.ts'
import type { Relay } from '../relay.ts'
import { NETWORKS, networkSwitch } from './network.ts'
import { OFFERED, provider } from './provider.ts'
import { newOrder, register, relayAddress, shop } from './shop.ts'

const Wanted = v.object({ network: v.picklist(NETWORKS) })

type App = Hono<{ Bindings: HttpBindings }>

export interface Demo {
  app: App
  /** The order that is there from the start. */
  order: string
  /** Registers it: once the relay listens. */
  begin(): Promise<void>
  /** Whether an upgrade is for the demo, and the network lets its socket through just now. */
  lets(request: IncomingMessage, socket: Duplex): boolean
  /** Takes the upgrade where it is the console's. */
  upgrade: Console['upgrade']
}

export function demo(config: ReachedConfig, relay: Relay, assets: Assets): Demo {
  const order = newOrder()
  const network = networkSwitch()
  const looksIn = relayConsole({
    config,
    relay: relayAddress(config),
    assets,
    signsCertificates: true,
  })
  const app: App = new Hono<{ Bindings: HttpBindings }>()
    .use(thisMachineOnly)
    .use('/poll', network.pollsPass)
    .use('/demo/*', ownPagesOnly)
    .get('/demo/start', (c) => c.json({ order, providers: OFFERED }))
    .post('/demo/network', async (c) => {
      network.set((await readBody(c, Wanted)).network)
      return c.body(null, 204)
    })
    .route('/demo', shop(config))
    .route('/demo', provider(config))
    .route('/', looksIn.app)
    .route('/', serveAssets(assets, pages(assets)))
    .all('*', (c) => relay.app.fetch(c.req.raw, c.env))
  const begin = async () => void (await register(config, order))
  const lets = ({ headers }: IncomingMessage, socket: Duplex): boolean => {
    if (isLoopbackHost(headers.host)) return network.socketPasses(socket)
    refuseUpgrade(socket)
    return false
  }
  return { app, order, begin, lets, upgrade: looksIn.upgrade }
}

/** Any page may have a name of its own lead to 127.0.0.1, and would then be the demo's own. */
const thisMachineOnly: MiddlewareHandler = async (c, next) =>
  isLoopbackHost(c.req.header('Host'))
    ? next()
    : problem('forbidden', 'The demo answers to localhost, 127.0.0.1 and [::1] alone.')

/** A page elsewhere must not use the shop's server, not even a demo's. */
const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('Origin')
  const isOwn = URL.canParse(origin ?? '') && new URL(origin ?? '').host === c.req.header('Host')
  if (origin === undefined || isOwn) return next()
  return problem('forbidden', 'The demo is for its own pages.')
}

const pages = (assets: Assets): ReadonlyMap<string, string> =>
  new Map([
    ['/', 'index.html'],
    ...[...assets.keys()]
      .filter((name) => name.startsWith('demo/'))
      .map((name): [string, string] => [`/${name}`, name]),
  ])
