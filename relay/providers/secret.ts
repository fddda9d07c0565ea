/** What the secrets of a provider are like. */

import type { Provider } from './provider.ts'
import { AES_KEY, hashOf, keyOf } from './signature.ts'

/** A secret such as the provider's dashboard shows, made of 24 random bytes. */
export const secretOf = (provider: Provider, random: Buffer): string =>
  provider.secretOf?.(random) ?? random.toString('hex')

/** Whether the secret is of a form that one of the provider's schemes can use. */
export const fits = ({ schemes }: Provider, secret: string): boolean =>
  schemes.some((scheme) => {
    switch (scheme.kind) {
      case 'hmac':
        return keyOf(scheme, secret) !== undefined
      case 'text':
        return Boolean(scheme.text(secret, [], hashOf))
      case 'cipher':
        return Buffer.byteLength(secret) === AES_KEY
      case 'ed25519':
        return scheme.key(secret)?.length === 32
      case 'certificate':
      case 'address':
        return secret !== ''
    }
  })
