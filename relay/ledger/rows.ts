/** What a store keeps, table by table. Each function is part of an atomic step, and synchronous in it. */

import type { Kept, KeptState } from './intake.ts'
import type { Addressee, Message, Notice } from '../store/notice.ts'
import type { Forward, Outgoing } from '../store/outgoing.ts'
import type { OrderRecord } from '../order/record.ts'

/** By whom a name leads to an order: the merchant registered it, an event taught it, or only mentions it. */
export type By = 'merchant' | 'event' | 'mention'

export interface Holder {
  orderId: string
  by: By
}

/** An answer that is kept for a request that may be sent again. */
export interface Answer {
  /** Of the request's body. */
  digest: string
  status: number
  /** Of the answer's content. */
  type: string
  body: string
}

/** The highest version of an order that a page was sent, and that one has shown. */
export interface Sighting {
  delivered: number
  acknowledged: number
}

/** In ms since 1970: what is older may go. */
export interface Ages {
  /** Of keys of events, kept callbacks, answers, notifications, and what nobody has tried to send. */
  kept: number
  /** Of notifications to everybody. */
  broadcasts: number
  /** Of what the merchant's backend is to hear. */
  outgoing: number
  orders: number
}

export interface Rows {
  epoch(): string
  setEpoch(epoch: string): void
  /** Writes something that means nothing: to see whether it can. */
  mark(mark: string): void

  order(id: string): OrderRecord | undefined
  save(order: OrderRecord): void
  /** Those that time has changed by then. */
  due(now: number, limit: number): OrderRecord[]
  nextDue(): number | undefined

  /** Where a name leads to. At most one holder by the merchant's word, and one by an event's. */
  holders(name: string): Holder[]
  hold(name: string, orderId: string, by: By): void
  release(name: string, orderId: string): void

  /** Remembers the event's key. False where it was known. */
  isNew(key: string, now: number): boolean

  /** Until one of the names leads somewhere. Gives it an id where it has none. */
  keep(kept: Kept, names: readonly string[]): Kept
  /** Takes out what waits for one of the names, first come first. */
  takeWaiting(names: readonly string[]): Kept[]
  takeKept(id: string): Kept | undefined
  /** Newest first. */
  listKept(query: { state?: KeptState; limit: number; before?: string }): Kept[]

  /** The order's customers, from now on. */
  enlist(orderId: string, customers: readonly string[]): void
  /** The newest of a customer's orders that are open, or have changed since then. */
  ordersOf(customer: string, since: number, limit: number): OrderRecord[]

  /** Given an id that no other has, in this history or another. */
  addNotice(to: Addressee, message: Message, now: number): Notice
  notice(id: string): Notice | undefined
  /**
   * The newest, in the order they came: to these, and to everybody; after the one that the page had last, or,
   * where it had none, to everybody since then.
   */
  notices(
    to: readonly Addressee[],
    after: string | undefined,
    since: number,
    limit: number,
  ): Notice[]
  dropNotice(id: string): void

  sighting(orderId: string): Sighting
  /** Never lowers what is there. */
  saw(orderId: string, sighting: Sighting): void

  /** The merchant's backend is to hear of this version; the one that still waits need not go. */
  announce(orderId: string, version: number, now: number): void
  forward(forward: Forward, now: number): void
  /** What is to be passed on under this id: read when it is sent, for it may be large. */
  forwarded(id: number): Forward | undefined
  /** What is due in a lane, longest first; then what was put off for longer than anything waits. */
  outgoing(lane: string, now: number, limit: number): Outgoing[]
  /** When something is due there that is not due yet. */
  nextOutgoing(lane: string, now: number): number | undefined
  /** How much waits, lane by lane. */
  lanes(): Map<string, number>
  /** It has arrived, or nobody wants it. A newer version that came meanwhile is due at once. */
  settleOutgoing(id: number, version: number, now: number): void
  postponeOutgoing(id: number, until: number): void

  answer(key: string): Answer | undefined
  keepAnswer(key: string, answer: Answer, now: number): void

  /** Removes at most `limit` of each kind; how many it were. Never what is alive. */
  sweep(before: Ages, limit: number): number
}
