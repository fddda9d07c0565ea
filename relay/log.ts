/** One JSON line an event; readable lines on a terminal. Secrets and tokens never appear. */

import { pino, type Logger } from 'pino'
import type { LogLevel } from './config/config.ts'

export type Log = Logger

/** Whatever is logged by these names is hidden, however it came there. */
const SECRETS = ['authorization', 'token', 'secret', 'key', 'cookie'].flatMap((name) => [
  name,
  `*.${name}`,
])

export const createLog = (level: LogLevel, isTerminal: boolean): Log =>
  pino({
    level,
    redact: { paths: SECRETS, censor: '[hidden]' },
    ...(isTerminal && {
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', singleLine: true } },
    }),
  })
