/** From each callback to its frame. A frame too many, too few, or of something else is an error. */

import { setTimeout } from 'node:timers/promises'
import type { Callback } from './life.ts'

/** Nobody waits longer for a frame, in ms. */
const PATIENCE = 30_000

export class Stopwatch {
  /** By order: what its page must be told next, and since when. */
  readonly #awaited = new Map<string, { status: string; since: number }>()
  #latencies: number[] = []
  #bytes = 0
  #wrong: string | undefined

  sent({ order, status }: Callback, since: number): void {
    if (this.#awaited.has(order)) throw new Error(`${order} has a frame outstanding already.`)
    this.#awaited.set(order, { status, since })
  }

  /** Never throws: whoever hears of frames is not to blame for them. */
  readonly arrived = (frame: string): void => {
    const now = performance.now()
    // The first id in it is the order's.
    const [, order = ''] = /"id":"([^"]+)"/.exec(frame) ?? []
    const awaited = this.#awaited.get(order)
    // The history tells statuses too, but no flow.
    if (!awaited || !frame.includes(`"status":"${awaited.status}","flow"`)) {
      this.#wrong ??= `a frame that ${awaited ? `does not say "${awaited.status}"` : 'no callback has caused'}: ${frame}`
      return
    }
    this.#awaited.delete(order)
    this.#latencies.push(now - awaited.since)
    this.#bytes += frame.length
  }

  /** What came since the last time, once no frame is missing. Latencies in ms, in no order. */
  async read(): Promise<{ latencies: number[]; bytes: number }> {
    const deadline = performance.now() + PATIENCE
    while (this.#awaited.size > 0 && this.#wrong === undefined && performance.now() < deadline) {
      await setTimeout(1)
    }
    if (this.#wrong !== undefined) throw new Error(this.#wrong)
    if (this.#awaited.size > 0) throw new Error(`${this.#awaited.size} frames never came.`)
    const read = { latencies: this.#latencies, bytes: this.#bytes }
    this.#latencies = []
    this.#bytes = 0
    return read
  }
}
