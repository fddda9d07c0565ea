/** The providers are asked at once, for the merchant: `POST /orders/:id/ask`, and `ask` when embedded. */

import type { Asker, Outcome } from '../asking/asker.ts'
import type { Config } from '../config/config.ts'
import { refuse } from '../http/problem.ts'
import type { OrderRecord } from '../order/record.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'

/** What came of asking the providers about an order. */
export interface AskedOrder {
  /** As it stands now. */
  order: OrderView
  /** It is another than it was. */
  changed: boolean
  asked: AskedProvider[]
}

/** One of them. */
export interface AskedProvider {
  /** Its id. */
  provider: string
  outcome: Outcome
  /** When it was asked, RFC 3339. Of one that is throttled, the last time. */
  at: string
}

export interface AskParts {
  config: Pick<Config, 'asking'>
  store: Pick<Store, 'epoch' | 'order'>
  asker: Pick<Asker, 'ask'>
  /** In ms since 1970. */
  now(): number
}

/** Refuses what nobody has told of, as `order_unknown`. */
export async function askedAbout(
  { config, store, asker, now }: AskParts,
  id: string,
): Promise<AskedOrder> {
  const before = await read(store, id)
  const asked = await Promise.all(asker.ask(before, 'merchant'))
  const after = await read(store, id)

  const order = viewOf(after, store.epoch, now(), trustOf)
  const said = asked.map(({ provider, outcome, at }) => ({ provider, outcome, at: timeOf(at) }))
  const named = new Set([
    ...Object.keys(after.registration?.asks ?? {}),
    ...order.payments.flatMap(({ provider }) => provider ?? []),
  ])
  const unasked = [...named].filter((each) => !asked.some(({ provider }) => provider === each))
  // There is nothing to ask by: so it is said of each that would be asked.
  const isNobodys = asked.length + unasked.length === 0
  const cannot = (isNobodys ? [...config.asking.keys()] : unasked).map(
    (provider): AskedProvider => ({ provider, outcome: 'cannot', at: timeOf(now()) }),
  )
  return { order, changed: after.version > before.version, asked: [...said, ...cannot] }
}

async function read(store: Pick<Store, 'order'>, id: string): Promise<OrderRecord> {
  const order = await store.order(id)
  if (!order) throw refuse('order_unknown', `Nothing is known of ${id}. PUT it first.`)
  return order
}

const timeOf = (at: number): string => new Date(at).toISOString()
