/** Two ways to send callbacks. */

import { setTimeout } from 'node:timers/promises'
import { concurrently } from './concurrently.ts'
import type { Callback } from './life.ts'

/** Sends a callback that is due at `due`, as `performance` tells the time. Resolves when acknowledged. */
type Send = (callback: Callback, due: number) => Promise<void>

export type Loop = (callbacks: readonly Callback[], send: Send) => Promise<void>

/** Always so many under way: as fast as the server can. */
export const closedLoop =
  (inFlight: number): Loop =>
  (callbacks, send) =>
    concurrently(inFlight, callbacks, (callback) => send(callback, performance.now()))

/** So many a second, whether or not the server keeps up: as the world does. */
export const openLoop =
  (rate: number): Loop =>
  async (callbacks, send) => {
    const underWay: Promise<void>[] = []
    const start = performance.now()
    for (const [index, callback] of callbacks.entries()) {
      const due = start + (index / rate) * 1000
      // Late by up to a millisecond; but whoever never sleeps takes the server's helpers their core.
      while (performance.now() < due) await setTimeout(1)
      const sent = send(callback, due)
      // Told in the end, with all others.
      sent.catch(() => {})
      underWay.push(sent)
    }
    await Promise.all(underWay)
  }
