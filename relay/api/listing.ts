/** `GET /orders`: those that fit, last changed first. */

import * as v from 'valibot'
import type { Context } from 'hono'
import { readQuery } from '../http/body.ts'
import { asSought } from '../ledger/names.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { STATUSES } from '../protocol.ts'
import { trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'

const MAX_LIMIT = 100

const Text = v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(255))

/** When the last order of a page changed, and its id. */
const Place = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}\..+$/, 'must be what the page before gave as next'),
  v.transform((text) => {
    const [updatedAt = ''] = text.split('.', 1)
    return { updatedAt: Number(updatedAt), id: text.slice(updatedAt.length + 1) }
  }),
)

const Query = v.strictObject({
  registered: v.exactOptional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ),
  status: v.exactOptional(v.picklist(STATUSES)),
  customer: v.exactOptional(Text),
  q: v.exactOptional(Text),
  limit: v.exactOptional(
    v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(MAX_LIMIT)),
    '50',
  ),
  before: v.exactOptional(Place),
})

export async function listOrders(
  c: Context,
  store: Pick<Store, 'epoch' | 'orders'>,
  now: number,
): Promise<{ orders: OrderView[]; next: string | null }> {
  const { q, ...query } = readQuery(c, Query)
  const names = q === undefined ? {} : { names: { id: q, names: asSought(q) } }
  // One more than asked for tells whether there is a next page.
  const found = await store.orders({ ...query, ...names, limit: query.limit + 1 })
  const page = found.slice(0, query.limit)
  const last = found.length > page.length ? page.at(-1) : undefined
  return {
    orders: page.map((order) => viewOf(order, store.epoch, now, trustOf)),
    next: last ? `${last.updatedAt}.${last.id}` : null,
  }
}
