/** Tells what happens: to the metrics, and to the log in lines that cannot be made to flood it. */

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

/** `count` hears of everything, whatever is logged. */
export function telemetry(log: Log, count: Tell = () => {}): Telemetry {
  const sampler = new Sampler<string>()
  const sum = () => {
    for (const [kind, untold] of sampler.next()) {
      log.warn({ event: 'untold', kind, untold }, 'more of the same, not told one by one')
    }
  }
  const timer = setInterval(sum, MINUTE).unref()

  return {
    tell(happening: Happening) {
      count(happening)
      const { level, sampledBy, message, about } = lineOf(happening)
      if (!log.isLevelEnabled(level)) return
      if (sampledBy !== undefined && !sampler.takes(sampledBy)) return
      const { type, ...fields } = happening
      log[level]({ event: type, ...(about ?? fields) }, message)
    },
    stop() {
      clearInterval(timer)
      sum()
    },
  }
}
