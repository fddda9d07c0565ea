/** Tells what happens: to the metrics, and to the log in lines that cannot be made to flood it. */

import { errorFields, type Log } from '../log.ts'
import type { Happening, Tell } from './happening.ts'
import { Sampler } from './sampler.ts'
import { lineOf } from './lines.ts'

/** Between two sums of what was left out, in ms. */
export const MINUTE = 60_000

/** Of an error, only what no stranger has written. */
const harmless = (happening: Happening): Happening =>
  'err' in happening ? { ...happening, err: errorFields(happening.err) } : happening

/** What happened has happened: nobody fails at it because it cannot be told. */
function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // Where the log itself has failed, there is nobody to tell.
  }
}

interface Telemetry {
  tell: Tell
  /** Tells the last sums. */
  stop(): void
}

/** `count` hears of everything, whatever is logged. */
export function telemetry(log: Log, count: Tell = () => {}): Telemetry {
  const sampler = new Sampler<string>()
  const sum = () =>
    quietly(() => {
      for (const [kind, untold] of sampler.next()) {
        log.warn({ kind, untold }, 'more of the same, not told one by one')
      }
    })
  const timer = setInterval(sum, MINUTE).unref()

  return {
    tell: (happening) =>
      quietly(() => {
        count(happening)
        write(happening)
      }),
    stop() {
      clearInterval(timer)
      sum()
    },
  }

  function write(happening: Happening): void {
    const { level, sampledBy, message, about } = lineOf(harmless(happening))
    // Most of what happens, nobody reads.
    if (level === 'debug' && !log.isLevelEnabled(level)) return
    if (sampledBy === undefined || sampler.takes(sampledBy)) log[level](about, message)
  }
}
