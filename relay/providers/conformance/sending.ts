/** A delivery as the provider sends it, signed by its own software or by ours, whole or tampered with. */

import type { Delivery } from '../provider.ts'
import { simulatedKeys } from '../simulated-keys.ts'
import { isSimulable, sign } from '../signature.ts'
import type { FieldPromises, HeaderPromises, Promises, Sent, SigningPromises } from './promises.ts'
import { bodyOf } from '../payload.ts'

export const NOW = 1_795_219_200

export const ADDRESS = 'https://relay.example.com/callbacks'

export const SIMULATED = {
  orderId: 'ORD-1205',
  amount: 500_100,
  currency: 'KES',
  payment: 'pay_1',
  timestamp: NOW,
  id: 'evt_1',
}

export const bytes = (body: string) => new TextEncoder().encode(body)

export const delivery = (headers: HeadersInit, body: string): Delivery => ({
  url: ADDRESS,
  headers: new Headers(headers),
  body: bytes(body),
  publicKey: simulatedKeys().publicKey,
})

export function signedByUs(
  { provider, secret }: SigningPromises,
  body: string,
  by: string = secret,
): Sent {
  const scheme = provider.schemes.find(isSimulable)
  if (!scheme) throw new Error(`We cannot sign as ${provider.name}.`)
  return sign(scheme, by, { url: ADDRESS, body, timestamp: NOW, id: SIMULATED.id })
}

export const signedByThem = (promises: HeaderPromises | FieldPromises, body: string): Sent =>
  'field' in promises
    ? { headers: {}, body: promises.seal(body) }
    : { headers: promises.sign(body, NOW), body }

/** The signature, wherever it is. */
export function signatureOf(
  promises: HeaderPromises | FieldPromises,
  { headers, body }: Sent,
): string {
  if ('signature' in promises) return headers[promises.signature] ?? ''
  const found: unknown[] = []
  changeField(promises, body, (value) => {
    found.push(value)
    return undefined
  })
  return String(found[0])
}

/** The same, with another signature, or without. */
export function withSignatureOf(
  promises: HeaderPromises | FieldPromises,
  sent: Sent,
  signature?: string,
): Sent {
  if ('field' in promises) {
    return { ...sent, body: changeField(promises, sent.body, () => signature) }
  }
  const { [promises.signature]: _, ...unsigned } = sent.headers
  const signed = signature === undefined ? {} : { [promises.signature]: signature }
  return { ...sent, headers: { ...unsigned, ...signed } }
}

/** `body` with that field changed, wherever in it that is. */
function changeField(
  { provider, field }: FieldPromises,
  body: string,
  change: (value: unknown) => string | undefined,
): string {
  if (provider.format !== 'form') {
    return JSON.stringify(
      JSON.parse(body, (key, value: unknown) => (key === field ? change(value) : value)),
    )
  }
  const form = new URLSearchParams(body)
  const value = change(form.get(field))
  if (value === undefined) form.delete(field)
  else form.set(field, value)
  return form.toString()
}

/** As the provider sends, by each of its schemes. */
export function genuine(promises: Promises | HeaderPromises | FieldPromises): [Sent, ...Sent[]] {
  const { provider } = promises
  const { body } = bodyOf(provider, provider.simulate({ ...SIMULATED, status: 'succeeded' }))
  if (!('secret' in promises)) return [{ headers: {}, body }]
  const envelope = { url: ADDRESS, body, timestamp: NOW, id: SIMULATED.id }
  const ours = provider.schemes
    .filter(isSimulable)
    .map((scheme) => sign(scheme, promises.secret, envelope))
  return [signedByThem(promises, body), ...ours]
}
