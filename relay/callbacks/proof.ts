/** Whether a delivery is the provider's: by its signature, or by the address that it came to. */

import type { ProviderConfig } from '../config/config.ts'
import { certificateAddress } from '../providers/certificate.ts'
import type { Delivery, Provider } from '../providers/provider.ts'
import { isOrderAddress, orderAddressReference } from '../providers/order-address.ts'
import { verify, type Verdict } from '../providers/verify.ts'
import type { Store } from '../store/store.ts'
import type { SigningKeys } from './signing-keys.ts'

/** What a delivery has proven: that it is the provider's, and perhaps of which order. */
export interface Proof {
  orderId?: string
}

type Unproven =
  /** As far as anybody can see, it is not the provider's. `address`: the one of no order. */
  | { refused: Exclude<Verdict, 'valid'> | 'address' }
  /** It may be, but what it is judged by cannot be had just now. */
  | { lacks: 'certificate' | 'store'; error: unknown }

export interface Judges {
  store: Pick<Store, 'registeredOrder'>
  signingKeys: SigningKeys
  /** In ms since 1970. */
  now(): number
}

export const prove = (
  provider: Provider,
  { secrets }: Pick<ProviderConfig, 'secrets'>,
  delivery: Delivery,
  judges: Judges,
): Promise<Proof | Unproven> =>
  provider.trust === 'address'
    ? proveByAddress(provider, secrets, delivery, judges)
    : proveBySignature(provider, secrets, delivery, judges)

async function proveBySignature(
  provider: Provider,
  secrets: readonly string[],
  delivery: Delivery,
  { signingKeys, now }: Judges,
): Promise<Proof | Unproven> {
  let signed = delivery
  const certificate = certificateOf(provider, delivery)
  if (certificate) {
    try {
      const publicKey = await signingKeys(certificate.address, certificate.names)
      if (publicKey) signed = { ...delivery, publicKey }
    } catch (error) {
      return { lacks: 'certificate', error }
    }
  }
  const verdict = verify(provider, signed, secrets, now() / 1000)
  return verdict === 'valid' ? {} : { refused: verdict }
}

/** Which certificate a delivery names, of those that lie where the provider keeps them. */
function certificateOf({ schemes }: Provider, delivery: Delivery) {
  const scheme = schemes.find((scheme) => scheme.kind === 'certificate')
  // Nothing is asked for a request that could not be signed.
  if (!scheme?.find(delivery)) return undefined
  const address = certificateAddress(scheme, delivery)
  return address && { address, names: scheme.names }
}

async function proveByAddress(
  { id }: Provider,
  secrets: readonly string[],
  { key }: Delivery,
  { store }: Judges,
): Promise<Proof | Unproven> {
  if (key === undefined) return { refused: 'address' }
  if (isOrderAddress(key, id, secrets)) return {}
  let orderId: string | undefined
  try {
    orderId = await store.registeredOrder(orderAddressReference(id, key))
  } catch (error) {
    return { lacks: 'store', error }
  }
  return orderId !== undefined && isOrderAddress(key, id, secrets, orderId)
    ? { orderId }
    : { refused: 'address' }
}
