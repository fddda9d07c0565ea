/** What a page may ask the stage for, below `/demo`. */

import type { HttpBindings } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { streamSSE } from 'hono/streaming'
import * as v from 'valibot'
import { isOwnPage } from '../console/guards.ts'
import { MAX_BODY } from '../http/bodies.ts'
import { readBody, readQuery } from '../http/body.ts'
import { limit } from '../http/limit.ts'
import { problem, RelayError } from '../http/problem.ts'
import { ACTS, actsOf, play, type Act } from './acts.ts'
import { CODES, CURRENCIES, isCurrency } from './baskets.ts'
import { tellOn } from './events.ts'
import type { Happening } from './happenings.ts'
import { NETWORKS } from './line.ts'
import type { Lines } from './lines.ts'
import type { Numbers } from './numbers.ts'
import { NotStarted, type RelayProcess } from './relay-process.ts'
import type { Parts } from './scene.ts'
import { OrderId, shownNumber, type Order } from './shop.ts'
import type { Staged } from './staged.ts'

const Wanted = v.object({ order: OrderId })
const NewOrder = v.object({
  provider: v.optional(v.string()),
  currency: v.optional(v.picklist(CODES)),
  escrow: v.optional(v.boolean(), false),
  order: v.optional(OrderId),
})
const Played = v.object({
  order: OrderId,
  provider: v.string(),
  act: v.picklist(Object.keys(ACTS) as Act[]),
})
const Weather = v.object({
  line: v.pipe(v.string(), v.regex(/^[a-z0-9]{8}$/)),
  network: v.picklist(NETWORKS),
})
const Switched = v.object({ state: v.picklist(['killed', 'running']) })

interface RouteParts {
  parts: Parts
  relay: RelayProcess
  providers: ReadonlyMap<string, Staged>
  lines: Lines
  numbers: Numbers
  /** Where a phone in the room finds the stage. */
  lan: string | null
}

export type StageRoutes = Hono<{ Bindings: HttpBindings }>

export function stageRoutes(stage: RouteParts): StageRoutes {
  const { parts, relay, providers, lines, numbers, lan } = stage
  const { shop, happenings } = parts
  const offered = [...providers.values()].map(offer)
  const stateOf = () => ({ isRunning: relay.isRunning, pid: relay.pid })

  const providerOf = (id: string): Staged => {
    const provider = providers.get(id)
    if (provider) return provider
    throw new RelayError('invalid_request', `provider: there is no "${id}".`)
  }
  /** With the relay dead, what the shop saw of it last: providers call back all the same. */
  const orderOf = async (id: string): Promise<Order> => {
    const order = (await shop.order(id)) ?? shop.seen(id)
    if (order?.registered) return order
    throw relay.isRunning
      ? new RelayError('order_unknown', `There is no order ${id}.`)
      : new RelayError('unavailable', DEAD)
  }

  return new Hono<{ Bindings: HttpBindings }>()
    .use('/demo/*', ownPagesOnly, limit(MAX_BODY))
    .get('/demo/start', (c) =>
      c.json({
        order: numbers.free,
        providers: offered,
        currencies: CURRENCIES,
        relay: stateOf(),
        isWatched: happenings.isWatched,
        lan,
      }),
    )

    .post('/demo/orders', async (c) => {
      const { provider, currency, escrow, order } = await readBody(c, NewOrder)
      const home = provider === undefined ? 'KES' : providerOf(provider).home
      if (!relay.isRunning) return problem('unavailable', DEAD)
      const isKnown = order !== undefined && (await shop.order(order))?.registered === true
      const id = order ?? (await numbers.take())
      numbers.taken(id)
      if (!isKnown) requireStored(await shop.register(id, currency ?? home, escrow))
      const token = await shop.token(id)
      if (token === undefined) return problem('unavailable', DEAD)
      return c.json({ order: id, number: shownNumber(id), token }, isKnown ? 200 : 201)
    })

    .post('/demo/token', async (c) => {
      const { order } = await readBody(c, Wanted)
      const token = await shop.token(order)
      return token === undefined ? problem('unavailable', DEAD) : c.json({ token })
    })

    .post('/demo/acts', async (c) => {
      const { order: id, provider: by, act } = await readBody(c, Played)
      const provider = providerOf(by)
      if (!actsOf(provider).includes(act)) {
        throw new RelayError('invalid_request', `${provider.adapter.name} has no word for that.`)
      }
      const order = await orderOf(id)
      requireCurrency(provider, order)
      // Its callback comes before the order: so that is another one.
      const played = act === 'before_order' ? await another(order) : order
      const { happened } = await play(parts, act, played, provider)
      const named = played === order ? {} : { order: played.id, number: shownNumber(played.id) }
      return c.json({ happened, ...named })
    })

    .post('/demo/network', async (c) => {
      const { line, network } = await readBody(c, Weather)
      lines.of(line).set(network)
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
      const last = c.req.header('Last-Event-ID')
      return streamSSE(c, (stream) => tellOn(stream, happenings, order, last))
    })

    .notFound((c) => problem('not_found', `There is no ${c.req.method} ${c.req.path}.`))
    .onError((error) => {
      if (error instanceof RelayError) return problem(error.code, error.message)
      if (error instanceof NotStarted) return problem('unavailable', error.message)
      return problem('internal_error', 'The demo broke.')
    })

  async function another({ currency, flow }: Order): Promise<Order> {
    const known = currency !== null && isCurrency(currency) ? currency : 'KES'
    return shop.unregistered(await numbers.take(), known, flow === 'escrow')
  }
}

const offer = (provider: Staged) => ({
  id: provider.adapter.id,
  name: provider.adapter.name,
  prompt: provider.prompt,
  ...(provider.currency && { currency: provider.currency }),
  home: provider.home,
  statuses: provider.adapter.statuses,
  acts: actsOf(provider),
  ...(provider.cannotBeAsked !== undefined && { cannot: provider.cannotBeAsked }),
})

function requireCurrency({ currency, adapter: { name } }: Staged, order: Order): void {
  if (currency === undefined || order.currency === currency) return
  throw new RelayError('invalid_request', `${name} knows ${currency} alone. Start an order in it.`)
}

/** A page must not be told of an order that nobody has. */
function requireStored({ answer }: Happening): void {
  if (!answer) throw new RelayError('unavailable', DEAD)
  if (answer.status < 300) return
  const why = `The relay answers ${answer.status}: ${answer.body}`
  throw new RelayError('unavailable', `The order could not be registered. ${why}`)
}

const DEAD = 'The relay does not run. Start it, or: POST /demo/relay {"state":"running"}.'

/** A page elsewhere must not use the shop's server. */
const ownPagesOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) =>
  isOwnPage((name) => c.req.header(name))
    ? next()
    : problem('forbidden', 'The demo is for its own pages.')
