/** Which address a request came from. */

import type { IncomingMessage } from 'node:http'
import { isIPv4, type BlockList } from 'node:net'

/**
 * The client's address. With proxies in front, the last of them that we trust wrote who called it; all
 * that stands further to the left, the client may have written itself. `remote`: who called us.
 */
export function clientAddress(
  forwardedFor: string | null,
  remote: string | undefined,
  trustedProxies: number,
): string {
  const hops = [...(forwardedFor ?? '').split(',').map((hop) => hop.trim()), remote ?? ''].filter(
    (hop) => hop !== '',
  )
  const address = hops[Math.max(hops.length - 1 - trustedProxies, 0)] ?? ''
  // Node writes IPv4 so when the socket is of both kinds.
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** Likewise; "" where another server than Node's calls us. */
export function addressOf(incoming: IncomingMessage | undefined, trustedProxies: number): string {
  const forwardedFor = incoming?.headers['x-forwarded-for'] ?? null
  return clientAddress(
    Array.isArray(forwardedFor) ? forwardedFor.join() : forwardedFor,
    incoming?.socket.remoteAddress,
    trustedProxies,
  )
}

export const isWithin = (list: BlockList, address: string): boolean =>
  list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
