/** Who sees an order: `GET /orders/:id/audience`, and `audience` when embedded; who sees any: `GET /audience`. */

import { Hono } from 'hono'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import type { Hub } from '../pages/hub.ts'
import type { Sightings } from '../pages/sightings.ts'
import type { Store } from '../store/store.ts'

export interface Audience {
  /** Pages that watch now, by socket or poll. Staff are not counted. */
  connections: number
  /** The highest version that any of them was ever sent, and has acknowledged. 0: none. */
  delivered: number
  acknowledged: number
}

export interface AudienceParts {
  store: Pick<Store, 'order'>
  hub: Pick<Hub, 'pages'>
  sightings: Pick<Sightings, 'of'>
}

export async function audienceOf(
  { store, hub, sightings }: AudienceParts,
  id: string,
): Promise<Audience> {
  const customers = (await store.order(id))?.registration?.customers ?? []
  return { connections: hub.pages(id, customers), ...(await sightings.of(id)) }
}

/** How many of those that are watched most are told. */
const MOST = 100

interface EverybodyParts {
  config: MerchantKeys
  hub: Pick<Hub, 'watched'>
}

/** Everybody who watches now: how many pages, and of which orders and customers, those of most first. */
export function everybody({ config, hub }: EverybodyParts): Hono {
  return new Hono().get('/', (c) => {
    requireMerchant(c, config)
    const { connections, orders, customers } = hub.watched()
    return c.json({ connections, orders: mostOf(orders), customers: mostOf(customers) })
  })
}

const mostOf = (watched: ReadonlyMap<string, number>): { id: string; connections: number }[] =>
  [...watched]
    .map(([id, connections]) => ({ id, connections }))
    .toSorted((one, other) => other.connections - one.connections)
    .slice(0, MOST)
