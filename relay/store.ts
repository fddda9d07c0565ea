/** The Store contract: apply what arrived once and durably, and read an order. */

import { randomBytes } from 'node:crypto'
import {
  apply,
  elapse,
  register,
  type Context,
  type Intake,
  type Registered,
  type RegistrationChange,
  type Rows,
} from './ledger.ts'
import type { OrderRecord } from './snapshot.ts'

/** Every promise is kept only when what it speaks of is on disk. */
export interface Store {
  /** Names this history. Versions of different epochs do not compare. */
  readonly epoch: string
  /** History was lost: from now on it has another name. */
  renewEpoch(): Promise<void>
  order(id: string): Promise<OrderRecord | undefined>
  /** Which order a reference leads to, by the merchant's word. */
  registeredOrder(reference: string): Promise<string | undefined>
  /** All of it or nothing; the orders that changed. */
  apply(intakes: readonly Intake[], context: Context): Promise<OrderRecord[]>
  register(id: string, change: RegistrationChange, context: Context): Promise<Registered>
  /** What a request with this key was answered. */
  answer(key: string): Promise<Answer | undefined>
  keepAnswer(key: string, answer: Answer, now: number): Promise<void>
  /** What time alone has changed, at most `limit` orders of it. */
  elapse(context: Context, limit: number): Promise<OrderRecord[]>
  /** When time changes an order next, in ms since 1970. */
  nextDue(): Promise<number | undefined>
  close(): Promise<void>
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

/** What a store adds to its rows. */
export interface Keeper {
  epoch(): string
  renewEpoch(): void
  rows: Rows
  answer(key: string): Answer | undefined
  keepAnswer(key: string, answer: Answer, now: number): void
  nextDue(): number | undefined
  /** Runs `work` as one atomic step, and resolves once it is on disk. */
  atomically<T>(work: () => T): Promise<T>
  close(): Promise<void>
}

/** A store out of rows and a way to change them atomically. */
export const storeOf = ({ rows, atomically, ...keeper }: Keeper): Store => ({
  get epoch() {
    return keeper.epoch()
  },
  renewEpoch: () => atomically(keeper.renewEpoch),
  order: async (id) => rows.order(id),
  registeredOrder: async (reference) => {
    const owner = rows.orderOf(reference)
    return owner?.registered ? owner.orderId : undefined
  },
  apply: (intakes, context) => atomically(() => apply(rows, intakes, context)),
  register: (id, change, context) => atomically(() => register(rows, id, change, context)),
  answer: async (key) => keeper.answer(key),
  keepAnswer: (key, answer, now) => atomically(() => keeper.keepAnswer(key, answer, now)),
  elapse: (context, limit) => atomically(() => elapse(rows, context, limit)),
  nextDue: async () => keeper.nextDue(),
  close: keeper.close,
})

/** A name that no other history has. */
export const newEpoch = (): string => randomBytes(6).toString('hex')
