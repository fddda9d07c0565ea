/** How large a request's body may be. */

import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { problem } from './problem.ts'

/** Hono's own makes a web stream of every body: a third of what a callback costs. Most say how long they are. */
export function limit(maxSize: number): MiddlewareHandler {
  const tooLarge = () => problem('too_large', `At most ${maxSize} bytes.`)
  const count = bodyLimit({ maxSize, onError: tooLarge })
  return (c, next) => {
    const length = c.req.header('Content-Length')
    if (length === undefined) {
      if (c.req.raw.body) c.req.raw = copyOf(c.req.raw)
      return count(c, next)
    }
    return Number(length) > maxSize ? Promise.resolve(tooLarge()) : next()
  }
}

/** Of the platform's own kind: Hono's server has one of its own, of which nothing else can make another. */
function copyOf({ url, method, headers, body, signal }: Request): Request {
  const init = { method, headers, body, signal, duplex: 'half' as const }
  return new Request(url, init)
}
