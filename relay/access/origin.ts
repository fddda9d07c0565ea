/** Which pages may talk to the relay. */

import { isLoopbackHost } from '../http/loopback.ts'

export interface Origins {
  allowedOrigins: ReadonlySet<string>
  /** Where the world reaches the relay. */
  publicUrl: string
}

/**
 * Whether a page of `origin` may. Its own may always: those of PUBLIC_URL and, on this machine, of whatever name of it.
 * Any other name that leads here, somebody else may own. A request without an origin comes from no page.
 */
export function isAllowed(
  origin: string | undefined,
  host: string | undefined,
  { allowedOrigins, publicUrl }: Origins,
): boolean {
  if (origin === undefined) return true
  if (allowedOrigins.has(origin)) return true
  if (origin === 'null') return false
  if (allowedOrigins.has('*') || origin === new URL(publicUrl).origin) return true
  return isLoopbackHost(host) && URL.canParse(origin) && new URL(origin).host === host
}
