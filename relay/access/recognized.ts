/** A request's sender is recognized by what strangers do not have: a valid token, a key, a provider's callback. */

import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Tokens } from './token.ts'

/** Whom it concerns, until the request is gone. */
const waiting = new WeakMap<IncomingMessage, () => void>()

/** Calls `then` when, and if, the sender of `request` is recognized. */
export const whenRecognized = (request: IncomingMessage, then: () => void): void =>
  void waiting.set(request, then)

/** As Node has it; where another server than Node's calls us, there is none. */
export const requestOf = (
  c: Context<{ Bindings: Partial<HttpBindings> }>,
): IncomingMessage | undefined => c.env?.incoming

/** Whoever sent `request` is no stranger. */
export function recognized(request: IncomingMessage | undefined): void {
  if (request) waiting.get(request)?.()
}

/** The same tokens; each that is valid recognizes the sender of `request`. */
export function recognizing(
  tokens: Pick<Tokens, 'read'>,
  request: IncomingMessage | undefined,
): Pick<Tokens, 'read'> {
  // Not the request: a socket reads its tokens for hours, and would keep all of it.
  const then = request && waiting.get(request)
  return {
    async read(token, now) {
      const grant = await tokens.read(token, now)
      if (typeof grant !== 'string') then?.()
      return grant
    },
  }
}
