/** Holding an answer until there is something to tell. */

import { problem } from './problem.ts'
import type { Services } from './services.ts'

/** The longest that an answer is held, in seconds: below what proxies allow. */
export const MAX_WAIT = 30

/** Resolves when what `begin` begins calls `end`, after `ms`, or when a signal aborts. */
export async function held(
  ms: number,
  signals: readonly AbortSignal[],
  begin: (end: () => void) => () => void,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  // There may be something to tell at once: before `begin` has said how to stop.
  const end = () => resolve()
  const timer = setTimeout(end, ms)
  const stop = begin(end)
  for (const signal of signals) signal.addEventListener('abort', end)
  if (signals.some(({ aborted }) => aborted)) end()

  await promise
  clearTimeout(timer)
  stop()
  for (const signal of signals) signal.removeEventListener('abort', end)
}

/** A page that was held when the relay stops: come back, each at a moment of its own. */
export function comeBackLater({ comeBack }: Services): Response {
  const { after, spread } = comeBack()
  const seconds = Math.ceil((after + Math.random() * spread) / 1000)
  return problem('unavailable', 'The relay restarts.', { 'Retry-After': String(seconds) })
}
