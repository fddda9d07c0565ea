/** What every answer tells browsers, whichever way it goes out. */

import type { MiddlewareHandler } from 'hono'

/** Of one answer. Scripts and frames of other origins may use the widget. */
const OF_THE_ANSWER = {
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-xss-protection': '0',
}

/** Of the whole host, whichever answer of it says so: not for a relay inside another server to decide. */
const OF_THE_HOST = {
  'origin-agent-cluster': '?1',
  // Other hosts below this one are none of ours.
  'strict-transport-security': 'max-age=15552000',
  'x-permitted-cross-domain-policies': 'none',
}

export type SecureHeaders = Readonly<Record<string, string>>

/** In the order of their names, as `Headers` has them. `ownsHost`: whether all of the host is the relay's. */
export const secureHeadersOf = (ownsHost: boolean): SecureHeaders =>
  Object.fromEntries(
    Object.entries({ ...OF_THE_ANSWER, ...(ownsHost && OF_THE_HOST) }).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    ),
  )

export const secured =
  (headers: SecureHeaders): MiddlewareHandler =>
  async (c, next) => {
    await next()
    secure(c.res.headers, headers)
  }

export function secure(headers: Headers, secured: SecureHeaders): void {
  for (const [name, value] of Object.entries(secured)) headers.set(name, value)
}
