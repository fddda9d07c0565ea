/** Which address to give each provider that is on. */

import type { Config } from '../config.ts'
import { PROVIDERS } from '../providers/index.ts'
import { addressKey } from '../providers/verify.ts'

export function callbackAddresses(config: Config, publicUrl: string): [id: string, url: string][] {
  return [...config.providers].map(
    ([
      id,
      {
        url,
        secrets: [secret = ''],
      },
    ]) => {
      const address = url ?? `${publicUrl}/callbacks/${id}`
      if (PROVIDERS.get(id)?.trust !== 'address') return [id, address]
      // The key is the secret of such an address: here only its beginning.
      return [
        id,
        `${address}/${addressKey(id, secret).slice(0, 6)}…  (each order its own: PUT /orders/:id hands it out)`,
      ]
    },
  )
}
