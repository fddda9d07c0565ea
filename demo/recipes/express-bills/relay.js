/** The relay, as the shop's server talks to it. */

import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

const { RELAY_URL, RELAY_API_KEY } = process.env

/** How long one try may take, and the pauses between them. In ms. */
const PATIENCE = 5_000
const PAUSES = [200, 1_000]

/**
 * Asks the relay, and answers what it said. Where no answer came, it is asked again under the same key: what it
 * has done already is not done twice.
 */
export async function relay(method, path, body) {
  const key = randomUUID()
  for (const pause of [...PAUSES, undefined]) {
    const response = await once(method, path, body, key)
    if (response && response.status < 500) return answerOf(response)
    if (pause !== undefined) await setTimeout(pause)
  }
  throw new Error(`The relay does not answer ${method} ${path}.`)
}

const once = (method, path, body, key) =>
  fetch(RELAY_URL + path, {
    method,
    headers: {
      Authorization: `Bearer ${RELAY_API_KEY}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => undefined)

async function answerOf(response) {
  const answer = await response.json()
  if (!response.ok) throw new Error(`The relay refused: ${answer.code}: ${answer.detail}`)
  return answer
}
