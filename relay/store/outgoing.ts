/** What waits for the merchant's own backend. Plain data. */

import type { Gist, OrderRecord } from '../order/record.ts'

/** The lane of the webhook. A provider's callbacks have a lane of their own, named after it. */
export const WEBHOOK = 'webhook'

/** No wait is longer, in ms: what is due later than that was put off by a clock that was wrong. */
export const LONGEST_WAIT = 86_400_000

export type Outgoing = {
  id: number
  /** So often it was tried in vain. */
  attempts: number
  /** Waits since, in ms since 1970. */
  since: number
} & ({ orderId: string; version: number } | { provider: string })

/** How far the merchant's own backend is told of an order. */
export interface Delivery {
  /** What waits: which version, tried how often in vain, since when, and when it is due. In ms since 1970. */
  waiting: { version: number; attempts: number; since: number; dueAt: number } | null
  /** What was delivered of it last. Null: nothing yet. */
  delivered: Gist | null
}

/** What is to be told of an order: the same, however often it is tried. */
export interface Announced {
  /** The order as it was when it changed. */
  order: OrderRecord
  /** When that was, in ms since 1970. */
  since: number
  /** What was delivered of it last. Null: nothing yet. */
  previous: Gist | null
}
