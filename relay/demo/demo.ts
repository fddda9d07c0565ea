/**
 * What `serve --demo` puts in front of the relay: the demo's pages, a shop's server in small, providers that sign as
 * they do, and lines that can be cut.
 *
 * It does what a merchant's server does, over the same HTTP API; only the providers are simulated, with
 * signatures that the relay verifies like any others. On loopback, with throw-away secrets.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { ReachedConfig } from '../config/config.ts'
import { CONSOLE, relayConsole } from '../console/console.ts'
import { serveAssets, widgetPaths, type Assets } from '../http/assets.ts'
import { problem } from '../http/problem.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { Answers } from './answers.ts'
import { Attempts } from './attempts.ts'
import { forward, forwardUpgrade, type Way } from './forward.ts'
import { isFromHere, isOurs } from './guard.ts'
import { Happenings } from './happenings.ts'
import { Line } from './line.ts'
import { Lines } from './lines.ts'
import { Newest } from './newest.ts'
import { Numbers } from './numbers.ts'
import { RelayProcess } from './relay-process.ts'
import { stageRoutes } from './routes.ts'
import { deliverAgain } from './scene.ts'
import { Shop, type Version } from './shop.ts'
import type { StageBank } from './stage-bank.ts'
import { staged } from './staged.ts'
import { Undelivered } from './undelivered.ts'
import { becomesThen } from './verdict.ts'
import { Wire } from './wire.ts'

export interface Demo {
  handle(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The order that the terminal speaks of: that of the first visitor. */
  order: string
}

interface Parts {
  config: ReachedConfig
  /** It runs. */
  relay: RelayProcess
  /** The relay asks it. */
  bank: StageBank
  assets: Assets
  /** Of this machine, at which the demo answers besides loopback's. */
  addresses: readonly string[]
}

/** Of so many it is known what was told of them. */
const ORDERS = 1_000

/** Of the stage's page: the element is at home under a strict one, and shows it here. */
const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", 'trusted-types lit-html'],
].join('; ')

export async function demo({ config, relay, bank, assets, addresses }: Parts): Promise<Demo> {
  const { publicUrl, port } = config
  const happenings = new Happenings()
  const wire = new Wire(relay, happenings, publicUrl)
  const shop = new Shop(wire, publicUrl, config.apiKeys[0] ?? '')
  const [attempts, undelivered] = [new Attempts(), new Undelivered()]
  const providers = staged(config)
  const answers = new Answers({
    ...{ happenings, providers },
    answered: (order) => void becomesThen(parts, order),
  })
  const told = new Newest<Version>(ORDERS)
  const parts = { config, wire, shop, happenings, attempts, undelivered, bank, answers, told }
  const numbers = await Numbers.of(shop)
  const lines = new Lines()
  const [address] = addresses
  const lan = address === undefined ? null : `http://${address}:${port}`

  relay.onChange((isRunning) => {
    const text = isRunning ? 'The relay runs' : 'The relay is dead'
    happenings.tell(undefined, { lane: 'relay', text, tone: isRunning ? 'good' : 'bad' })
    if (isRunning) void deliverAgain(parts)
  })

  bank.onQuestion((...all) => answers.hear(...all, bank.origin))

  const files = pages(assets)
  const routes = stageRoutes({ parts, relay, providers, lines, numbers, lan })
  routes.use('/', async (c, next) => {
    await next()
    c.header('Content-Security-Policy', POLICY)
  })
  routes.route('/', serveAssets(assets, files))
  const answer = getRequestListener(routes.fetch)
  const refuse = getRequestListener(() => problem('forbidden', STRANGE))
  const inside = relayConsole({
    config,
    relay: `http://127.0.0.1:${relay.port}`,
    assets,
    signsCertificates: true,
  })
  const answerInside = getRequestListener(inside.app.fetch)
  const refuseInside = getRequestListener(() => problem('forbidden', ELSEWHERE))

  const names = new Set(addresses)
  /** Over which nothing is played. */
  const direct = new Line()
  /** To the relay. Undefined: the demo's own. */
  function wayOf({ url = '/' }: IncomingMessage): Way | undefined {
    const [path = ''] = url.split('?')
    if (files.has(path) || path.startsWith('/demo/')) return undefined
    return { ...(lines.taken(url) ?? { line: direct, url }), port: relay.port }
  }

  return {
    order: numbers.first,
    handle(request, response) {
      if (!isOurs(request.headers, names)) return void refuse(request, response)
      // A name is soon forged; where one comes from is not.
      const isHere = isFromHere(request.socket)
      if (isInside(request)) return void (isHere ? answerInside : refuseInside)(request, response)
      const way = wayOf(request)
      if (way) forward(request, response, way)
      else void answer(request, response)
    },
    upgrade(request, socket, head) {
      if (isInside(request)) {
        const isTaken = isFromHere(request.socket) && inside.upgrade(request, socket, head)
        return isTaken ? undefined : refuseUpgrade(socket)
      }
      const way = isOurs(request.headers, names) ? wayOf(request) : undefined
      if (way) forwardUpgrade(request, socket, head, way)
      else refuseUpgrade(socket)
    },
  }
}

const isInside = ({ url = '/' }: IncomingMessage): boolean =>
  url.split('?')[0] === CONSOLE || url.startsWith(`${CONSOLE}/`)

const ELSEWHERE = 'The console answers to this machine alone.'

const STRANGE = 'The demo answers to localhost, 127.0.0.1 and [::1] alone.'

/** The element as well: a page that is opened while the relay is dead says so. */
const pages = (assets: Assets): ReadonlyMap<string, string> =>
  new Map([
    ['/', 'index.html'],
    ...widgetPaths(assets),
    ...[...assets.keys()]
      .filter((name) => name.startsWith('demo/'))
      .map((name): [string, string] => [`/${name}`, name]),
  ])
