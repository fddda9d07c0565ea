/**
 * Refuses, straight from Node's server, a callback whose headers or address are enough to refuse it: before its body,
 * which may be a megabyte, is taken in. The receiver judges the rest, and this again: a callback may come through the
 * routes alone.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { callbackPaths } from '../http/paths.ts'
import { secure, type SecureHeaders } from '../http/secure-headers.ts'
import { RawHeaders } from './raw-headers.ts'
import type { Receiver } from './receiver.ts'

/** Has answered the request, or leaves it untouched: false. */
type EarlyRefusal = (request: IncomingMessage, response: ServerResponse) => boolean

/** Below the callbacks' path. What is written in another way, the routes read. */
const PLAIN = /^\/([a-z\d-]+)(?:\/([^/?%]+))?(?:\/validation)?(?:\?|$)/

/** `base`: the path of PUBLIC_URL, which a proxy in front may cut off. `secured`: what every answer has. */
export function earlyRefusal(
  receiver: Pick<Receiver, 'turnsAway'>,
  base: string,
  secured: SecureHeaders,
): EarlyRefusal {
  const prefixes = callbackPaths(base)

  return (request, response) => {
    const { method, url = '', rawHeaders } = request
    const prefix = prefixes.find((each) => url.startsWith(each))
    if (prefix === undefined || (method !== 'POST' && method !== 'PUT')) return false
    const [, provider, key] = PLAIN.exec(url.slice(prefix.length)) ?? []
    // That one is the merchant's.
    if (provider === undefined || key === 'replay') return false

    const headers = new RawHeaders(rawHeaders)
    const wrong = receiver.turnsAway({
      provider,
      ...(key !== undefined && { key }),
      headers,
      incoming: request,
    })
    if (!wrong) return false
    secure(wrong.headers, secured)
    void getRequestListener(() => wrong, { overrideGlobalObjects: false })(request, response)
    return true
  }
}
