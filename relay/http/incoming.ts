/** The request as Node has it, of one that came by the routes. */

import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** Undefined where another server than Node's calls us. */
export function incomingOf(c: Context): IncomingMessage | undefined {
  const { incoming }: Partial<HttpBindings> = c.env ?? {}
  return incoming
}
