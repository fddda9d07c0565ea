/** Who sees an order: `GET /orders/:id/audience`, and `audience` when embedded. */

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
