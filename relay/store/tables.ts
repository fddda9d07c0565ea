/** What a store keeps besides what its steps touch: each function is one atomic change, or a reading. */

import type { Forward, KeptCallback, KeptState } from '../ledger/intake.ts'
import type { Addressee, NewNotification, Notice } from './notice.ts'
import type { Announced, Delivery, Outgoing } from './outgoing.ts'
import type { Gist, OrderRecord } from '../order/record.ts'
import type { PaymentStatus } from '../protocol.ts'

/** An answer that is kept for a request that may be sent again. */
export interface Answer {
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
  /** Of kept callbacks, requests, notifications, and what nobody has tried to send. */
  kept: number
  /** Of notifications to everybody. */
  broadcasts: number
  /** Of what the merchant's backend is to hear. */
  outgoing: number
  orders: number
  /** Of files of the widget's, since the last relay that has them was there. */
  webFiles: number
}

export interface OrdersQuery {
  /** False: only what holds payments that found no order of the merchant's. */
  registered?: boolean
  status?: PaymentStatus
  customer?: string
  /** An order's id, or any name that leads to it. */
  names?: { id: string; names: readonly string[] }
  limit: number
  before?: { updatedAt: number; id: string }
}

/** How much waits, counted up to `COUNTED`, and since when the oldest of it does, in ms since 1970. */
export interface Queue {
  count: number
  since: number
}

/** Nobody acts on more, and counting takes time. */
export const COUNTED = 10_000

export interface Figures {
  /** What led to nothing, by its code: of those of which there is something. */
  kept: ReadonlyMap<string, Queue>
  /** What waits for the merchant's own backend: of lanes in which something does. */
  outbox: ReadonlyMap<string, Queue>
  /** What is to be asked, by provider. `since`: when the first of it is due, perhaps later than now. */
  asks: ReadonlyMap<string, Queue>
  /** What is on disk. */
  bytes: number
}

export interface Tables {
  /** Gives the history the name `to`, where its name is `from` still. The name that it has then. */
  replaceEpoch(from: string, to: string): Promise<string>
  /** Those with which providers have signed, as PEM, by address: whoever starts anew need not fetch them. */
  certificates(): Promise<ReadonlyMap<string, string>>
  /** In place of all that were kept. */
  keepCertificates(all: ReadonlyMap<string, string>): Promise<void>
  /** Those of the widget's files that never change, gzipped, by name: kept where they are new, and had at `now`. */
  keepWebFiles(all: ReadonlyMap<string, Uint8Array>, now: number): Promise<void>
  /** One of these, of this version of the relay or of one before: read when it is asked for. */
  webFile(name: string): Promise<Uint8Array | undefined>
  /** Writes something that means nothing: to see whether it can. */
  mark(mark: string): Promise<void>

  order(id: string): Promise<OrderRecord | undefined>
  /** Of those that there are, the version: cheap, for who follows many and may have missed that one changed. */
  versions(ids: readonly string[]): Promise<Map<string, number>>
  /** Which order a reference leads to, by the merchant's word. */
  registeredOrder(reference: string): Promise<string | undefined>
  /** When time changes an order next, in ms since 1970. */
  nextDue(): Promise<number | undefined>

  /** What led to nothing, newest first; of those that came before the one of id `before`. `order`: that they name. */
  kept(query: {
    state?: KeptState
    order?: string
    limit: number
    before?: string
  }): Promise<KeptCallback[]>
  /** The one of it that is kept under this key. */
  keptAs(key: string): Promise<KeptCallback | undefined>

  /** Those that fit all that is asked, last changed first; after the one at which `before` stands. */
  orders(query: OrdersQuery): Promise<OrderRecord[]>

  /** Of a customer's orders that are open, or have changed since then, those that changed last. */
  ordersOf(customer: string, since: number, limit: number): Promise<OrderRecord[]>

  /**
   * Given an id that no other has, in this history or another. Ids rise in the order in which notices can be
   * read: who has read one never finds a smaller one afterwards. `once`: see the step's Context.
   */
  notify(to: Addressee, notification: NewNotification, now: number, once?: string): Promise<Notice>
  notice(id: string): Promise<Notice | undefined>
  /**
   * Not yet acknowledged: the newest (100 unless told otherwise), in the order of their ids; to these, and to
   * everybody; after the one that the page had last, or, where it had none, to everybody since then.
   */
  notices(
    to: readonly Addressee[],
    after: string | undefined,
    since: number,
    limit?: number,
  ): Promise<Notice[]>
  /** What pages were sent and have shown, which is never lowered; and which notifications they have shown. */
  saw(orders: ReadonlyMap<string, Sighting>, notices: readonly string[]): Promise<void>
  sighting(orderId: string): Promise<Sighting>

  /**
   * Gives out at most `free` of what is due in a lane, longest first; then what was put off for longer than
   * anything waits. It is given to nobody else until it is settled, dropped, postponed or released, or else until
   * `until`. A lease that ends later than that was made by a clock that was wrong, and has ended.
   */
  claim(lane: string, now: number, free: number, until: number): Promise<Outgoing[]>
  /** When something is due there, or a lease ends, later than now. */
  nextOutgoing(lane: string, now: number): Promise<number | undefined>
  /** How much waits, lane by lane. */
  lanes(): Promise<Map<string, number>>
  /** What is to be passed on under this id: read when it is sent, for it may be large. */
  forwarded(id: number): Promise<Forward | undefined>
  /** What is to be told under this id: read when it is sent, too. */
  announced(id: number): Promise<Announced | undefined>
  /** How far the merchant's backend is told of this order. */
  deliveryOf(orderId: string): Promise<Delivery>
  /**
   * It is over for this version: it was `delivered`, or nobody wants it. A newer version that came meanwhile is due
   * at once.
   */
  settleOutgoing(id: number, version: number, now: number, delivered?: Gist): Promise<void>
  /** Nobody wants it, in whatever version. */
  dropOutgoing(id: number): Promise<void>
  /** It was tried in vain. */
  postponeOutgoing(id: number, until: number): Promise<void>
  /** It was claimed, and not tried: it is due as it was before. */
  releaseOutgoing(id: number): Promise<void>

  /**
   * Claims the merchant's request of this key for `lease` ms, where it is `new`: nobody has it under way, or who had
   * it is no more. Else how it stands: its answer, where it has one. `digest`: of its body.
   */
  claimKey(
    key: string,
    digest: string,
    now: number,
    lease: number,
  ): Promise<'new' | 'under way' | 'other body' | Answer>
  /** Of a request that is claimed. The first answer stands. */
  keepAnswer(key: string, answer: Answer): Promise<void>
  /** The request was not answered, and may be sent again at once. What it has done stays done. */
  releaseKey(key: string): Promise<void>

  /** For whoever watches the relay: cheap, however much there is. */
  figures(): Promise<Figures>

  /** Removes at most `limit` of each kind of what is older; how many it were. Never what is alive. */
  sweep(before: Ages, limit: number): Promise<number>
}
