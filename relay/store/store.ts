/** The Store contract: apply what arrived once and durably; read what is true of an order; keep the rest. */

import { randomBytes } from 'node:crypto'
import type { Intake, Kept, KeptState } from '../ledger/intake.ts'
import {
  apply,
  elapse,
  register,
  replay,
  type Registered,
  type RegistrationChange,
  type Replayed,
} from '../ledger/ledger.ts'
import type { Context } from '../ledger/step.ts'
import type { Addressee, Message, Notice } from './notice.ts'
import type { Forward, Outgoing } from './outgoing.ts'
import type { Ages, Answer, Rows, Sighting } from '../ledger/rows.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'

/** The disk's fault, not the caller's: nothing of it was kept, and it may be asked again later. */
export class StoreFailure extends Error {}

/** Every promise is kept only when what it speaks of is on disk. */
export interface Store {
  /** Names this history. Versions of different epochs do not compare. */
  readonly epoch: string
  /** History was lost: from now on it has another name. */
  renewEpoch(): Promise<void>

  order(id: string): Promise<OrderRecord | undefined>
  /** Which order a reference leads to, by the merchant's word. */
  registeredOrder(reference: string): Promise<string | undefined>
  /** All of it or nothing, and what is to be passed on with it; the orders that changed. */
  apply(intakes: readonly Intake[], context: Context, forward?: Forward): Promise<OrderRecord[]>
  register(id: string, change: RegistrationChange, context: Context): Promise<Registered>
  /** What time alone has changed, at most `limit` orders of it. */
  elapse(context: Context, limit: number): Promise<OrderRecord[]>
  /** When time changes an order next, in ms since 1970. */
  nextDue(): Promise<number | undefined>

  /** What led to nothing, newest first. */
  kept(query: { state?: KeptState; limit: number; before?: string }): Promise<Kept[]>
  /** Tries one of them again. Undefined where there is none of this id. */
  replay(
    id: string,
    read: (kept: Kept) => Heard[] | undefined,
    context: Context,
  ): Promise<Replayed | undefined>

  /** The newest of a customer's orders that are open, or have changed since then. */
  ordersOf(customer: string, since: number, limit: number): Promise<OrderRecord[]>
  notify(addressee: Addressee, message: Message, now: number): Promise<Notice>
  notice(id: string): Promise<Notice | undefined>
  /** Not yet acknowledged, the newest 100 unless told otherwise, oldest first: see Rows. */
  notices(
    to: readonly Addressee[],
    after: string | undefined,
    since: number,
    limit?: number,
  ): Promise<Notice[]>
  /** What pages were sent and have shown, and which notifications. */
  saw(orders: ReadonlyMap<string, Sighting>, notices: readonly string[]): Promise<void>
  sighting(orderId: string): Promise<Sighting>

  /** What is due to the merchant's backend in this lane, longest first: see Rows. */
  outgoing(lane: string, now: number, limit: number): Promise<Outgoing[]>
  /** When something is due there that is not due yet. */
  nextOutgoing(lane: string, now: number): Promise<number | undefined>
  /** How much waits, lane by lane. */
  lanes(): Promise<Map<string, number>>
  /** What is to be passed on under this id. */
  forwarded(id: number): Promise<Forward | undefined>
  /** It arrived in this version, or nobody wants it. */
  settleOutgoing(id: number, version: number, now: number): Promise<void>
  postponeOutgoing(id: number, until: number): Promise<void>

  /** What a request with this key was answered. */
  answer(key: string): Promise<Answer | undefined>
  keepAnswer(key: string, answer: Answer, now: number): Promise<void>

  /** Removes at most `limit` of each kind of what is older; how many it were. */
  sweep(before: Ages, limit: number): Promise<number>
  /** Rejects with a StoreFailure where nothing can be written. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** What a store is made of. */
export interface Keeper {
  rows: Rows
  /** Runs `work` as one atomic step, and resolves once it is on disk. */
  atomically<T>(work: () => T): Promise<T>
  close(): Promise<void>
}

/** A store out of rows and a way to change them atomically. */
export function storeOf({ rows, atomically, close }: Keeper): Store {
  let epoch = rows.epoch()

  return {
    get epoch() {
      return epoch
    },
    async renewEpoch() {
      const next = newEpoch()
      await atomically(() => rows.setEpoch(next))
      epoch = next
    },

    order: async (id) => rows.order(id),
    registeredOrder: async (reference) =>
      rows.holders(reference).find(({ by }) => by === 'merchant')?.orderId,
    apply: (intakes, context, forward) =>
      atomically(() => {
        if (forward) rows.forward(forward, context.now)
        return apply(rows, intakes, context)
      }),
    register: (id, change, context) => atomically(() => register(rows, id, change, context)),
    elapse: (context, limit) => atomically(() => elapse(rows, context, limit)),
    nextDue: async () => rows.nextDue(),

    kept: async (query) => rows.listKept(query),
    replay: (id, read, context) => atomically(() => replay(rows, id, read, context)),

    ordersOf: async (customer, since, limit) => rows.ordersOf(customer, since, limit),
    notify: (addressee, message, now) => atomically(() => rows.addNotice(addressee, message, now)),
    notice: async (id) => rows.notice(id),
    notices: async (to, after, since, limit = 100) => rows.notices(to, after, since, limit),
    saw: (orders, notices) =>
      atomically(() => {
        for (const [id, sighting] of orders) rows.saw(id, sighting)
        for (const id of notices) rows.dropNotice(id)
      }),
    sighting: async (orderId) => rows.sighting(orderId),

    outgoing: async (lane, now, limit) => rows.outgoing(lane, now, limit),
    nextOutgoing: async (lane, now) => rows.nextOutgoing(lane, now),
    lanes: async () => rows.lanes(),
    forwarded: async (id) => rows.forwarded(id),
    settleOutgoing: (id, version, now) => atomically(() => rows.settleOutgoing(id, version, now)),
    postponeOutgoing: (id, until) => atomically(() => rows.postponeOutgoing(id, until)),

    answer: async (key) => rows.answer(key),
    keepAnswer: (key, answer, now) => atomically(() => rows.keepAnswer(key, answer, now)),

    sweep: (before, limit) => atomically(() => rows.sweep(before, limit)),
    // Something new each time: what is there already would not be written.
    probe: () => atomically(() => rows.mark(randomBytes(6).toString('hex'))),
    close,
  }
}

/** A name that no other history has. */
export const newEpoch = (): string => randomBytes(6).toString('hex')
