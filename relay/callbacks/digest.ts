/** What names a delivery that nothing else names: what is signed of it. */

import { hash } from 'node:crypto'
import { payloadOf } from '../providers/payload.ts'
import type { Delivery, Provider } from '../providers/provider.ts'

/**
 * Of the body, or, where only some of it is signed, of that and of the members that decide something all the same:
 * changing any other makes no other event.
 */
export function digestOf(provider: Provider, delivery: Delivery): string {
  if (provider.trust !== 'signed-fields') return hash('sha256', delivery.body)
  const signed = provider.schemes.flatMap((scheme) =>
    scheme.kind === 'address' ? [] : [scheme.find(delivery) ?? []].flat(),
  )
  const parts = signed.map(({ signed }) => signed.map((part) => Buffer.from(part).toString('hex')))
  return hash('sha256', JSON.stringify([parts, unsignedIn(provider, delivery.body)]))
}

function unsignedIn({ format, unsigned = {} }: Provider, body: Uint8Array): unknown[] {
  const names = Object.keys(unsigned)
  if (names.length === 0) return []
  const found: unknown[] = []
  try {
    JSON.stringify(
      payloadOf({ ...(format && { format }) }, new TextDecoder().decode(body)),
      (name, value) => {
        if (names.includes(name)) found.push([name, value])
        return value
      },
    )
  } catch {
    // Nothing can be read of it, whatever its members are.
  }
  return found
}
