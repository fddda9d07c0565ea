/** Which pages may talk to the relay. */

import type { Services } from '../services.ts'

/**
 * Whether a page of `origin` may. Its own may always, by whatever name it was reached; a request without
 * an origin comes from no page.
 */
export function isAllowed(
  origin: string | undefined,
  host: string | undefined,
  { config, publicUrl }: Pick<Services, 'config' | 'publicUrl'>,
): boolean {
  if (origin === undefined) return true
  if (config.allowedOrigins.has(origin)) return true
  if (origin === 'null') return false
  if (config.allowedOrigins.has('*') || origin === new URL(publicUrl).origin) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
