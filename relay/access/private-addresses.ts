/** Which addresses are nobody's business but the operator's own. */

import type { LookupAddress } from 'node:dns'
import { BlockList, type LookupFunction } from 'node:net'
import { isWithin } from './client-address.ts'

/**
 * A `lookup`, of all addresses, that finds no private ones for a public name: whoever holds the name
 * could point it at a neighbour of ours. What it lets through is what is connected to, so the name
 * cannot move after it was checked.
 */
export const refusePrivate =
  (lookup: LookupFunction): LookupFunction =>
  (host, options, callback) => {
    if (OWN_NETWORK.test(host)) return lookup(host, options, callback)
    lookup(host, options, (error, found) => {
      if (error) return callback(error, [])
      const addresses = found as LookupAddress[]
      const open = addresses.filter(({ address }) => !isWithin(PRIVATE, address))
      callback(open.length > 0 ? null : new PrivateAddress(addresses), open)
    })
  }

export class PrivateAddress extends Error {
  constructor(addresses: LookupAddress[]) {
    const list = addresses.map(({ address }) => address).join(', ')
    super(`is a private address (${list}) behind a public name`)
  }
}

/** Names that only the operator can have given: of one label, such as a container's, or reserved. */
const OWN_NETWORK = /^[^.]+\.?$|\.(localhost|local|internal|lan|home\.arpa|svc)\.?$/

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const PRIVATE_IPV6 = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const

const PRIVATE = new BlockList()
for (const [net, prefix] of PRIVATE_IPV6) PRIVATE.addSubnet(net, prefix, 'ipv6')
for (const [net, prefix] of PRIVATE_IPV4) {
  // Also finds them written as IPv6, `::ffff:10.0.0.5`; but not as NAT64 writes them.
  PRIVATE.addSubnet(net, prefix)
  PRIVATE.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6')
}
