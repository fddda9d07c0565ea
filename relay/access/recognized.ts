/** A request's sender is recognized by what strangers do not have: a valid token, a key, a provider's callback. */

import type { IncomingMessage } from 'node:http'
import type { Tokens } from './token.ts'

/** Of a request: whom it concerns. A WeakMap of requests takes twice as long, and each collection of garbage goes through it. */
const THEN = Symbol('recognized')

interface Expected extends IncomingMessage {
  [THEN]?: () => void
}

/** Calls `then` when, and if, the sender of `request` is recognized. */
export const whenRecognized = (request: Expected, then: () => void): void =>
  void (request[THEN] = then)

/** Whoever sent `request` is no stranger. */
export function recognized(request: Expected | undefined): void {
  request?.[THEN]?.()
}

/** The same tokens; each that is valid recognizes the sender of `request`. */
export function recognizing(
  tokens: Pick<Tokens, 'read'>,
  request: Expected | undefined,
): Pick<Tokens, 'read'> {
  // Not the request: a socket reads its tokens for hours, and would keep all of it.
  const then = request?.[THEN]
  return {
    async read(token, now) {
      const grant = await tokens.read(token, now)
      if (typeof grant !== 'string') then?.()
      return grant
    },
  }
}
