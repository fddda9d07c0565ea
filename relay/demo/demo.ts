/**
 * What `serve --demo` puts in front of the relay: the demo's pages, and a shop's server in small.
 *
 * It does what a merchant's server does, over the same HTTP API; only the providers are simulated, with
 * signatures that the relay verifies like any others. On loopback, with throw-away secrets.
 */

import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import * as v from 'valibot'
import { serveAssets, type Assets } from '../http/assets.ts'
import { readBody } from '../http/body.ts'
import { callbackUrl, type Config, type ReachedConfig } from '../config/read-config.ts'
import { problem } from '../http/problem.ts'
import { STATUSES, type PaymentStatus } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import type { Relay } from '../relay.ts'
import { simulatedCallback } from '../providers/simulate.ts'

/** What the demo's shop sells. */
const BASKET = {
  amount: 500_000,
  currency: 'KES',
  merchant: 'Kikoy House',
  description: '2 × beach towel',
  expiresIn: 15 * 60,
}

const OrderId = v.pipe(v.string(), v.regex(/^DEMO-[0-9]{1,12}$/))
const Wanted = v.object({ order: OrderId })
const Token = v.object({ token: v.string() })
const Network = v.object({ network: v.picklist(['open', 'no sockets', 'cut']) })
const Told = v.object({
  order: OrderId,
  provider: v.picklist([...PROVIDERS.keys()]),
  status: v.picklist(STATUSES),
})

type App = Hono<{ Bindings: HttpBindings }>

export interface Demo {
  app: App
  /** The order that is there from the start. */
  order: string
  /** Registers it: once the relay listens. */
  begin(): Promise<void>
  /** Whether the network lets this socket through just now. */
  lets(socket: Duplex): boolean
}

export function demo(config: ReachedConfig, relay: Relay, assets: Assets): Demo {
  const order = newOrder()
  const network = networkSwitch()
  const app: App = new Hono<{ Bindings: HttpBindings }>()
    .use('/poll', network.pollsPass)
    .use('/demo/*', ownPagesOnly)
    .get('/demo/start', (c) => c.json({ order, providers: offered() }))
    .post('/demo/network', async (c) => {
      network.set((await readBody(c, Network)).network)
      return c.body(null, 204)
    })
    .route('/demo', shop(config))
    .route('/demo', provider(config))
    .route('/', serveAssets(assets, pages(assets)))
    .all('*', (c) => relay.app.fetch(c.req.raw, c.env))
  const begin = async () => void (await register(config, order))
  return { app, order, begin, lets: network.socketPasses }
}

const addressOf = ({ port }: Config): string => `http://127.0.0.1:${port}`

const put = (config: Config, id: string, order: object): Promise<Response> =>
  fetch(`${addressOf(config)}/orders/${id}`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${config.apiKeys[0] ?? ''}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(order),
  })

const register = (config: Config, id: string): Promise<Response> =>
  put(config, id, { ...BASKET, number: `№ ${id.slice('DEMO-'.length)}` })

/** A merchant's server: registers an order when the shopper presses Pay, and gets tokens for its page. */
const shop = (config: Config): Hono =>
  new Hono()
    .post('/orders', async (c) => {
      const { order: id = newOrder() } = await readBody(c, v.partial(Wanted))
      const { ok } = await register(config, id)
      return c.json({ order: id }, ok ? 200 : 502)
    })
    .post('/token', async (c) => {
      const { order } = await readBody(c, Wanted)
      const { token } = v.parse(Token, await (await put(config, order, {})).json())
      return c.json({ token })
    })

/** A provider: signs, and calls back. */
const provider = (config: ReachedConfig): Hono =>
  new Hono().post('/callbacks', async (c) => {
    const { order, provider: id, status } = await readBody(c, Told)
    const adapter = PROVIDERS.get(id)
    const settings = config.providers.get(id)
    const [secret] = settings?.secrets ?? []
    const callback =
      adapter &&
      settings &&
      secret !== undefined &&
      simulatedCallback(
        adapter,
        secret,
        { ...BASKET, url: callbackUrl(settings, config.publicUrl, id), orderId: order, status },
        Date.now(),
      )
    if (!callback) return problem('invalid_request', `${id} has no event for "${status}".`)

    const { path, headers, body } = callback
    const url = `${addressOf(config)}/callbacks/${id}${path}`
    const response = await fetch(url, { method: 'POST', headers, body })
    return c.json({ path: `/callbacks/${id}${path}`, headers, body, answered: response.status })
  })

/** Cuts the page off, as a tunnel or a company's proxy would. */
function networkSwitch() {
  const sockets = new Set<Duplex>()
  let network: v.InferOutput<typeof Network>['network'] = 'open'

  return {
    set(next: typeof network) {
      network = next
      if (next !== 'open') for (const socket of sockets) socket.destroy()
    },
    socketPasses(socket: Duplex): boolean {
      if (network !== 'open') {
        socket.destroy()
        return false
      }
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return true
    },
    async pollsPass(c: { env: HttpBindings }, next: () => Promise<void>): Promise<void> {
      // No answer at all: that is what a dead network is like.
      if (network === 'cut') c.env.incoming.socket.destroy()
      else await next()
    },
  }
}

/** A page elsewhere must not use the shop's server, not even a demo's. */
const ownPagesOnly = async (
  c: { req: { header(name: string): string | undefined } },
  next: () => Promise<void>,
): Promise<Response | void> => {
  const origin = c.req.header('Origin')
  if (origin === undefined || new URL(origin).host === c.req.header('Host')) return next()
  return problem('forbidden', 'The demo is for its own pages.')
}

const newOrder = (): string => `DEMO-${randomInt(1_000, 10_000)}`

const simulate = (provider: Provider, status: PaymentStatus): unknown =>
  provider.simulate({
    ...BASKET,
    ...{ orderId: 'DEMO-1', status, payment: 'x', timestamp: 0, id: 'x' },
  })

/** What a provider can tell. */
const abilities = (provider: Provider) => ({
  id: provider.id,
  name: provider.name,
  statuses: STATUSES.filter((status) => simulate(provider, status) !== undefined),
})

/** Those in whose country the basket can be paid: the others know another currency only. */
const offered = () =>
  [...PROVIDERS.values()]
    .filter((provider) => {
      const event = { headers: new Headers({ 'webhook-id': 'x' }), digest: 'x' }
      const updates = provider.updates(simulate(provider, 'succeeded'), event)
      return updates.every(({ currency = BASKET.currency }) => currency === BASKET.currency)
    })
    .map(abilities)

const pages = (assets: Assets): ReadonlyMap<string, string> =>
  new Map([
    ['/', 'index.html'],
    ...[...assets.keys()]
      .filter((name) => name.startsWith('demo/'))
      .map((name): [string, string] => [`/${name}`, name]),
  ])
