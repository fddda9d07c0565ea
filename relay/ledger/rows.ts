/** What a step reads and writes, whatever keeps it. */

import type { Ask } from './asks.ts'
import type { Forward, KeptCallback } from './intake.ts'
import type { OrderRecord } from '../order/record.ts'

/** By whom a name leads to an order: the merchant registered it, an event taught it, or only mentions it. */
export type By = 'merchant' | 'event' | 'mention'

export interface Holder {
  orderId: string
  by: By
}

/** What came of a step. Plain data. */
export interface Outcome {
  value?: unknown
}

/**
 * The rows of one atomic step, which sees what it has written itself. They are read at once: a store that keeps
 * its rows elsewhere loads what the step asks for, and runs it again.
 */
export interface StepRows {
  order(id: string): OrderRecord | undefined
  save(order: OrderRecord): void
  /** Those that time has changed by then. */
  due(now: number, limit: number): OrderRecord[]

  /** Where a name leads to. At most one holder by the merchant's word, and one by an event's. */
  holders(name: string): Holder[]
  hold(name: string, orderId: string, by: By): void
  release(name: string, orderId: string): void

  /** Whether an event with this key is kept. */
  isKept(key: string): boolean
  /** Until one of the names leads somewhere. Gives it an id where it has none. */
  keep(kept: KeptCallback, names: readonly string[]): KeptCallback
  /** Takes out what waits for one of the names, first come first. */
  takeWaiting(names: readonly string[]): KeptCallback[]
  /** Undefined where nothing is kept under this id, whatever it is. */
  takeKept(id: string): KeptCallback | undefined

  /** The order's customers, from now on. */
  enlist(orderId: string, customers: readonly string[]): void

  /** The merchant's backend is to hear of the order as it is now; the version that still waits need not go. */
  announce(order: OrderRecord, now: number): void
  forward(forward: Forward, now: number): void

  /** Which providers are to be asked about an order. */
  asksOf(orderId: string): Ask[]
  /** In place of those that were. */
  saveAsks(orderId: string, asks: readonly Ask[]): void

  /** What the step of the request of this name has done. */
  outcome(name: string): Outcome | undefined
  /** Of a request that is claimed. */
  keepOutcome(name: string, outcome: Outcome): void
}
