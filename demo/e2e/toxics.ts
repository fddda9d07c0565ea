/** What a network may do to bytes, one function each. */

import { setTimeout as pass } from 'node:timers/promises'

/** One direction of one connection. */
export interface Link {
  readonly isWebSocket: boolean
  /** How many bytes have arrived. */
  readonly passed: number
  write(bytes: Buffer): void
  /** Says goodbye. */
  end(): void
  /** From now on nothing arrives, in neither direction, and nobody is told. */
  swallow(): void
  /** Ends the connection without a goodbye. */
  reset(): void
}

/** What becomes of bytes on their way. */
export type Toxic = (bytes: Buffer, link: Link) => void | Promise<void>

export const clean: Toxic = (bytes, link) => link.write(bytes)

/** Forgets the connection: it stays dead, even when others live again. */
export const blackHole: Toxic = (_, link) => link.swallow()

export const reset: Toxic = (_, link) => link.reset()

export const latency =
  (ms: number): Toxic =>
  async (bytes, link) => {
    await pass(ms)
    link.write(bytes)
  }

/** So many bytes a second, in ten pieces. */
export const slow =
  (rate: number): Toxic =>
  async (bytes, link) => {
    const size = Math.ceil(rate / 10)
    for (let from = 0; from < bytes.length; from += size) {
      await pass(100)
      link.write(bytes.subarray(from, from + size))
    }
  }

/** Each connection carries so many bytes, and no more. */
export const cutAfter =
  (limit: number): Toxic =>
  (bytes, link) => {
    link.write(bytes.subarray(0, Math.max(0, limit - link.passed)))
    if (link.passed >= limit) link.end()
  }

/** Does this to WebSockets alone. */
export const toSockets =
  (toxic: Toxic): Toxic =>
  (bytes, link) =>
    (link.isWebSocket ? toxic : clean)(bytes, link)

/** Lets an answer's head through, such as that of an upgrade, and nothing after it. */
export const afterHead: Toxic = (bytes, link) => {
  const end = bytes.indexOf('\r\n\r\n') + 4
  if (link.passed === 0) link.write(bytes.subarray(0, end))
  else link.swallow()
}
