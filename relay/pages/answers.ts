/** What the answer to a subscription tells: orders that the page does not have as they are, and notifications. */

import type { Seals } from '../access/seals.ts'
import type { Known, Notification, Snapshot, UpToDate } from '../protocol.ts'
import type { Store } from '../store/store.ts'
import type { Feed, FeedParts } from './feed.ts'
import { sizeOf } from './fitting.ts'
import { readOwnedSnapshot, type OwnedSnapshot } from './owned-snapshot.ts'
import type { Sightings } from './sightings.ts'

/** Of a customer's orders, those that changed last; and the newest of their notifications. */
export const MAX_THEIRS = 100

/** So many notifications are looked at: of those that are too many, the older are told no more. */
const MAX_WAITING = 1_000

export interface AnswerParts extends FeedParts {
  store: Pick<Store, 'epoch' | 'order' | 'notices'>
  sightings: Pick<Sightings, 'delivered' | 'acknowledgedNotice' | 'hasNotice'>
  seals: Seals
  /** A page proves that it has seen what the store does not have. */
  lostHistory(id: string): Promise<void>
}

export class Answers {
  readonly #parts: AnswerParts
  readonly #feed: Feed

  constructor(parts: AnswerParts, feed: Feed) {
    this.#parts = parts
    this.#feed = feed
  }

  /** What a page that has `known` should be told of these orders, as far as there is room. */
  async orders(known: readonly Known[]): Promise<(Snapshot | UpToDate)[]> {
    const answer: (Snapshot | UpToDate)[] = []
    let { room } = this.#feed
    for (const each of known) {
      // Weighed only where something follows it: most pages ask for one.
      const last = answer.at(-1)
      if (last && room < Infinity) room -= sizeOf(last)
      if (room <= 0) break
      answer.push(await this.#order(each))
    }
    return answer
  }

  async #order(known: Known): Promise<Snapshot | UpToDate> {
    const { id, epoch, version } = known
    const { hub, seals, lostHistory } = this.#parts
    let owned = await this.read(id)
    const isAhead =
      epoch === owned.order.epoch && version !== undefined && version > owned.order.version
    // Anybody may claim a version. Whoever has its seal was shown it.
    if (isAhead && seals.fits(known)) {
      await lostHistory(id)
      owned = await this.read(id)
    }
    const { order } = owned
    hub.saw(order)
    this.#feed.subscriptions.saw(owned)
    const isUpToDate = epoch === order.epoch && version === order.version
    return isUpToDate ? { id, epoch, version } : seals.sealed(order)
  }

  /** The customer's newest notifications. Those that are older are told to nobody any more, and counted. */
  async notifications(
    customer: string,
    after: string | undefined,
  ): Promise<{ newest: Notification[]; dropped: number }> {
    const addressee = { to: 'customer', id: customer } as const
    const missed = await this.#feed.notices.missed([addressee], after, MAX_WAITING)
    const dropped = missed.slice(0, -MAX_THEIRS)
    for (const { addressee, notification } of this.#feed.isStaff ? [] : dropped) {
      // One to everybody is not only theirs.
      if (addressee.to === 'customer') {
        this.#parts.sightings.acknowledgedNotice(notification.id)
      }
    }
    const newest = missed.slice(-MAX_THEIRS).map(({ notification }) => notification)
    return { newest, dropped: dropped.length }
  }

  /** The order as it is now, and whose it is. */
  read(id: string): Promise<OwnedSnapshot> {
    const { store, now } = this.#parts
    return readOwnedSnapshot(store, id, now())
  }
}
