/** Which notifications a page has been told already, and which of those that are kept it has missed. */

import type { Addressee, Notice } from '../store/notice.ts'
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
    if (this.#ids.has(id) || this.#parts.sightings.hasNotice(id)) return false
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
    const notices = await store.notices(addressees, after, now() - BROADCAST, limit)
    // What the page was told before is kept until it is acknowledged.
    return notices.filter((notice) => this.take(notice))
  }
}
