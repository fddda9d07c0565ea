/** Who sees an order: `GET /orders/:id/audience`, and `audience` when embedded; who sees any: `GET /audience`. */

import { Hono } from 'hono'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { mostOf } from '../nodes/answer.ts'
import type { Bus } from '../nodes/bus.ts'
import type { Hub } from '../pages/hub.ts'
import { customersOf } from '../pages/owned-snapshot.ts'
import type { Sightings } from '../pages/sightings.ts'
import type { Store } from '../store/store.ts'

export interface Audience {
  /** Pages that watch now, by socket or poll. Staff are not counted. */
  connections: number
  /** The highest version that any of them was ever sent, and has acknowledged. 0: none. */
  delivered: number
  acknowledged: number
}

/** So long other nodes have to say who watches there, in ms. Who does not, is not counted. */
const ASKING = 300

export interface AudienceParts {
  store: Pick<Store, 'order'>
  hub: Pick<Hub, 'pages'>
  sightings: Pick<Sightings, 'of'>
  bus: Pick<Bus, 'ask'>
}

export async function audienceOf(
  { store, hub, sightings, bus }: AudienceParts,
  id: string,
): Promise<Audience> {
  const order = await store.order(id)
  const customers = order ? customersOf(order) : []
  const others = await bus.ask({ about: 'order', id, customers }, ASKING)
  const here = { connections: hub.pages(id, customers), ...(await sightings.of(id)) }
  return others.reduce<Audience>(
    (all, { connections, delivered = 0, acknowledged = 0 }) => ({
      connections: all.connections + connections,
      delivered: Math.max(all.delivered, delivered),
      acknowledged: Math.max(all.acknowledged, acknowledged),
    }),
    here,
  )
}

interface EverybodyParts {
  config: MerchantKeys
  hub: Pick<Hub, 'watched'>
  bus: Pick<Bus, 'ask'>
}

/** Everybody who watches now: how many pages, and of which orders and customers, those of most first. */
export function everybody({ config, hub, bus }: EverybodyParts): Hono {
  return new Hono().get('/', async (c) => {
    requireMerchant(c, config)
    const others = await bus.ask({ about: 'everybody' }, ASKING)
    const { connections, orders, customers } = hub.watched()
    let pages = connections
    const all = { orders: new Map(orders), customers: new Map(customers) }
    for (const { order, customer, connections } of others) {
      if (order !== undefined) add(all.orders, order, connections)
      else if (customer !== undefined) add(all.customers, customer, connections)
      else pages += connections
    }
    return c.json({
      connections: pages,
      orders: mostOf(all.orders).map(counted),
      customers: mostOf(all.customers).map(counted),
    })
  })
}

const add = (counts: Map<string, number>, id: string, count: number): void =>
  void counts.set(id, (counts.get(id) ?? 0) + count)

const counted = ([id, connections]: [string, number]) => ({ id, connections })
