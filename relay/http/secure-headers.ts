/** What every answer tells browsers, whichever way it goes out. */

import type { MiddlewareHandler } from 'hono'

/** In the order of their names, as `Headers` has them. Scripts and frames of other origins may use the widget. */
export const SECURE_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  // Other hosts below this one are none of ours.
  'strict-transport-security': 'max-age=15552000',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const

export const secureHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  secure(c.res.headers)
}

export function secure(headers: Headers): void {
  for (const [name, value] of Object.entries(SECURE_HEADERS)) headers.set(name, value)
}
