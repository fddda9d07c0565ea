/** The relay, as the shop's server talks to it. */

import 'server-only'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

/** How long one try may take, and the pauses between them. In ms. */
const PATIENCE = 5_000
const PAUSES = [200, 1_000, undefined]

/** Where pages find it, too. */
export const RELAY_URL = process.env.RELAY_URL ?? ''

export interface Registered {
  order: { status: string; safeToRetry: boolean }
  token: string
}

/**
 * Asks the relay, and answers what it said. Where no answer came, it is asked again under the same key: what it has
 * done already is not done twice.
 */
export async function ask<Answer>(
  method: 'PUT' | 'POST',
  path: string,
  body: object,
): Promise<Answer> {
  const headers = {
    Authorization: `Bearer ${process.env.RELAY_API_KEY}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': randomUUID(),
  }
  for (const pause of PAUSES) {
    const response = await fetch(RELAY_URL + path, {
      method,
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch(() => undefined)
    if (response?.ok) return response.json()
    if (response && response.status < 500) {
      throw new Error(
        `The relay refused ${method} ${path}: ${response.status} ${await response.text()}`,
      )
    }
    if (pause) await setTimeout(pause)
  }
  throw new Error(`The relay does not answer ${method} ${path}.`)
}
