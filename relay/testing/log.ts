/** For tests: a log that can be read. */

import type { LogLevel } from '../config/config.ts'
import { createLog, type Log } from '../log.ts'

export interface ReadableLog {
  log: Log
  /** All that was written, as it was. */
  text(): string
  /** The lines with this message, or whose message begins like this. */
  lines(message: string): Record<string, unknown>[]
}

export function readableLog(level: LogLevel): ReadableLog {
  let written = ''
  return {
    log: createLog(level, false, { write: (line) => void (written += line) }),
    text: () => written,
    lines: (message) =>
      written
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => String(msg).startsWith(message)),
  }
}
