/** Which address to give each provider that is on. */

import { callbackUrl, type Config } from '../config.ts'
import { PROVIDERS } from '../providers/index.ts'
import { addressKey } from '../providers/verify.ts'

/** `isMasked`: the key, which is all the secret that such an address has, only begins. */
export function callbackAddresses(
  { providers }: Config,
  publicUrl: string,
  isMasked: boolean,
): [id: string, url: string][] {
  return [...providers].map(([id, settings]) => {
    const address = callbackUrl(settings, publicUrl, id)
    if (PROVIDERS.get(id)?.trust !== 'address') return [id, address]

    const key = addressKey(id, settings.secrets[0] ?? '')
    const shown = isMasked ? `${key.slice(0, 6)}…` : key
    return [id, `${address}/${shown}  (of each order, its own: PUT /orders/:id hands it out)`]
  })
}
