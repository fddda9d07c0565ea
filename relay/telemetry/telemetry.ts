/** Tells what happens: to the log, in lines that cannot be made to flood it. */

import type { Log } from '../log.ts'
import type { Happening, Tell } from './happening.ts'
import { Sampler } from './sampler.ts'
import { lineOf } from './lines.ts'

/** Between two sums of what was left out, in ms. */
const MINUTE = 60_000

export interface Telemetry {
  tell: Tell
  /** Tells the last sums. */
  stop(): void
}

export function telemetry(log: Log): Telemetry {
  const sampler = new Sampler<string>()
  const sum = () => {
    for (const [kind, untold] of sampler.next()) {
      log.warn({ kind, untold }, 'more of the same in the last minute, not told one by one')
    }
  }
  const timer = setInterval(sum, MINUTE).unref()

  return {
    tell(happening: Happening) {
      const { level, sampledBy, message, about } = lineOf(happening)
      if (sampledBy === undefined || sampler.takes(sampledBy)) log[level](about, message)
    },
    stop() {
      clearInterval(timer)
      sum()
    },
  }
}
