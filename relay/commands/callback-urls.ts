/** Which URL to give each provider that is on, and where the merchant hears of its callbacks. */

import { orderAddresses } from '../callbacks/order-addresses.ts'
import { callbackUrl, type Config, type ReachedConfig } from '../config/config.ts'

/** `isMasked`: an order address only begins, for its key is all the secret that it has. */
export function callbackUrls(
  config: ReachedConfig,
  isMasked: boolean,
): [id: string, url: string][] {
  const secret = new Map(orderAddresses(config).map(({ provider, url }) => [provider, url]))
  return [...config.providers].map(([id, settings]) => {
    const url = secret.get(id)
    if (url === undefined) return [id, callbackUrl(settings, config.publicUrl, id)]

    const shown = isMasked ? url.replace(/[^/]+$/, (key) => `${key.slice(0, 6)}…`) : url
    return [id, `${shown}  (for all orders; PUT /orders/:id hands out each one’s own)`]
  })
}

/** Where each provider's callbacks are passed on to. */
export const forwardUrls = ({ forwards }: Config): [id: string, url: string][] =>
  [...forwards].map(([id, url]) => [id, shown(url)])

/** A URL of the merchant's own, without what may be secret in it: a password, or a query. */
export const shown = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname}`
