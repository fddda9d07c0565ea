/** Which address to give each provider that is on, and where the merchant hears of its callbacks. */

import { addressesOf } from '../callbacks/order-addresses.ts'
import { callbackUrl, type Config, type ReachedConfig } from '../config/config.ts'

/** `isMasked`: the key, which is all the secret that such an address has, only begins. */
export function callbackAddresses(
  config: ReachedConfig,
  isMasked: boolean,
): [id: string, url: string][] {
  const secrets = new Map(addressesOf(config).map(({ provider, url }) => [provider, url]))
  return [...config.providers].map(([id, settings]) => {
    const address = secrets.get(id)
    if (address === undefined) return [id, callbackUrl(settings, config.publicUrl, id)]

    const shown = isMasked ? address.replace(/[^/]+$/, (key) => `${key.slice(0, 6)}…`) : address
    return [id, `${shown}  (for all orders; PUT /orders/:id hands out each one’s own)`]
  })
}

/** Where each provider's callbacks are passed on to. */
export const forwardAddresses = ({ forwards }: Config): [id: string, url: string][] =>
  [...forwards].map(([id, url]) => [id, shown(url)])

/** An address of the merchant's own, without what may be secret in it: a password, or a query. */
export const shown = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname}`
