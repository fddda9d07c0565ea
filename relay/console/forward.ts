/** What the page may ask of the relay with the merchant's key. */

import type { Context } from 'hono'
import { problem } from '../http/problem.ts'

/** All of it: the page has no use for more. An id is one segment of a path. */
const ALLOWED: readonly [method: string, path: RegExp][] = [
  ['GET', /^\/orders$/],
  ['GET', /^\/orders\/[^/]+(\/(story|audience))?$/],
  ['PUT', /^\/orders\/[^/]+$/],
  ['POST', /^\/orders\/[^/]+\/(updates|notifications|ask)$/],
  ['POST', /^\/customers\/[^/]+\/notifications$/],
  ['POST', /^\/notifications$/],
  ['GET', /^\/audience$/],
  ['GET', /^\/callbacks$/],
  ['POST', /^\/callbacks\/\d+\/replay$/],
]

/** How long the relay may take, in ms. */
const PATIENCE = 15_000

/** Passes a request on, with the key, and the answer back: its status, its type and its content. */
export async function forward(
  c: Context,
  below: string,
  relay: string,
  apiKey: string,
): Promise<Response> {
  const { pathname, search } = new URL(c.req.url)
  const path = pathname.slice(below.length)
  const { method } = c.req
  if (!ALLOWED.some(([allowed, paths]) => allowed === method && paths.test(path))) {
    return problem('not_found', `The console asks the relay for no ${method} ${path}.`)
  }
  const body = method === 'GET' ? undefined : await c.req.text()
  const answer = await fetch(`${relay}${path}${search}`, {
    method,
    headers: {
      Authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    // The key goes to the relay that was named, and nowhere else.
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => undefined)
  if (!answer) return problem('unavailable', unreachable(relay))
  if (answer.status === 401) {
    const mend = 'API_KEYS must have one that the relay has, too.'
    return problem('unauthorized', `The relay at ${relay} refuses our key: ${mend}`)
  }
  const type = answer.headers.get('Content-Type') ?? ''
  if (!/\bjson\b/.test(type)) {
    return problem('unavailable', `What answers at ${relay} is no relay. Name yours with --url.`)
  }
  return new Response(await answer.text(), {
    status: answer.status,
    headers: { 'Content-Type': type },
  })
}

/** Of a relay that does not answer: what to do. */
export const unreachable = (relay: string): string =>
  `No relay answers at ${relay}. Start it, or name another one with --url.`
