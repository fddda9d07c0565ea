/**
 * How the nodes of one store tell each other that something has changed. What is told may be lost, repeated and
 * reordered: the store is what is true, and each node asks it once a heartbeat for what its pages follow.
 */

import type { Checked } from '../protocol.ts'
import type { Addressee } from '../store/notice.ts'

/** What another node's pages may have to hear. Ids and versions only: who needs more reads the store. */
export type News =
  /** An order changed. `customers`: whose it is now. */
  | { of: 'order'; id: string; version: number; customers: readonly string[] }
  /** These customers' it is, and was not before. */
  | { of: 'newcomers'; id: string; customers: readonly string[] }
  /** A notification is kept. */
  | { of: 'notice'; id: string; addressee: Addressee }
  /** A page has shown this notification. */
  | { of: 'shown'; id: string }
  /** A provider was asked about this order. */
  | { of: 'checked'; id: string; customers: readonly string[]; checked: Checked }
  /** A page of ours watches: providers are asked more often. */
  | { of: 'watched'; order: string }
  /** History was lost: the store's has another name. */
  | { of: 'epoch'; epoch: string }

/** Who watches now: one order, or any. */
export type Question =
  { about: 'order'; id: string; customers: readonly string[] } | { about: 'everybody' }

/** One of a node's answers: all that it says of one order or customer, or of the whole. They add up. */
export interface Answer {
  order?: string | undefined
  customer?: string | undefined
  /** Pages. */
  connections: number
  /** Versions that pages were sent and have shown, and the store may not know of yet. */
  delivered?: number | undefined
  acknowledged?: number | undefined
}

export interface BusListener {
  hear(news: readonly News[]): void
  /** From now on what others tell may be missed. `why`: in a word, without an address. */
  lost(why: string): void
  /** Others are heard, for the first time or again: what they told before, the store knows. */
  back(): void
  answer(question: Question): readonly Answer[]
}

/** Nothing here throws, rejects or waits for others longer than it says: no request depends on it. */
export interface Bus {
  readonly kind: 'alone' | 'postgres' | 'redis'
  /** Whether others are heard now. */
  readonly isConnected: boolean
  /** Told within a tick, together with what else is told in it; or once others can be reached again. */
  tell(...news: News[]): void
  /** `listener` hears what others tell, and not what this node told itself; until what it returns is called. */
  listen(listener: BusListener): () => void
  /** What the others answered within `ms`. */
  ask(question: Question, ms: number): Promise<readonly Answer[]>
  close(): Promise<void>
}
