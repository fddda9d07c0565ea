/** What is told within a tick, or while others cannot be reached: each once, and of an order its newest version. */

import type { News } from './bus.ts'

/** So many wait. Of more, the oldest are not told: the store knows them. */
const MOST = 10_000

export class Gathered {
  #all = new Map<string, News>()

  add(news: News): void {
    const name = nameOf(news)
    const known = this.#all.get(name)
    if (known?.of === 'order' && news.of === 'order' && known.version > news.version) return
    this.#all.set(name, news)
    const [oldest] = this.#all.keys()
    if (this.#all.size > MOST && oldest !== undefined) this.#all.delete(oldest)
  }

  /** All of it, which is gone then. */
  take(): Iterable<News> {
    const all = this.#all
    this.#all = new Map()
    return all.values()
  }
}

const nameOf = (news: News): string =>
  news.of === 'order' ? `order ${news.id}` : JSON.stringify(news)
