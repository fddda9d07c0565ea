import type { Listeners } from '../listeners.ts'

/** Whether somebody still listens; `changed` is told once one no longer wants to. */
export function isHeard(listeners: Listeners, changed: () => void): boolean {
  for (const [listener, options] of listeners) {
    const { signal } = typeof options === 'object' ? options : {}
    if (signal?.aborted) listeners.delete(listener)
    else signal?.addEventListener('abort', changed)
  }
  return listeners.size > 0
}

/** It has happened: those who wanted to hear of it once have. */
export function forgetOnce(listeners: Listeners): void {
  for (const [listener, options] of listeners) {
    if (typeof options === 'object' && options.once) listeners.delete(listener)
  }
}
