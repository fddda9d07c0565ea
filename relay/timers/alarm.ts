/** Rings when something is due by the clock. */

/**
 * It is looked at so often at least, in ms: a machine sleeps and a clock is set, and a timer knows of
 * neither.
 */
const LONGEST = 30_000

export interface Alarm {
  /** At this time, in ms since 1970, instead of any that was set before. It may ring sooner. */
  set(at: number): void
  stop(): void
}

export function alarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  return {
    set(at) {
      clearTimeout(timer)
      if (isStopped) return
      timer = setTimeout(ring, Math.min(Math.max(at - now(), 0), LONGEST)).unref()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
