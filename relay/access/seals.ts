/**
 * Seals prove that this shop's relay has shown a version: a page may claim any, and only one that it was shown says
 * that history was lost.
 */

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Known, Snapshot } from '../protocol.ts'

/** Of base64url: 72 bits. */
const LENGTH = 12

type Key = ReturnType<typeof createSecretKey>

export class Seals {
  readonly #keys: readonly Key[]

  /** The first makes seals; any of them verifies, so that they can be rotated. */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => createSecretKey(secret, 'utf8'))
  }

  /** The snapshot as it goes out to a page. */
  sealed(order: Snapshot): Snapshot {
    const [key] = this.#keys
    return key ? { ...order, seal: sealOf(order, key) } : order
  }

  /** Whether what a page says it has is what it was shown. */
  fits({ id, epoch = '', version = 0, seal = '' }: Known): boolean {
    const given = Buffer.from(seal)
    if (given.length !== LENGTH) return false
    return this.#keys.some((key) =>
      timingSafeEqual(given, Buffer.from(sealOf({ id, epoch, version }, key))),
    )
  }
}

/** No token is signed so: what is signed of one has neither a blank nor a colon. */
const sealOf = ({ id, epoch, version }: Required<Omit<Known, 'seal'>>, key: Key): string =>
  createHmac('sha256', key)
    .update(`seal ${epoch}:${version}:${id}`)
    .digest('base64url')
    .slice(0, LENGTH)
