/** Which pages may talk to the relay. */

import { isLoopbackHost } from '../http/loopback.ts'

/** Of an origin that is told to whoever runs the relay, in characters. */
const LONGEST = 200

/** A stranger's origin, fit for a log. */
export const shownOrigin = (origin = ''): string =>
  origin.slice(0, LONGEST).replace(/[^\x21-\x7e]/g, '?')

export interface Origins {
  /** As browsers write them; `https://*.example.com` stands for all below it, `*` for all. */
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
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return (
    (isLoopbackHost(host) && url.host === host) ||
    (url.origin === origin && wildcards(url).some((each) => allowedOrigins.has(each)))
  )
}

/** `https://*.b.c` and `https://*.c` of `https://a.b.c`: the port stays. */
function wildcards({ protocol, host }: URL): string[] {
  const labels = host.split('.')
  return labels.slice(1).map((_, at) => `${protocol}//*.${labels.slice(at + 1).join('.')}`)
}
