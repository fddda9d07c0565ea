/** Holding an answer until there is something to tell. */

import type { Hub } from './hub.ts'

/** Resolves when one of the orders is published, after `ms`, or when a signal aborts. */
export function published(
  hub: Hub,
  ids: readonly string[],
  ms: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    const stops = ids.map((id) => hub.subscribe(id, end))
    for (const signal of signals) signal.addEventListener('abort', end)
    if (signals.some(({ aborted }) => aborted)) end()
  })
}
