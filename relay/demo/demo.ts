/**
 * What `serve --demo` puts in front of the relay: the demo's pages, a shop's server in small, providers that sign as
 * they do, and lines that can be cut.
 *
 * It does what a merchant's server does, over the same HTTP API; only the providers are simulated, with
 * signatures that the relay verifies like any others. On loopback, with throw-away secrets.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { streamSSE } from 'hono/streaming'
import * as v from 'valibot'
import type { ReachedConfig } from '../config/config.ts'
import { CONSOLE, relayConsole } from '../console/console.ts'
import { serveAssets, type Assets } from '../http/assets.ts'
import { readBody, readQuery } from '../http/body.ts'
import { STATUSES } from '../protocol.ts'
import { problem, RelayError } from '../http/problem.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { Acts, ACTS } from './acts.ts'
import { CURRENCIES, isCurrency } from './baskets.ts'
import { forward, forwardUpgrade, type Way } from './forward.ts'
import { isFromHere, isOurs, isOwnPage } from './guard.ts'
import { Happenings } from './happenings.ts'
import { Line, NETWORKS } from './line.ts'
import { NotStarted, type RelayProcess } from './relay-process.ts'
import { numberOf, OrderId, Shop, type Order } from './shop.ts'
import { staged, type Staged } from './staged.ts'
import { Wire } from './wire.ts'

const LINE = /^\/line\/([a-z0-9]{8})(?=[/?]|$)/

const LineName = v.pipe(v.string(), v.regex(/^[a-z0-9]{8}$/))
const Wanted = v.object({ order: OrderId })
const NewOrder = v.object({
  provider: v.optional(v.string()),
  currency: v.optional(v.pipe(v.string(), v.check(isCurrency))),
  escrow: v.optional(v.boolean()),
  order: v.optional(OrderId),
})
const Played = v.object({ order: OrderId, provider: v.string(), act: v.picklist(ACTS) })
const Told = v.object({ order: OrderId, provider: v.string(), status: v.picklist(STATUSES) })
const Weather = v.object({ line: LineName, network: v.picklist(NETWORKS) })
const Switched = v.object({ state: v.picklist(['killed', 'running']) })

export interface Demo {
  handle(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The order that the terminal speaks of: that of the first visitor. */
  order: string
}

interface Parts {
  config: ReachedConfig
  relay: RelayProcess
  happenings: Happenings
  assets: Assets
  /** Of this machine, at which the demo answers besides loopback's. */
  addresses: readonly string[]
}

