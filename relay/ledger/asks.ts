/** Which providers are asked about an order, and when: rows that live and end in the same step as what they follow from. */

import type { OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'

/**
 * Since when a provider has been saying the same, by part of payment. Forgotten once anything else is told of the
 * order: without it a doubt is only longer.
 */
export type Run = Readonly<Record<string, { eventId: string; since: number }>>

/** What waits for an answer, the most urgent first: a callback that is to be verified, a page, or nobody. */
export const WAITING = ['callback', 'page', 'nobody'] as const
export type Waiting = (typeof WAITING)[number]

/** A provider that is to be asked about an order. Plain data; times in ms since 1970. */
export interface Ask {
  orderId: string
  provider: string
  dueAt: number
  waits: Waiting
  /** It is being asked. Until then nobody else asks; if nothing came of it by then, it is due again. */
  leasedUntil?: number
  /** Since when nobody has told anything of the order, but this provider when it was asked. */
  silentSince: number
  /** A callback that proves little is to be verified, and not before then. */
  verifyAt?: number
  askedAt?: number
  /** What came of it. */
  outcome?: string
  run: Run
}

/** What a step has told of an order. */
export interface News {
  now: number
  /** Who spoke, but for answers. `merchant`: of all of it, or of no provider's payment. */
  speakers: ReadonlySet<string>
  /** Whose callbacks were held back. */
  toVerify: ReadonlySet<string>
}

/** What decides about it. Pure. */
export interface Planner {
  /**
   * What counts of an event before its provider was asked; the same object: all of it. `isAddressed`: it came to the
   * order's own address.
   */
  believed(
    heard: Heard,
    order: Pick<OrderRecord, 'id' | 'registration' | 'payments'>,
    isAddressed: boolean,
  ): Heard
  /** What is to be asked from now on, in place of what was. */
  plan(order: OrderRecord, known: readonly Ask[], news: News): readonly Ask[]
}
