import { whenOrphaned } from './orphaned.ts'

/** Stops once, cleanly, by `stop`; a second SIGTERM or SIGINT stops at once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false
  const begin = () => {
    if (!isStopping) void stop().then(() => process.exit(0))
    isStopping = true
  }
  // Whoever says it again means it; a terminal or an npm that goes is no impatience.
  let isAsked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isAsked) process.exit(1)
      isAsked = true
      begin()
    })
  }
  process.on('SIGHUP', begin)
  whenOrphaned(process.env, begin)
  // A terminal that is gone can be told nothing any more.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
