/** Which of two snapshots a page shows. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'

/** What a page knows of an order. */
export interface Latest {
  readonly snapshot: Snapshot
  /** Epochs that it has left, and never returns to. */
  readonly left: readonly string[]
  /** What had been received by the epochs that it left, in minor units. */
  readonly promised: number
}

/** Names a state of an order. Versions of different epochs do not compare. */
export interface Version {
  readonly epoch: string
  readonly version: number
}

/** What the page knows once it has seen `next`. The same object where that is nothing new. */
export function latest(known: Latest | undefined, next: Snapshot): Latest {
  if (!known) return { snapshot: next, left: [], promised: 0 }
  if (!isNews(known, next)) return known
  const { snapshot, left, promised } = known
  if (next.epoch === snapshot.epoch) return { ...known, snapshot: next }
  return {
    snapshot: next,
    left: [...left, snapshot.epoch],
    promised: Math.max(promised, snapshot.amountReceived),
  }
}

/** Whether a page that knows so much would show `next`. */
export function isNews(known: Latest | undefined, { epoch, version }: Version): boolean {
  if (!known) return true
  const { snapshot, left } = known
  return epoch === snapshot.epoch ? version > snapshot.version : !left.includes(epoch)
}

/** The relay's new history knows of less money than an old one did: say "checking", offer nothing. */
export const isDoubtful = ({ snapshot, promised }: Latest): boolean =>
  snapshot.amountReceived < promised
