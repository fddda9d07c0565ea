/** An order as it is kept, and when it has become a new one. Pure. */

import { standing, type OrderFacts, type Shown } from './order.ts'
import type { PaymentStatus, Snapshot } from '../protocol.ts'

const GIST = ['status', 'amountReceived', 'amountRefunded', 'overpaid'] as const

/** Of what the merchant's backend hears whenever it changes. Amounts in minor units. */
export type Gist = Pick<Shown, (typeof GIST)[number]>

/** What the relay keeps of an order. Plain data. */
export interface OrderRecord extends OrderFacts {
  id: string
  version: number
  shown: Shown
  /** What was shown before this version. Without: nothing was. */
  previous?: Gist
  history: Snapshot['history']
  /** While the merchant has not spoken: by which other names its payments might be claimed. */
  mentions?: [name: string, payment: string][]
  /** When time alone changes what is shown, in ms since 1970. */
  changesAt?: number
  createdAt: number
  updatedAt: number
}

/** Money may be on its way: never forgotten, however old. */
export const ALIVE: readonly PaymentStatus[] = [
  'requires_action',
  'processing',
  'authorized',
  'disputed',
]

const HISTORY_LENGTH = 20

/** The order with `facts` at `now`: a new version exactly when the page would see a difference. */
export function revise(
  id: string,
  known: OrderRecord | undefined,
  facts: Pick<OrderRecord, 'registration' | 'payments' | 'mentions'>,
  now: number,
): OrderRecord {
  const { shown, changesAt } = standing(facts, now)
  const isSame = known && JSON.stringify(known.shown) === JSON.stringify(shown)
  const isNewStatus = known?.shown.status !== shown.status
  const history = known?.history ?? []
  const previous = isSame ? known.previous : known && gistOf(known.shown)

  return {
    id,
    ...facts,
    version: (known?.version ?? 0) + (isSame ? 0 : 1),
    shown,
    ...(previous && { previous }),
    history: isNewStatus
      ? [...history, { status: shown.status, at: new Date(now).toISOString() }].slice(
          -HISTORY_LENGTH,
        )
      : history,
    createdAt: known?.createdAt ?? now,
    updatedAt: isSame ? known.updatedAt : now,
    ...(changesAt !== undefined && { changesAt }),
  }
}

export const gistOf = ({ status, amountReceived, amountRefunded, overpaid }: Shown): Gist => ({
  status,
  amountReceived,
  amountRefunded,
  overpaid,
})

/** Whether the merchant's backend wants to hear of it: what it registers itself is no news to it. */
export function isNews(before: Shown | undefined, after: Shown): boolean {
  const known = before ?? NOTHING_YET
  return GIST.some((field) => known[field] !== after[field])
}

const NOTHING_YET: Gist = {
  status: 'pending',
  amountReceived: 0,
  amountRefunded: 0,
  overpaid: false,
}
