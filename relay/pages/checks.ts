/** What a page has asked the relay to check: the answers come when they come, and it is told of all else meanwhile. */

import { checkedOf } from '../asking/checked.ts'
import type { Asked, Asker } from '../asking/asker.ts'
import type { Checked } from '../protocol.ts'
import type { Store } from '../store/store.ts'
import type { Feed } from './feed.ts'

export interface CheckParts {
  store: Pick<Store, 'order'>
  asker: Pick<Asker, 'ask'>
  /** In ms since 1970. */
  now(): number
}

export class Checks {
  readonly #parts: CheckParts
  readonly #feed: Feed
  /** What is known, and not told yet. */
  readonly #answers = new Map<string, Checked>()

  constructor(parts: CheckParts, feed: Feed) {
    this.#parts = parts
    this.#feed = feed
  }

  /** Begins to ask about orders that the page follows. Each is answered once, however often it is named meanwhile. */
  async begin(ids: readonly string[]): Promise<void> {
    const { store, asker } = this.#parts
    const nobodys: string[] = []
    for (const id of ids) {
      if (this.#feed.checking.has(id)) continue
      const order = await store.order(id)
      // Of a page that has gone, nothing more is asked.
      if (this.#feed.hasEnded) return
      const asked = order ? asker.ask(order, 'page') : []
      if (asked.length === 0) nobodys.push(id)
      else void this.#await(id, asked)
    }
    const cannot: Checked = { at: this.#now, outcome: 'cannot' }
    this.#tell(nobodys.map((id) => [id, cannot]))
  }

  async #await(id: string, asking: readonly Promise<Asked>[]): Promise<void> {
    this.#feed.checking.add(id)
    const at = this.#now
    const checked = await Promise.all(asking).then(
      (asked) => checkedOf(asked, this.#parts.now()),
      // What was answered could not be kept: it is asked again.
      (): Checked => ({ at, outcome: 'later' }),
    )
    // What is known at the same time is one frame.
    if (this.#answers.size === 0) setImmediate(() => this.#answer())
    this.#answers.set(id, checked)
  }

  #answer(): void {
    const answers = [...this.#answers]
    this.#answers.clear()
    for (const [id] of answers) this.#feed.checking.delete(id)
    // It may have gone meanwhile, or left one of them.
    if (!this.#feed.hasEnded) this.#tell(answers.filter(([id]) => this.#feed.follows(id)))
  }

  #tell(answers: readonly [id: string, checked: Checked][]): void {
    if (answers.length === 0) return
    this.#feed.tell({ type: 'checked', orders: Object.fromEntries(answers) })
  }

  get #now(): string {
    return new Date(this.#parts.now()).toISOString()
  }
}
