/** Who may ask the demo anything. */

import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
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

/** Whether whoever asks is on this machine. */
export const isFromHere = ({ remoteAddress = '' }: Socket): boolean =>
  /^(::ffff:)?127\.|^::1$/.test(remoteAddress)

/** What this machine is called in its networks, those of homes and offices first: phones are in them. */
export function ownAddresses(): string[] {
  const cards = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses)
  const outer = cards.filter(({ internal, family }) => !internal && family === 'IPv4')
  const isElsewhere = (address: string) => Number(!/^(192\.168|10)\./.test(address))
  return outer
    .map(({ address }) => address)
    .toSorted((one, other) => isElsewhere(one) - isElsewhere(other))
}
