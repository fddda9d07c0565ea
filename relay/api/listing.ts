/** `GET /orders`: those that fit, last changed first. */

import * as v from 'valibot'
import type { Context } from 'hono'
import { readQuery } from '../http/body.ts'
import { asSought } from '../ledger/names.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { STATUSES } from '../protocol.ts'
import { trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'
import { CustomerId, Limit, pageOf, text } from './fields.ts'

/** When the last order of a page changed, and its id. */
const Place = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}\..+$/, 'must be what the page before gave as next'),
  v.transform((place) => {
    const [updatedAt = ''] = place.split('.', 1)
    return { updatedAt: Number(updatedAt), id: place.slice(updatedAt.length + 1) }
  }),
)

const Query = v.strictObject({
  registered: v.exactOptional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((said) => said === 'true'),
    ),
  ),
  status: v.exactOptional(v.picklist(STATUSES)),
  customer: v.exactOptional(CustomerId),
  q: v.exactOptional(text(255)),
  limit: Limit,
  before: v.exactOptional(Place),
})

export async function listOrders(
  c: Context,
  store: Pick<Store, 'epoch' | 'orders'>,
  now: number,
): Promise<{ orders: OrderView[]; next: string | null }> {
  const { q, ...query } = readQuery(c, Query)
  const names = q === undefined ? {} : { names: { id: q, names: asSought(q) } }
  const found = await store.orders({ ...query, ...names, limit: query.limit + 1 })
  const { page, last } = pageOf(found, query.limit)
  return {
    orders: page.map((order) => viewOf(order, store.epoch, now, trustOf)),
    next: last ? `${last.updatedAt}.${last.id}` : null,
  }
}
