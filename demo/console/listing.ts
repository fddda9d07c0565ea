/** Which orders are listed: asked for, and kept true by what is heard. */

import type { Snapshot } from '../../relay/protocol.ts'
import { answerOf, askRelay, faultOf } from './api.ts'
import type { Order } from './shapes.ts'

/** By its name, what of the relay's listing it is made of. */
export const FILTERS = {
  all: { label: 'All', queries: [''] },
  waiting: {
    label: 'Waiting',
    queries: ['status=requires_action', 'status=processing', 'status=pending'],
  },
  trouble: {
    label: 'Trouble',
    queries: ['status=disputed', 'status=partially_paid', 'status=failed', 'status=expired'],
  },
  none: { label: 'No order', queries: ['registered=false'] },
} as const

export type Filter = keyof typeof FILTERS

export const isFilter = (name: string): name is Filter => Object.hasOwn(FILTERS, name)

/** Of each query, so many at a time. */
const LIMIT = 50

export interface Listed {
  orders: readonly Order[]
  /** What the next of each query begins after; of those that have more. */
  next: readonly (readonly [query: string, before: string])[]
  fault: string
}

export const NOTHING: Listed = { orders: [], next: [], fault: '' }

interface Page {
  orders: Order[]
  next: string | null
}

/** The first of them; with `after`, those that come after. */
export async function list(filter: Filter, sought: string, after?: Listed): Promise<Listed> {
  const q = sought === '' ? '' : `q=${encodeURIComponent(sought)}`
  const asked = after
    ? after.next
    : FILTERS[filter].queries.map((query): [string, string] => [query, ''])
  const pages = await Promise.all(
    asked.map(async ([query, before]) => {
      const parts = [query, q, `limit=${LIMIT}`, before && `before=${before}`].filter(Boolean)
      const exchange = await askRelay({ method: 'GET', path: `/orders?${parts.join('&')}` })
      return { query, exchange, fault: faultOf(exchange) }
    }),
  )
  const fault = pages.map((page) => page.fault).find(Boolean) ?? ''
  if (fault) return { ...(after ?? NOTHING), fault }
  const found = pages.map(({ query, exchange }) => ({ query, ...answerOf<Page>(exchange) }))
  return {
    orders: sorted([...(after?.orders ?? []), ...found.flatMap(({ orders }) => orders)]),
    next: found.flatMap(({ query, next }) =>
      next === null ? [] : [[query, next] as [string, string]],
    ),
    fault: '',
  }
}

/** With an order as it is now: where it belongs there, or without it. */
export function heardOf(listed: Listed, filter: Filter, sought: string, order: Snapshot): Listed {
  const others = listed.orders.filter(({ id }) => id !== order.id)
  const known = listed.orders.find(({ id }) => id === order.id)
  const isSought = sought === '' || known !== undefined || order.id === sought
  if (!isSought || !fits(filter, order)) return { ...listed, orders: others }
  // By socket comes what pages see: what only the shop sees stays as it was.
  return { ...listed, orders: sorted([...others, { ...known, ...order }]) }
}

const fits = (filter: Filter, { status, registered }: Snapshot): boolean =>
  FILTERS[filter].queries.some((query) => {
    const [name, value] = query.split('=')
    return name === 'status' ? status === value : name !== 'registered' || !registered
  })

const sorted = (orders: readonly Order[]): Order[] =>
  [...new Map(orders.map((order) => [order.id, order])).values()].toSorted(
    (one, other) => Date.parse(other.updatedAt) - Date.parse(one.updatedAt),
  )
