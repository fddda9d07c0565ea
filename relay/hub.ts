/** Who listens to what. Publishing reaches all who do, and nobody waits for anybody. */

import type { Snapshot } from './protocol.ts'

/** One change, made into text once for all who hear of it. */
export interface Publication {
  order: Snapshot
  /** The `update` frame. */
  text: string
}

export type Subscriber = (publication: Publication) => void

interface Topic {
  subscribers: Set<Subscriber>
  /** The newest that was published or read: what a heartbeat tells. */
  version: number
}

export class Hub {
  readonly #topics = new Map<string, Topic>()
  readonly #everything = new Set<Subscriber>()

  /** From now on `subscriber` hears of the order; until `Stop`. */
  subscribe(id: string, subscriber: Subscriber): () => void {
    const topic = this.#topics.get(id) ?? { subscribers: new Set(), version: 0 }
    this.#topics.set(id, topic)
    topic.subscribers.add(subscriber)

    return () => {
      topic.subscribers.delete(subscriber)
      if (topic.subscribers.size === 0 && this.#topics.get(id) === topic) this.#topics.delete(id)
    }
  }

  /** For staff: every order. */
  subscribeToAll(subscriber: Subscriber): () => void {
    this.#everything.add(subscriber)
    return () => void this.#everything.delete(subscriber)
  }

  /** Only what is on disk is published. */
  publish(orders: readonly Snapshot[]): void {
    for (const order of orders) {
      this.saw(order)
      const topic = this.#topics.get(order.id)
      if (!topic && this.#everything.size === 0) continue

      const publication = { order, text: JSON.stringify({ type: 'update', order }) }
      for (const subscriber of topic?.subscribers ?? []) subscriber(publication)
      for (const subscriber of this.#everything) subscriber(publication)
    }
  }

  /** The order was read from the store. */
  saw({ id, version }: { id: string; version: number }): void {
    const topic = this.#topics.get(id)
    if (topic) topic.version = Math.max(topic.version, version)
  }

  /** The newest version of an order that somebody listens to. */
  versionOf(id: string): number {
    return this.#topics.get(id)?.version ?? 0
  }
}
