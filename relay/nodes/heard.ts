/** Reads what other nodes have changed, and publishes it to the pages of this one. */

import type { OrderRecord } from '../order/record.ts'
import type { Hub } from '../pages/hub.ts'
import { ownedSnapshot } from '../pages/owned-snapshot.ts'
import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'

/** So many are read at a time: what others change must not keep our own requests from the store. */
const AT_ONCE = 32

/** So many versions are remembered. */
const MOST = 10_000

export interface HeardParts {
  store: Pick<Store, 'epoch' | 'order'>
  hub: Pick<Hub, 'publish' | 'introduce'>
  /** What was told could not be read. */
  failed(error: unknown): void
  tell: Tell
}

export class Heard {
  readonly #parts: HeardParts
  /** What is to be read: whose it is besides those who had it. */
  #wanted = new Map<string, Set<string>>()
  #reading: Promise<void> | undefined
  /** Newest versions that were published here. Staff are told of each once. */
  readonly #published = new Map<string, number>()

  constructor(parts: HeardParts) {
    this.#parts = parts
  }

  /** This version was published by who changed it, on this node. */
  published(id: string, version: number): void {
    this.#published.delete(id)
    this.#published.set(id, version)
    const [oldest] = this.#published.keys()
    if (this.#published.size > MOST && oldest !== undefined) this.#published.delete(oldest)
  }

  isPublished(id: string, version: number): boolean {
    return (this.#published.get(id) ?? 0) >= version
  }

  /** History was lost: versions do not compare. */
  forgetVersions(): void {
    this.#published.clear()
  }

  /** Somebody has changed it; `newcomers` must hear of it, whatever its version. */
  read(id: string, newcomers: readonly string[] = []): void {
    const known = this.#wanted.get(id) ?? new Set()
    for (const customer of newcomers) known.add(customer)
    this.#wanted.set(id, known)
    this.#reading ??= this.#readAll()
  }

  /** It was read. */
  publish(order: OrderRecord, newcomers: readonly string[] = []): void {
    const { hub, store, tell } = this.#parts
    const { id, version } = order
    const isNew = !this.isPublished(id, version)
    if (!isNew && newcomers.length === 0) return
    const owned = ownedSnapshot(order, store.epoch)
    if (isNew) {
      this.published(id, version)
      const pages = hub.publish(owned)
      if (pages > 0) tell({ type: 'told', order: id, version, pages })
    }
    if (newcomers.length > 0) hub.introduce(owned, newcomers)
  }

  /** Resolves when all that was to be read is published. */
  async settled(): Promise<void> {
    await this.#reading
  }

  async #readAll(): Promise<void> {
    while (this.#wanted.size > 0) {
      const some = [...this.#wanted].slice(0, AT_ONCE)
      for (const [id] of some) this.#wanted.delete(id)
      await Promise.all(some.map(([id, newcomers]) => this.#readOne(id, [...newcomers])))
    }
    // In the same breath as we saw that nothing is left: what comes a moment later would wait for the next one.
    this.#reading = undefined
  }

  async #readOne(id: string, newcomers: readonly string[]): Promise<void> {
    const { store, failed } = this.#parts
    try {
      const order = await store.order(id)
      if (order) this.publish(order, newcomers)
    } catch (error) {
      failed(error)
    }
  }
}
