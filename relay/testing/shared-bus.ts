/** For tests: what nodes in one process tell each other, by a line that can be cut. */

import type { Bus } from '../nodes/bus.ts'
import { busOn } from '../nodes/bus-on.ts'
import type { SessionListener } from '../nodes/line.ts'

export class SharedLine {
  readonly #listening = new Set<SessionListener>()
  #isCut = false

  /** A node's bus on it. */
  bus(): Bus {
    return busOn('redis', async (listener) => {
      if (this.#isCut) throw new Error('CUT')
      this.#listening.add(listener)
      return {
        say: async (text) => {
          for (const each of this.#listening) setImmediate(() => each.hear(text))
        },
        end: async () => void this.#listening.delete(listener),
      }
    })
  }

  /** All are cut off, and nobody is reached until it is mended. */
  cut(): void {
    this.#isCut = true
    const all = [...this.#listening]
    this.#listening.clear()
    for (const { ended } of all) ended(new Error('CUT'))
  }

  mend(): void {
    this.#isCut = false
  }
}
