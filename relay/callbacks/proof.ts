/** Whether a delivery is the provider's: by its signature, or by the address that it came to. */

import type { ProviderConfig } from '../config/config.ts'
import { certificateAddress } from '../providers/certificate.ts'
import type { Delivery, Provider } from '../providers/provider.ts'
import { isOrderAddress, orderAddressReference } from '../providers/order-address.ts'
import { signaturesIn, verify, type Verdict } from '../providers/verify.ts'
import type { Store } from '../store/store.ts'
import { StrangersCertificate, type SigningKeys } from './signing-keys.ts'

/** What a delivery has proven: that it is the provider's, and perhaps of which order. */
export interface Proof {
  orderId?: string
}

/** A delivery of which the body is still to come: of whoever is refused without it, it is not read. */
interface Unread extends Omit<Delivery, 'body'> {
  body(): Uint8Array | Promise<Uint8Array>
}

interface Proven {
  proof: Proof
  delivery: Delivery
}

type Unproven =
  /** As far as anybody can see, it is not the provider's. `address`: the one of no order. */
  | { refused: Exclude<Verdict, 'valid'> | 'address' }
  /** It may be, but what it is judged by cannot be had just now. */
  | { lacks: 'certificate' | 'strangers_certificate' | 'store'; error: unknown }

export interface Judges {
  store: Pick<Store, 'registeredOrder'>
  signingKeys: SigningKeys
  /** In ms since 1970. */
  now(): number
}

export async function prove(
  provider: Provider,
  { secrets }: Pick<ProviderConfig, 'secrets'>,
  { body, ...unread }: Unread,
  judges: Judges,
): Promise<Proven | Unproven> {
  // Nothing in a body makes another address of the one that it came to.
  if (provider.trust === 'address') {
    const proof = await proveByAddress(provider, secrets, unread.key, judges)
    return isUnproven(proof) ? proof : { proof, delivery: { ...unread, body: await body() } }
  }
  const delivery = { ...unread, body: await body() }
  const proof = await proveBySignature(provider, secrets, delivery, judges)
  return isUnproven(proof) ? proof : { proof, delivery }
}

const isUnproven = (said: Proof | Unproven): said is Unproven =>
  'refused' in said || 'lacks' in said

async function proveBySignature(
  provider: Provider,
  secrets: readonly string[],
  delivery: Delivery,
  { signingKeys, now }: Judges,
): Promise<Proof | Unproven> {
  const seconds = now() / 1000
  let signed = delivery
  const certificate = certificateOf(provider, delivery, seconds)
  if (certificate) {
    try {
      const publicKey = await signingKeys(certificate.address, certificate.names)
      if (publicKey) signed = { ...delivery, publicKey }
    } catch (error) {
      const isStrangers = error instanceof StrangersCertificate
      return { lacks: isStrangers ? 'strangers_certificate' : 'certificate', error }
    }
  }
  const verdict = verify(provider, signed, secrets, seconds)
  return verdict === 'valid' ? {} : { refused: verdict }
}

/** Which certificate a delivery names, of those that lie where the provider keeps them. */
function certificateOf({ schemes }: Provider, delivery: Delivery, seconds: number) {
  const scheme = schemes.find((scheme) => scheme.kind === 'certificate')
  // Nothing is asked for a request that could not be signed, or not now.
  if (!scheme || typeof signaturesIn(scheme, delivery, seconds) === 'string') return undefined
  const address = certificateAddress(scheme, delivery)
  return address && { address, names: scheme.names }
}

async function proveByAddress(
  { id }: Provider,
  secrets: readonly string[],
  key: string | undefined,
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
