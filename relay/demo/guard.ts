/** Who may ask the demo anything. */

import type { IncomingHttpHeaders } from 'node:http'
import { isIPv4, isIPv6, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isLoopbackHost } from '../http/loopback.ts'

/**
 * Any page may have a name of its own lead to 127.0.0.1, and would then be the demo's own: so the demo goes by few
 * names. `addresses`: those of this machine that it answers to besides, as a Host without its port has them.
 */
export const isOurs = (
  { host = '' }: IncomingHttpHeaders,
  addresses: ReadonlySet<string>,
): boolean => isLoopbackHost(host) || addresses.has(host.replace(/:\d+$/, ''))

/** A page elsewhere must not use the shop's server, not even a demo's. */
export function isOwnPage({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

/** Whether whoever asks is on this machine. */
export const isFromHere = ({ remoteAddress = '' }: Socket): boolean =>
  /^(::ffff:)?127\.|^::1$/.test(remoteAddress)

/** What this machine is called in its networks; those of the sort that phones are in first. */
export function ownAddresses(): string[] {
  const cards = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses)
  const outer = cards.filter(({ internal }) => !internal).map(({ address }) => address)
  const bracketed = outer
    // One that holds for a single card only cannot be typed.
    .filter((address) => isIPv6(address) && !address.startsWith('fe80:'))
    .map((address) => `[${address}]`)
  const inHomes = (address: string) => Number(!/^(192\.168|10)\./.test(address))
  const plain = outer.filter(isIPv4).toSorted((one, other) => inHomes(one) - inHomes(other))
  return [...plain, ...bracketed]
}
