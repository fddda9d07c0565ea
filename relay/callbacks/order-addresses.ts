/** Each order's own callback URL, for providers that do not sign: that address is all that vouches for them. */

import { callbackUrl, type ReachedConfig } from '../config/config.ts'
import { PROVIDERS } from '../providers/index.ts'
import { orderAddressKey, orderAddressReference } from '../providers/order-address.ts'

interface OrderAddress {
  provider: string
  url: string
  /** Under which the order is found. Of every secret: what was sent before a rotation finds its way. */
  references: string[]
}

/** Of `order`; without, of any. */
export const orderAddresses = (
  { providers, publicUrl }: Pick<ReachedConfig, 'providers' | 'publicUrl'>,
  order?: string,
): OrderAddress[] =>
  [...providers]
    .filter(([provider]) => PROVIDERS.get(provider)?.trust === 'address')
    .map(([provider, settings]) => {
      const keys = settings.secrets.map((secret) => orderAddressKey(provider, secret, order))
      return {
        provider,
        url: `${callbackUrl(settings, publicUrl, provider)}/${keys[0] ?? ''}`,
        references: keys.map((key) => orderAddressReference(provider, key)),
      }
    })
