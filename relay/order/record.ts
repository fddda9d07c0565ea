/** An order as it is kept, and when it has become a new one. Pure. */

import { standing, type OrderFacts, type Shown } from './order.ts'
import type { PaymentStatus, Snapshot } from '../protocol.ts'

/** What the relay keeps of an order. Plain data. */
export interface OrderRecord extends OrderFacts {
  id: string
  version: number
  shown: Shown
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

  return {
    id,
    ...facts,
    version: (known?.version ?? 0) + (isSame ? 0 : 1),
    shown,
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

/** The status that was shown before this version. Null where there was none. */
export function statusBefore({ history, shown, updatedAt }: OrderRecord): PaymentStatus | null {
  const isNewStatus = history.at(-1)?.at === new Date(updatedAt).toISOString()
  return isNewStatus ? (history.at(-2)?.status ?? null) : shown.status
}

/** Whether the merchant's backend wants to hear of it: what it registers itself is no news to it. */
export function isNews(before: Shown | undefined, after: Shown): boolean {
  const { status, amountReceived, amountRefunded, overpaid } = before ?? NOTHING_YET
  return (
    status !== after.status ||
    amountReceived !== after.amountReceived ||
    amountRefunded !== after.amountRefunded ||
    overpaid !== after.overpaid
  )
}

const NOTHING_YET = { status: 'pending', amountReceived: 0, amountRefunded: 0, overpaid: false }
