/** Holding an answer until there is something to tell. */

import type { Hub } from './hub.ts'
import { problem } from './problem.ts'
import type { Services } from './services.ts'

/** The longest that an answer is held, in seconds: below what proxies allow. */
export const MAX_WAIT = 30

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

/** A page that was held when the relay stops: come back, each at a moment of its own. */
export function comeBackLater({ comeBack }: Services): Response {
  const { after, spread } = comeBack()
  const seconds = Math.ceil((after + Math.random() * spread) / 1000)
  return problem('unavailable', 'The relay restarts.', { 'Retry-After': String(seconds) })
}
