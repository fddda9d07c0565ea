/** Where a provider is asked: at a host of its own, or at one that the operator, or the credentials, name. */

import { isLoopback } from '../http/loopback.ts'
import type { Asking, Parts } from '../providers/asking.ts'
import { authorized, type Where } from '../providers/authorize.ts'
import { probeOf } from '../providers/hear.ts'
import { isPublicName } from './public-name.ts'
import type { Settings } from './settings.ts'

/** `ASK_<PROVIDER>_HOST`; without it, as the credentials say. `name`: the setting that has these. */
export function whereOf(
  name: string,
  { credentials: { isSandbox } }: Asking,
  credentials: readonly Parts[],
  read: Settings,
): Where {
  const host = `${name}_HOST`
  const text = read.text(host)
  // The live host knows none of these.
  if (text === undefined) {
    return credentials.every((parts) => isSandbox?.(parts)) ? 'sandbox' : 'live'
  }
  if (text === 'live' || text === 'sandbox') return text
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (url && isSafe && url.href === url.origin + url.pathname) return { base: url.href }
  read.wrong(
    host,
    'must be live, sandbox, or an https URL without user or query, such as https://api.example.com ' +
      '(http on this machine only)',
  )
  return 'live'
}

/** Why no question can be asked with credentials that have the right form. */
export function flawOf(asking: Asking, parts: Parts, where: Where): string | undefined {
  const question = probeOf(asking, parts)
  if (!question) return undefined
  let address: string
  try {
    address = authorized(asking, question, { parts, where, now: 0, token: '' }).url
  } catch {
    return 'has a private key that cannot be read. Enter it whole, with its first and last line'
  }
  if (!URL.canParse(address)) return 'has an address that is no URL'
  const { protocol, hostname, username } = new URL(address)
  if (username) return 'has a user in its address, which nobody is asked with. Leave it out'
  return protocol === 'http:' && isPublicName(hostname)
    ? 'must be https: the name is public, and what vouches for us would travel readably'
    : undefined
}
