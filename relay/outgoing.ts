/** What waits for the merchant's own backend. Plain data. */

/** A verified callback, to be passed on as it came. */
export interface Forward {
  provider: string
  headers: [name: string, value: string][]
  body: Uint8Array
}

export type Outgoing = {
  id: number
  /** So often it was tried in vain. */
  attempts: number
  /** Waits since, in ms since 1970. */
  since: number
} & ({ orderId: string; version: number } | { forward: Forward })
