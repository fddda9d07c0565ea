/** What the merchant's backend is sent: word of an order, signed; or a provider's callback, as it came. Pure. */

import { gistOf, type Gist } from '../order/record.ts'
import type { OrderView } from '../order/view.ts'
import type { HttpMessage } from './post.ts'

export interface Letter extends HttpMessage {
  /** Of the order. 0 where there is none. */
  version: number
  /** What it says of the order, for the one after it. */
  gist?: Gist
}

/** Of the standardwebhooks library. */
interface Signer {
  sign(id: string, at: Date, body: string): string
}

/**
 * `order.updated`, signed once with each secret, so that a receiver may know either of two. Whenever this version is
 * sent, its id and body are the same. `since` and `now` in ms since 1970.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function orderLetter(
  data: OrderView,
  previous: Gist | null,
  { since, now }: { since: number; now: number },
  signers: readonly Signer[],
): Letter {
  const timestamp = new Date(since).toISOString()
  const body = JSON.stringify({ type: 'order.updated', timestamp, data, previous })
  const id = [data.epoch, data.id, data.version].join('.')
  return {
    version: data.version,
    gist: gistOf(data),
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'payment-status',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': signers.map((signer) => signer.sign(id, new Date(now), body)).join(' '),
    },
    body,
  }
}

/** The receiver checks the provider's own signature: so not a byte is another. */
export const forwardLetter = ({ headers, body }: HttpMessage): Letter => ({
  headers,
  body,
  version: 0,
})
