/** What becomes of orders: on disk first, then told. There is no other way to change one. */

import type { Forward, Intake, KeptCallback } from './ledger/intake.ts'
import type { Registered, RegistrationChange, Replayed } from './ledger/ledger.ts'
import type { Context } from './ledger/step.ts'
import type { OrderRecord } from './order/record.ts'
import type { Heard } from './order/update.ts'
import type { Store } from './store/store.ts'

/** What is on disk since a moment ago. */
export interface Change {
  /** Who changed it: a provider, by its id, the merchant's own server, or time alone. */
  by: string
  /** Those of which a page sees a difference. */
  orders: readonly OrderRecord[]
  /** Customers whose order it was not before. */
  joined?: { order: OrderRecord; customers: readonly string[] }
  /** A callback waits to be passed on. */
  forwards?: boolean
}

/** `once`, where a method takes it: see the step's Context. */
export class Dispatch {
  readonly #store: Pick<Store, 'apply' | 'register' | 'replay' | 'elapse'>
  readonly #context: () => Context
  readonly #failed: (error: unknown) => void
  readonly #listeners = new Set<(change: Change) => void>()

  /** `failed` hears of what a listener throws. */
  constructor(
    store: Pick<Store, 'apply' | 'register' | 'replay' | 'elapse'>,
    context: () => Context,
    failed: (error: unknown) => void,
  ) {
    this.#store = store
    this.#context = context
    this.#failed = failed
  }

  /** `listener` hears of each change, after those who came before it, until what this returns is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Takes in events, and with them what is to be passed on. The orders that changed. */
  async apply(
    intakes: readonly Intake[],
    { forward, once }: { forward?: Forward | undefined; once?: string | undefined } = {},
  ): Promise<OrderRecord[]> {
    const orders = await this.#store.apply(intakes, { ...this.#context(), once }, forward)
    this.#tell({
      by: intakes[0] ? speakerOf(intakes[0]) : 'merchant',
      orders,
      forwards: forward !== undefined,
    })
    return orders
  }

  async register(id: string, said: RegistrationChange, once?: string): Promise<Registered> {
    const registered = await this.#store.register(id, said, { ...this.#context(), once })
    if ('conflict' in registered) return registered
    const { changed, order, joined } = registered
    this.#tell({ by: 'merchant', orders: changed, joined: { order, customers: joined } })
    return registered
  }

  /** Tries again what had led to nothing. Undefined where nothing of this id is kept. */
  async replay(
    id: string,
    read: (kept: KeptCallback) => Heard[] | undefined,
    once?: string,
  ): Promise<Replayed | undefined> {
    const replayed = await this.#store.replay(id, read, { ...this.#context(), once })
    if (replayed) this.#tell({ by: 'merchant', orders: replayed.changed })
    return replayed
  }

  /** Looks again at what time has changed, at most `limit` orders of it. */
  async elapse(limit: number): Promise<void> {
    this.#tell({ by: 'time', orders: await this.#store.elapse(this.#context(), limit) })
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        // It is on disk, and others wait: one listener's mistake is neither theirs nor the sender's.
        this.#failed(error)
      }
    }
  }
}

/** Whoever called, or was asked; else it is the merchant's word. */
const speakerOf = ({ callback, isAnswer, updates: [first] }: Intake): string =>
  callback?.provider ?? (isAnswer ? first?.provider : undefined) ?? 'merchant'
