/** One JSON line an event; readable lines on a terminal. Secrets and tokens never appear. */

import {
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Level,
  type Logger,
  type LoggerOptions,
} from 'pino'
import type { LogLevel } from './config/config.ts'
import { standardOutlet } from './log-outlet.ts'

/** What we say things by. No children: what lies below a name of theirs would not be hidden. */
export type Log = Pick<Logger, Level | 'isLevelEnabled'>

/** Whatever is logged by these names is hidden, however it came there: of a line itself, by pino. */
const SECRETS = ['authorization', 'token', 'secret', 'key', 'cookie']

const HIDDEN = '[hidden]'

/** `to`: where it is written, instead of the standard output. */
export function createLog(level: LogLevel, isTerminal: boolean, to?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    redact: { paths: SECRETS, censor: HIDDEN },
    // As collectors like it: a time that anybody reads, a level as a word. They know the process and its host.
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => errorFields(error) },
    formatters: { level: (label) => ({ level: label }), log: hiddenBelow },
    ...(isTerminal && {
      transport: { target: 'pino-pretty', options: { singleLine: true } },
    }),
  }
  return isTerminal && !to ? pino(options) : pino(options, to ?? standardOutlet())
}

/**
 * Likewise, of what lies one level deeper. pino has `*.token` for it, and then looks into each text and number as well:
 * that took twice as long as all else about a line.
 */
function hiddenBelow(about: Record<string, unknown>): Record<string, unknown> {
  let told = about
  for (const [name, value] of Object.entries(about)) {
    // Of an error, nothing is told by such names anyway.
    if (typeof value !== 'object' || value === null || value instanceof Error) continue
    const secrets = SECRETS.filter((secret) => Object.hasOwn(value, secret))
    if (secrets.length === 0) continue
    const hidden = Object.fromEntries(secrets.map((secret) => [secret, HIDDEN]))
    told = { ...told, [name]: { ...value, ...hidden } }
  }
  return told
}

/** So many causes of an error are told. */
const DEPTH = 3

/** What was made of errors: it comes here again, on its way into a log of ours. */
const made = new WeakSet<object>()

/**
 * What an error is, and where it was made. Others' errors carry bodies, addresses and keys in fields of their own, and
 * quote them in their messages.
 */
export function errorFields(error: unknown, depth = DEPTH): object {
  if (typeof error === 'object' && error !== null && made.has(error)) return error
  const fields = error instanceof Error ? fieldsOf(error, depth) : { type: typeof error }
  made.add(fields)
  return fields
}

const fieldsOf = (error: Error, depth: number): object => ({
  type: error.name,
  message: unquoted(error.message),
  ...('code' in error && { code: unquoted(String(error.code)) }),
  stack: framesOf(error.stack),
  ...(error.cause !== undefined && depth > 1 && { cause: errorFields(error.cause, depth - 1) }),
})

/** Of a message, in characters. */
const LONGEST = 300

/** Without what may have come from outside: quotations, all of an address but its host, what is long or a number. */
const unquoted = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)\S*/gi, '$1$2/…')
    .replace(/"[^"]*("|$)|(?<!\w)'[^']*('|$)|`[^`]*(`|$)/g, '"…"')
    .replace(/\S+@\S+|[\w+=-]*\d[\w+=-]{5,}/g, '…')

/** The lines that say where, without the message above them. */
const framesOf = (stack = ''): string =>
  stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => line.trim())
    .join('\n')
