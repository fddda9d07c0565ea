/**
 * What an adapter is: a table that says which signature covers which bytes, and two small functions.
 *
 * An adapter knows no network, no clock, no secret, and nothing of the server. It finds signatures;
 * verify.ts compares them. What it does not recognise, it answers with an empty list.
 */

import type { Update } from '../update.ts'
import type { PaymentStatus } from '../protocol.ts'

/** One HTTP request from a provider, as it came. */
export interface Delivery {
  /** The address that the provider was given. */
  url: string
  headers: Headers
  /** The raw bytes: what is signed. */
  body: Uint8Array
  /** The last segment of an address that is itself the proof. */
  key?: string
}

/** Bytes, or text that stands for its UTF-8. */
export type Signed = readonly (string | Uint8Array)[]

/** What a request claims: that one of these signatures covers these bytes. */
export interface Claim {
  signatures: readonly string[]
  signed: Signed
  /** Unix seconds, where the time is signed too. As text: what is not a number is refused. */
  signedAt?: string
}

/** What a signature is made of, for `simulate` and the tests. */
export interface Envelope {
  body: string
  /** Unix seconds. */
  timestamp: number
  /** Unique for the event. */
  id: string
}

interface Signing {
  encoding: 'hex' | 'base64'
  /** In seconds: how old a signature may be, and how far ahead its clock. Without: any age. */
  tolerance?: { past: number; future?: number }
  /** Undefined: there is no signature of this scheme. */
  claim(delivery: Delivery): Claim | undefined
}

/** A MAC with a shared secret. */
export interface HmacScheme extends Signing {
  kind: 'hmac'
  algorithm: 'sha256' | 'sha512'
  /** The key's bytes; undefined: this secret is none of the scheme's. Default: the secret's UTF-8. */
  key?(secret: string): Uint8Array | undefined
  /** The headers that carry the signature `mac` makes. */
  sign(envelope: Envelope, mac: (signed: Signed) => string): Record<string, string>
}

/** A signature with the provider's private key. */
export interface Ed25519Scheme extends Signing {
  kind: 'ed25519'
  /** The raw public key; undefined: this secret is none of the scheme's. */
  key(secret: string): Uint8Array | undefined
}

/** Nothing is signed: knowing the address, which differs with each order, is the only proof. */
export interface AddressScheme {
  kind: 'address'
}

export type Scheme = HmacScheme | Ed25519Scheme | AddressScheme

/** What a signature of this provider's proves: the body, some fields, who sent it, or nothing of these. */
export type Trust = 'signed-body' | 'signed-fields' | 'token' | 'address'

/** What `simulate` is asked to tell. */
export interface Simulated {
  orderId: string
  status: PaymentStatus
  /** Minor units. */
  amount: number
  currency: string
  /** Names the payment: the same for all that is told of it. */
  payment: string
  /** Unix seconds. */
  timestamp: number
  /** Unique for the event. */
  id: string
}

export interface Provider {
  id: string
  name: string
  trust: Trust
  /** Any of them suffices. */
  schemes: readonly Scheme[]

  /**
   * What a verified body says. `digest` names the event where nothing signed does.
   * Throws what it likes on a body that it cannot read: that is then told in the log.
   */
  updates(payload: unknown, event: { headers: Headers; digest: string }): Update[]

  /** What the provider expects to hear. Default: 204 without a body. */
  answer?: { status: 200 | 202; body: string; type: string }

  /** A body that tells `simulated`; undefined where the provider has no such event. */
  simulate(simulated: Simulated): unknown
}
