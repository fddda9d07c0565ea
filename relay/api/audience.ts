/** Who sees an order: `GET /orders/:id/audience`, and `audience` when embedded. */

import type { Services } from '../services.ts'

export interface Audience {
  /** Pages that watch now, by socket or poll. Staff are not counted. */
  connections: number
  /** The highest version that any of them was ever sent, and has acknowledged. 0: none. */
  delivered: number
  acknowledged: number
}

export async function audienceOf(
  { store, hub, sightings }: Services,
  id: string,
): Promise<Audience> {
  const customers = (await store.order(id))?.registration?.customers ?? []
  return { connections: hub.pages(id, customers), ...(await sightings.of(id)) }
}
