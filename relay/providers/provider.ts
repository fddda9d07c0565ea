/**
 * What an adapter is: a table that says which signature covers which bytes, and two small functions.
 *
 * An adapter knows no network, no clock, no secret, and nothing of the server. It finds signatures;
 * signature.ts compares them. What it does not know, it says it does not know.
 */

import type { KeyObject } from 'node:crypto'
import type { Update } from '../order/update.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import type { Asking, Unaskable } from './asking.ts'

/** As much of `Headers` as anybody here needs. */
export interface HeaderReader extends Iterable<[name: string, value: string]> {
  /** Null where there is none; of several, all, with commas between. */
  get(name: string): string | null
}

/** What may be about money, and is none of the events that an adapter knows: kept, for somebody to look at. */
export const UNKNOWN_EVENT = 'unknown_event' as const

/** One HTTP request from a provider, as it came. */
export interface Delivery {
  /** The address that the provider was given. */
  url: string
  headers: HeaderReader
  /** The raw bytes: what is signed. */
  body: Uint8Array
  /** The last segment of an address that is itself the proof. */
  key?: string
  /** Of the certificate that the request names, where that is to be believed. */
  publicKey?: KeyObject
}

/** Bytes, or text that stands for its UTF-8. */
export type Signed = readonly (string | Uint8Array)[]

/** The signature of a request, as it stands there: whether it is good is verify.ts' to say. */
export interface Signature {
  /** Any of them suffices: there are several while secrets change. */
  values: readonly string[]
  /** What it is a signature of. */
  signed: Signed
  /** Unix seconds, where the time is signed too. As text: what is not a number is refused. */
  signedAt?: string
}

/** What a signature is made of, for `simulate` and the tests. */
export interface Envelope {
  /** The address that the provider was given. */
  url: string
  body: string
  /** Unix seconds. */
  timestamp: number
  /** Unique for the event. */
  id: string
}

interface Signing {
  /** In seconds: how old a signature may be, and how far ahead its clock. Without: any age. */
  tolerance?: { past: number; future?: number }
  /**
   * For a signature that lies in the body: whether that is small enough to be read to find it. A body is anybody's
   * until then.
   */
  isReadable?(body: Uint8Array): boolean
  /** Undefined: there is no signature of this scheme. Where a body has several parts, each must hold. */
  find(delivery: Delivery): Signature | readonly Signature[] | undefined
}

/** One that `simulate` can make as well: `make` gives the signature of what is signed. */
interface Simulable {
  /** The headers that carry the signature. */
  sign?(envelope: Envelope, make: (signed: Signed) => string): Record<string, string>
  /** The body, with the signature in it. */
  seal?(body: string, make: (signed: Signed) => string): string
}

/** A MAC with a shared secret. */
export interface HmacScheme extends Signing, Simulable {
  kind: 'hmac'
  algorithm: 'sha256' | 'sha512'
  encoding: 'hex' | 'base64'
  /** The key's bytes; undefined: this secret is none of the scheme's. Default: the secret's UTF-8. */
  key?(secret: string): Uint8Array | undefined
}

/** A digest as lower-case hex. */
export type Hash = (algorithm: 'sha256' | 'sha512', text: Signed) => string

/** A text that only who knows the secret can send: the secret itself, or a hash with it in it. */
export interface TextScheme extends Signing, Simulable {
  kind: 'text'
  /** Undefined: this secret is none of the scheme's. */
  text(secret: string, signed: Signed, hash: Hash): string | undefined
}

/** A text that is encrypted with the secret, with salt at its end. */
export interface CipherScheme extends Signing, Simulable {
  kind: 'cipher'
  algorithm: 'aes-128-cbc'
  encoding: 'base64'
  iv: string
  /** In characters. */
  saltLength: number
  /** What is encrypted, without the salt at its end. */
  text(signed: Signed, salt: string, hash: Hash): string
}

/** A signature with the provider's private key. */
export interface Ed25519Scheme extends Signing {
  kind: 'ed25519'
  encoding: 'base64'
  /** The raw public key; undefined: this secret is none of the scheme's. */
  key(secret: string): Uint8Array | undefined
}

/** A signature with the key of a certificate that the provider publishes, and the request names. */
export interface CertificateScheme extends Signing, Simulable {
  kind: 'certificate'
  algorithm: 'RSA-SHA256'
  encoding: 'base64'
  /** From where certificates are fetched, and nowhere else. */
  hosts: readonly string[]
  path: RegExp
  /** Whose certificates count: those that have one of these names. */
  names: readonly string[]
  /** Where the certificate is, as the request has it. */
  address(delivery: Delivery): string | undefined
  /** What is signed, the secret's part in it. */
  text(secret: string, signed: Signed): Signed
}

/** Nothing is signed: knowing the address, which differs with each order, is the only proof. */
interface AddressScheme {
  kind: 'address'
}

/** How a provider shows that it is the provider. verify.ts judges them all. */
export type Scheme =
  HmacScheme | TextScheme | CipherScheme | Ed25519Scheme | CertificateScheme | AddressScheme

/** What a signature of this provider's proves: the body, some fields, who sent it, or nothing of these. */
export type Trust = 'signed-body' | 'signed-fields' | 'token' | 'address'

/** What `simulate` is asked to tell. */
export interface SimulatedEvent {
  orderId: string
  status: PaymentStatus
  /** Why: in the provider's own code, if it has one for that. Default: not enough money, or what it knows instead. */
  reason?: ReasonCode
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
  /** Of a body no more is signed than a checksum, to which anybody can fit another body. */
  signsChecksum?: true
  /** By name: the members that decide something though no signature covers them, and why they may. */
  unsigned?: Readonly<Record<string, string>>
  /** A secret of the form that its dashboard shows, made of 24 random bytes. Default: hex. */
  secretOf?(random: Buffer): string
  /** What its API keys, public keys and ids look like: they sign nothing, and are entered as the secret all the same. */
  apiKey?: RegExp
  /** What it is asked by stands in none of its callbacks: it names no payment, and is no reference. */
  asksApart?: true
  /** How bodies are written that are not JSON. A form is read as an object of texts. */
  format?: 'form'

  /**
   * What a verified body says: an empty list where it is known to be silent about money. `digest`, of
   * what is signed, names the event where nothing signed does.
   * Throws what it likes on a body that it cannot read: that is then told in the log.
   */
  updates(
    payload: unknown,
    event: { headers: HeaderReader; digest(): string },
  ): Update[] | typeof UNKNOWN_EVENT

  /** How it is asked what came of a payment; or why it cannot be. */
  asking?: Asking | Unaskable

  /** What the provider expects to hear. Default: 204 without a body. */
  answer?: { status: 200 | 202; body: string; type: string }

  /** The only one that it knows, in which all its amounts are. ISO 4217. */
  currency?: string
  /** Those of an order that it has an event for. */
  statuses: readonly PaymentStatus[]
  /** A body that tells `event`; undefined where its status is none of them, or cannot be told with its reason. */
  simulate(event: SimulatedEvent): unknown
}
