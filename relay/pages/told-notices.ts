/** Which notifications a page has been told already, and which of those that are kept it has missed. */

import { partsOf, type Addressee, type Notice } from '../store/notice.ts'
import type { Store } from '../store/store.ts'
import type { Sightings } from './sightings.ts'

/** So many are remembered. */
const MAX_REMEMBERED = 1_000

/** To a page that cannot say which notification it had last, broadcasts are repeated for so long. In ms. */
const BROADCAST = 60_000

interface NoticeParts {
  store: Pick<Store, 'notices'>
  sightings: Pick<Sightings, 'hasNotice'>
  /** In ms since 1970. */
  now(): number
}

export class ToldNotices {
  readonly #parts: NoticeParts
  readonly #ids = new Set<string>()
  /** The one that the page had last when it came, if it did not say that it had none. */
  #after: ReturnType<typeof partsOf>

  constructor(parts: NoticeParts) {
    this.#parts = parts
  }

  /** The page has it: it need not be told again. */
  add(id: string): void {
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > MAX_REMEMBERED && oldest !== undefined) this.#ids.delete(oldest)
  }

  /** Whether to tell it now: neither was this page told of it, nor has another just shown it. */
  take({ notification: { id } }: Notice): boolean {
    if (this.#ids.has(id) || this.#hadBefore(id) || this.#parts.sightings.hasNotice(id))
      return false
    this.add(id)
    return true
  }

  /** Those to these addressees that are to be told now; all, or those that came later than `after`; the newest. */
  async missed(
    addressees: readonly Addressee[],
    after: string | undefined,
    limit?: number,
  ): Promise<Notice[]> {
    const { store, now } = this.#parts
    this.#after ??= partsOf(after ?? '')
    const notices = await store.notices(addressees, after, now() - BROADCAST, limit)
    // What the page was told before is kept until it is acknowledged.
    return notices.filter((notice) => this.take(notice))
  }

  /** What another node has told a page is told by us again, where we may have missed it. */
  #hadBefore(id: string): boolean {
    const notice = partsOf(id)
    if (!notice || notice.epoch !== this.#after?.epoch) return false
    return notice.number <= this.#after.number
  }
}
