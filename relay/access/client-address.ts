/** Which address a request came from. */

import { isIP, isIPv4, type BlockList } from 'node:net'

/**
 * The client's address. With proxies in front, the last of them that we trust wrote who called it; all
 * that stands further to the left, the client may have written itself. `remote`: who called us.
 * Undefined where fewer have written than we trust, or no address: then it came from nowhere in particular.
 */
export function clientAddress(
  forwardedFor: string | null | undefined,
  remote: string | undefined,
  trustedProxies: number,
): string | undefined {
  const hops = [...hopsIn(forwardedFor), remote ?? '']
  return addressIn(hops[hops.length - 1 - trustedProxies] ?? '')
}

/** Who the proxies say that they were called by, the first of all at the left. */
export const hopsIn = (forwardedFor: string | null | undefined): string[] =>
  (forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '')

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const WITH_PORT = /^(?:\[(?<v6>[^\]]*)\](?::\d+)?|(?<v4>[\d.]+):\d+)$/

function addressIn(hop: string): string | undefined {
  const { v6, v4 } = WITH_PORT.exec(hop)?.groups ?? {}
  const address = (v6 ?? v4 ?? hop)
    // Of one machine's own network cards.
    .replace(/%.*$/, '')
    // Node writes IPv4 so when the socket is of both kinds.
    .replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) ? address : undefined
}

export const isWithin = (list: BlockList, address: string): boolean =>
  list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')

/** Whose an address is: an IPv4 address is one's own; of IPv6, one has a /64, if not more. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address
  const [left = [], right] = address.split('::').map((part) => part.split(':').filter(Boolean))
  // An IPv4 address at the end stands for two groups.
  const given = left.length + (right?.length ?? 0) + (address.includes('.') ? 1 : 0)
  const zeros = right ? Array<string>(8 - given).fill('0') : []
  const groups = [...left, ...zeros, ...(right ?? [])].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** What proxies write. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-forwarded-proto', 'x-forwarded-host'] as const

/** Whether a proxy has passed it on, or somebody who would be taken for one. */
export const isForwarded = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): boolean => FORWARDED.some((name) => headers[name] !== undefined)
