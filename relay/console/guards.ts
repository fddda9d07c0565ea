/** Who may ask the console: its own page, on this machine, and nobody else. */

import type { MiddlewareHandler } from 'hono'
import { isLoopbackHost } from '../http/loopback.ts'
import { problem } from '../http/problem.ts'

/** Any page may have a name of its own lead to 127.0.0.1, and would then be the console's own. */
export const thisMachineOnly: MiddlewareHandler = async (c, next) =>
  isLoopbackHost(c.req.header('Host'))
    ? next()
    : problem('forbidden', 'The console answers to localhost, 127.0.0.1 and [::1] alone.')

/** Whether a request comes from a page of the host that it asks, or from no page at all. */
export function isOwnPage(header: (name: string) => string | undefined): boolean {
  const origin = header('origin')
  if (origin !== undefined) {
    return URL.canParse(origin) && new URL(origin).host === header('host')
  }
  // Of its own pages, browsers name no origin when they only read.
  return ['same-origin', 'none', undefined].includes(header('sec-fetch-site'))
}

/** No page elsewhere may use our key. What changes something is JSON: a form of another page's cannot be. */
export const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  if (!isOwnPage((name) => c.req.header(name))) {
    return problem('forbidden', 'The console is for its own page.')
  }
  const isJson = /^application\/json\b/i.test(c.req.header('Content-Type') ?? '')
  if (c.req.method === 'GET' || isJson) return next()
  return problem('invalid_request', 'Content-Type: must be application/json.')
}

/** The page runs what it came with, asks its own host, and stands in no frame. */
const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", 'trusted-types lit-html'],
].join('; ')

export const strict: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers } = c.res
  headers.set('Content-Security-Policy', POLICY)
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('X-Frame-Options', 'DENY')
  headers.set('Referrer-Policy', 'no-referrer')
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  headers.delete('Access-Control-Allow-Origin')
  headers.delete('Timing-Allow-Origin')
  if (!headers.has('ETag')) headers.set('Cache-Control', 'no-store')
}
