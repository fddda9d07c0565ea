/** What a step asks a store that answers later, what is known of it, and what the step has done. Plain data. */

import type { Ask, Waiting } from '../ledger/asks.ts'
import type { Forward, KeptCallback } from '../ledger/intake.ts'
import type { By, Holder, Outcome } from '../ledger/rows.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Pace } from '../reconciliation/queue.ts'

/**
 * `order`: the order, and what is to be asked about it. `name`: who holds it, and what waits for it. `event`: which
 * kept callback has this key. `kept`: the one of this id. `request`: of the merchant's. `pace`: of a provider.
 */
export const LOCKED = ['order', 'name', 'event', 'kept', 'request', 'pace'] as const

export type Question =
  | { of: (typeof LOCKED)[number]; key: string }
  /** Of what another has in hand, nothing. */
  | { of: 'due'; now: number; limit: number }
  | { of: 'dueAsks'; provider: string; waits: Waiting; now: number; limit: number }
  /** The first to fall due, whoever has them in hand. */
  | { of: 'nextAsks'; provider: string; waits: Waiting; limit: number }
  /** One for what is kept. `at`: the how-manieth. */
  | { of: 'number'; at: number }

/** Questions that were asked, by what they are about: of several, the one that asks for most. */
export type Questions = ReadonlyMap<string, Question>

/** Names what a question is about. */
export function subjectOf(question: Question): string {
  switch (question.of) {
    case 'due':
      return dueOf(question)
    case 'dueAsks':
      return dueAsksOf(question)
    case 'nextAsks':
      return nextAsksOf(question)
    case 'number':
      return `number ${question.at}`
    default:
      return `${question.of} ${question.key}`
  }
}

export const dueOf = ({ now }: { now: number }): string => `due ${now}`
export const nextAsksOf = ({ provider, waits }: { provider: string; waits: Waiting }): string =>
  `nextAsks ${waits} ${provider}`
export const dueAsksOf = (of: { provider: string; waits: Waiting; now: number }): string =>
  `dueAsks ${of.waits} ${of.now} ${of.provider}`

/** Some of many, in their order: at most `limit` were asked for. */
export interface Listed<T> {
  limit: number
  found: readonly T[]
}

/** What is known of what a step asks for. Undefined: it is known that there is none. */
export class Loaded {
  readonly orders = new Map<string, OrderRecord | undefined>()
  /** Of each order that is known. */
  readonly asks = new Map<string, readonly Ask[]>()
  readonly holders = new Map<string, readonly Holder[]>()
  /** Ids of what waits for a name. */
  readonly waiting = new Map<string, readonly string[]>()
  /** The id under which an event is kept. */
  readonly events = new Map<string, string | undefined>()
  readonly kept = new Map<string, KeptCallback | undefined>()
  /** Undefined: nobody has claimed it. */
  readonly requests = new Map<string, { outcome?: Outcome } | undefined>()
  readonly paces = new Map<string, Pace | undefined>()
  /** Ids of orders, all of which are known. */
  readonly due = new Map<string, Listed<string>>()
  readonly dueAsks = new Map<string, Listed<string>>()
  readonly nextAsks = new Map<string, Listed<{ orderId: string; dueAt: number }>>()
  readonly numbers: string[] = []
}

/** What a step has done, as it is in the end, whatever came between. */
export interface Changes {
  orders: readonly OrderRecord[]
  /** `by` is null where the name leads there no more. */
  names: readonly { name: string; orderId: string; by: By | null }[]
  /** `record` is null where it is kept no more. */
  kept: readonly { id: string; record: KeptCallback | null; names: readonly string[] }[]
  customers: readonly { orderId: string; customers: readonly string[] }[]
  asks: readonly { orderId: string; asks: readonly Ask[] }[]
  paces: readonly { provider: string; pace: Pace }[]
  announced: readonly { order: OrderRecord; at: number }[]
  forwards: readonly { forward: Forward; at: number }[]
  outcomes: readonly { name: string; outcome: Outcome }[]
}
