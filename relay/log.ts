/** One JSON line an event; readable lines on a terminal. Secrets and tokens never appear. */

import { pino, stdTimeFunctions, type Logger } from 'pino'
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
    // As collectors like it: a time that anybody reads, a level as a word. They know the process and its host.
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: (err: unknown) => (err instanceof Error ? errorFields(err) : err) },
    formatters: { level: (label) => ({ level: label }) },
    ...(isTerminal && {
      transport: { target: 'pino-pretty', options: { singleLine: true } },
    }),
  })

/** So many causes of an error are told. */
const DEPTH = 3

/**
 * What an error is, and where it was made. Others' errors carry bodies, addresses and keys in fields of their own, and
 * quote them in their messages.
 */
export function errorFields(error: unknown, depth = DEPTH): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  return {
    type: name,
    message: unquoted(message),
    ...('code' in error && { code: unquoted(String(error.code)) }),
    stack: framesOf(stack),
    ...(cause !== undefined && depth > 1 && { cause: errorFields(cause, depth - 1) }),
  }
}

/** Of a message, in characters. */
const LONGEST = 300

/** Without what may have come from outside: quotations, all of an address but its host, long words and numbers. */
const unquoted = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)\S*/gi, '$1$2/…')
    .replace(/"[^"]*("|$)|(?<!\w)'[^']*('|$)|`[^`]*(`|$)/g, '"…"')
    .replace(/[\w+=-]*\d[\w+=-]{5,}/g, '…')

/** The lines that say where, without the message above them. */
const framesOf = (stack = ''): string =>
  stack
    .split('\n')
    .filter((line) => /^ +at /.test(line))
    .map((line) => line.trim())
    .join('\n')