/** The relay must run. */
export async function demo({ config, relay, happenings, assets, addresses }: Parts): Promise<Demo> {
  const { publicUrl } = config
  const wire = new Wire(relay, happenings, publicUrl)
  const shop = new Shop(wire, publicUrl, config.apiKeys[0] ?? '')
  const acts = new Acts({ config, wire, shop, happenings })
  const providers = staged(config)
  const offered = [...providers.values()].map((provider) => ({
    id: provider.adapter.id,
    name: provider.adapter.name,
    prompt: provider.prompt,
    ...(provider.currency && { currency: provider.currency }),
    statuses: provider.adapter.statuses,
    acts: Acts.of(provider),
  }))
  const lines = new Map<string, Line>()
  const open = new Line()
  let next = await shop.nextNumber()
  const first = `DEMO-${next++}`
  let isFirstFree = true
  const names = new Set(addresses)
  const [lanAddress] = addresses
  const lan = lanAddress === undefined ? null : `http://${lanAddress}:${config.port}`

  const lineOf = (name: string): Line => {
    for (const [each, line] of lines) if (line.isIdle) lines.delete(each)
    const line = lines.get(name) ?? new Line()
    lines.set(name, line)
    return line
  }
  const stateOf = () => ({ isRunning: relay.isRunning, pid: relay.pid })
  const providerOf = (id: string): Staged => {
    const provider = providers.get(id)
    if (provider) return provider
    throw new RelayError('invalid_request', `provider: there is no "${id}".`)
  }
  const orderOf = async (id: string): Promise<Order> => {
    const order = await shop.order(id)
    if (order?.registered) return order
    if (!relay.isRunning) throw new RelayError('unavailable', DEAD)
    throw new RelayError('order_unknown', `There is no order ${id}.`)
  }

  const routes = new Hono<{ Bindings: HttpBindings }>()
    .use('/demo/*', ownPagesOnly)
    .get('/demo/start', (c) =>
      c.json({
        order: isFirstFree ? first : null,
        providers: offered,
        currencies: CURRENCIES,
        relay: stateOf(),
        lan,
      }),
    )
    .post('/demo/orders', async (c) => {
      const { provider, currency, escrow = false, order } = await readBody(c, NewOrder)
      if (!relay.isRunning) return problem('unavailable', DEAD)
      const isKnown = order !== undefined && (await shop.order(order))?.registered === true
      const id = order ?? (isFirstFree ? first : `DEMO-${next++}`)
      if (id === first) isFirstFree = false
      const money = currency ?? (provider === undefined ? 'KES' : providerOf(provider).home)
      if (!isKnown) await shop.register(id, isCurrency(money) ? money : 'KES', escrow)
      const token = await shop.token(id)
      if (token === undefined) return problem('unavailable', DEAD)
      return c.json({ order: id, number: numberOf(id), token }, isKnown ? 200 : 201)
    })
    .post('/demo/token', async (c) => {
      const { order } = await readBody(c, Wanted)
      const token = await shop.token(order)
      return token === undefined ? problem('unavailable', DEAD) : c.json({ token })
    })
    .post('/demo/acts', async (c) => {
      const { order: id, provider: by, act } = await readBody(c, Played)
      const provider = providerOf(by)
      if (!Acts.of(provider).includes(act)) {
        return problem('invalid_request', `${provider.adapter.name} has no word for "${act}".`)
      }
      return c.json({ happened: await acts.play(act, await orderOf(id), provider) })
    })
    .post('/demo/callbacks', async (c) => {
      const { order: id, provider: by, status } = await readBody(c, Told)
      const provider = providerOf(by)
      if (!provider.adapter.statuses.includes(status)) {
        return problem('invalid_request', `${provider.adapter.name} has no event for "${status}".`)
      }
      const { url, headers, body } = acts.request(provider, await orderOf(id), { status })
      const answer = await wire.send({ method: 'POST', url, headers, body })
      return c.json({
        path: url.slice(publicUrl.length),
        headers,
        body,
        answered: answer?.status ?? 0,
      })
    })
    .post('/demo/network', async (c) => {
      const { line, network } = await readBody(c, Weather)
      lineOf(line).set(network)
      return c.body(null, 204)
    })
    .post('/demo/relay', async (c) => {
      const { state } = await readBody(c, Switched)
      if (state === 'killed') await relay.kill()
      else await relay.start()
      return c.json(stateOf())
    })
    .get('/demo/events', (c) => {
      const { order } = readQuery(c, Wanted)
      return streamSSE(c, async (stream) => {
        const aborted = new Promise<void>((resolve) => stream.onAbort(resolve))
        const write = (happening: { id: string }) =>
          void stream.writeSSE({ id: happening.id, data: JSON.stringify(happening) })
        for (const each of happenings.of(order, c.req.header('Last-Event-ID'))) write(each)
        const stop = happenings.listen(order, write)
        await aborted
        stop()
      })
    })
    .route('/', serveAssets(assets, pages(assets)))
    .notFound((c) => problem('not_found', `There is no ${c.req.method} ${c.req.path}.`))
    .onError((error) => {
      if (error instanceof RelayError) return problem(error.code, error.message)
      if (error instanceof NotStarted) return problem('unavailable', error.message)
      return problem('internal_error', 'The demo broke.')
    })
  const own = new Set(['/', ...pages(assets).keys()])
  const answer = getRequestListener(routes.fetch)
  const inside = relayConsole({
    config,
    relay: `http://127.0.0.1:${relay.port}`,
    assets,
    signsCertificates: true,
  })
  const answerInside = getRequestListener(inside.app.fetch)

  /** Undefined: the demo's own. */
  function wayOf({ url = '/' }: IncomingMessage): Way | undefined {
    const [path = ''] = url.split('?')
    if (own.has(path) || path.startsWith('/demo/')) return undefined
    const [prefix, name] = LINE.exec(url) ?? []
    if (prefix === undefined || name === undefined) return { port: relay.port, url, line: open }
    const rest = url.slice(prefix.length)
    return { port: relay.port, url: rest.startsWith('/') ? rest : `/${rest}`, line: lineOf(name) }
  }

  return {
    order: first,
    handle(request, response) {
      if (!isOurs(request.headers, names)) {
        void getRequestListener(() => problem('forbidden', STRANGE))(request, response)
        return
      }
      if (isInside(request)) {
        // A name is soon forged; where one comes from is not.
        const isHere = isFromHere(request.socket)
        const strange = getRequestListener(() => problem('forbidden', ELSEWHERE))
        return void (isHere ? answerInside : strange)(request, response)
      }
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

const DEAD = 'The relay does not run. Start it: POST /demo/relay {"state":"running"}.'

const isInside = ({ url = '/' }: IncomingMessage): boolean =>
  url.split('?')[0] === CONSOLE || url.startsWith(`${CONSOLE}/`)

const ELSEWHERE = 'The console answers to this machine alone.'

const STRANGE = 'The demo answers to localhost, 127.0.0.1 and [::1] alone.'

const ownPagesOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) =>
  isOwnPage(c.env.incoming.headers)
    ? next()
    : problem('forbidden', 'The demo is for its own pages.')

const pages = (assets: Assets): ReadonlyMap<string, string> =>
  new Map([
    ['/', 'index.html'],
    ...[...assets.keys()]
      .filter((name) => name.startsWith('demo/'))
      .map((name): [string, string] => [`/${name}`, name]),
  ])
