/** `GET /orders`: those that fit, last changed first. */

import * as v from 'valibot'
import type { Context } from 'hono'
import { readQuery } from '../http/body.ts'
import { fields, oneOf, text, that } from '../http/shapes.ts'
import { asSought } from '../ledger/names.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { STATUSES } from '../protocol.ts'
import { trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'
import { CustomerId, Limit, pageOf } from './fields.ts'

/** When the last order of a page changed, and its id. */
const Place = v.pipe(
  that<string>('what the page before gave as next', (said) => PLACE.test(String(said))),
  v.transform((place) => {
    const [, updatedAt, id = ''] = PLACE.exec(place) ?? []
    return { updatedAt: Number(updatedAt), id }
  }),
)

const PLACE = /^(\d{1,15})\.([\w.:-]{1,128})$/

const Query = fields({
  registered: v.exactOptional(
    v.pipe(
      oneOf(['true', 'false']),
      v.transform((said) => said === 'true'),
    ),
  ),
  status: v.exactOptional(oneOf(STATUSES)),
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
