/** What an adapter's test says of its own: by that all promises are told. */

import type { KeyObject } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import type { PaymentStatus } from '../../protocol.ts'
import { UNKNOWN_EVENT, type Delivery, type Provider } from '../provider.ts'
import type { Vector } from './vector.ts'

/** A body that the provider sends, and what we take it to say. */
export interface Recording {
  says: string
  /** As it was sent, or what stands for it. */
  body: unknown
  updates: Update[] | typeof UNKNOWN_EVENT
}

export interface Promises {
  provider: Provider
  /** The headers that name the event, for a provider that names it there. */
  headers?: Record<string, string>
  recordings: Recording[]
  /** The statuses that `simulate` tells. */
  simulates: PaymentStatus[]
}

export interface SigningPromises extends Promises {
  secret: string
  /** Another that the provider could have given. */
  otherSecret: string
  /** Past this age, in seconds, a signature is refused. Without: never. */
  tolerance?: { past: number; future?: number }
  /** What of a body is signed, told in other words than the adapter's. Default: as its trust says. */
  covers?(body: string): unknown
  /** Whether the provider's own software takes these for its own. */
  accepts(body: string, headers: Record<string, string>, timestamp: number): boolean
  /** Of the certificate that a vector names, for a provider that signs with one. */
  publicKey?(delivery: Delivery, vector: Vector): KeyObject | undefined
  /** The advisory vectors on which we decide otherwise, and why. */
  decisions?: Record<string, string>
}

/** Of a provider that signs in a header. */
export interface HeaderPromises extends SigningPromises {
  /** The header that carries the signature. */
  signature: string
  /** What to make of a signature header that was sent twice. */
  sentTwice: 'valid' | 'mismatch'
  /** The headers that the provider sends, made by its own software where it has one. */
  sign(body: string, timestamp: number): Record<string, string>
}

/** Of a provider that signs in the body. */
export interface FieldPromises extends SigningPromises {
  /** The field that carries the signature. */
  field: string
  /** The body that the provider sends, made by its own software where it has one. */
  seal(body: string): string
}

/** What was sent. */
export interface Sent {
  headers: Record<string, string>
  body: string
}
