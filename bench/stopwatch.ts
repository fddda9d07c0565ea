/** From each callback to its frame. A frame too many, too few, or of something else ends the run. */

import type { Callback } from './life.ts'

export interface Times {
  count: number
  /** From a callback to its frame at the page, in ms. */
  p50: number
  p99: number
  p999: number
  bytesPerFrame: number
}

/** Nobody waits longer for a frame, in ms. */
const PATIENCE = 10_000

export class Stopwatch {
  /** By order: what its page must be told next, and since when. */
  readonly #awaited = new Map<number, { status: string; since: number }>()
  /** In ms. */
  #latencies: number[] = []
  #bytes = 0

  sent({ order, status }: Callback, since: number): void {
    if (this.#awaited.has(order)) {
      throw new Error('The frame before is still missing: it was lost, or the rate is too high.')
    }
    this.#awaited.set(order, { status, since })
  }

  readonly arrived = (order: number, frame: string): void => {
    const now = performance.now()
    const awaited = this.#awaited.get(order)
    if (!awaited) throw new Error(`A frame that no callback has caused: ${frame}`)
    // The history tells statuses too, but no flow.
    if (!frame.includes(`"status":"${awaited.status}","flow"`)) {
      throw new Error(`A frame that does not say "${awaited.status}": ${frame}`)
    }
    this.#awaited.delete(order)
    this.#latencies.push(now - awaited.since)
    this.#bytes += frame.length
  }

  /** What came of the last `count` callbacks, once no frame is missing. */
  async read(count: number): Promise<Times> {
    const deadline = performance.now() + PATIENCE
    while (this.#awaited.size > 0) {
      if (performance.now() > deadline) throw new Error(`${this.#awaited.size} frames are missing.`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const latencies = Float64Array.from(this.#latencies).sort()
    const bytesPerFrame = this.#bytes / count
    this.#latencies = []
    this.#bytes = 0
    if (latencies.length !== count) {
      throw new Error(`${count} callbacks have caused ${latencies.length} frames.`)
    }
    const percentile = (share: number) => latencies[Math.ceil(count * share) - 1] ?? NaN
    return {
      count,
      p50: percentile(0.5),
      p99: percentile(0.99),
      p999: percentile(0.999),
      bytesPerFrame,
    }
  }
}
