/**
 * Lemon Squeezy, asked: an order of theirs, by its number. Only a callback, or the shop's page, tells that.
 *
 * @see https://docs.lemonsqueezy.com/api/orders/retrieve-order
 */

import * as v from 'valibot'
import type { Asking, Question } from '../asking.ts'
import { Id } from '../reading/fields.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const order = (id: string): Question => ({
  name: 'order',
  method: 'GET',
  path: pathOf`/v1/orders/${id}`,
  headers: { Accept: 'application/vnd.api+json' },
  asks: id,
})

const Found = v.object({
  data: v.looseObject({
    type: v.literal('orders'),
    id: Id,
    attributes: v.looseObject({ status: Id }),
  }),
})

export const askingLemonSqueezy: Asking = {
  credentials: { form: 'key', example: 'eyJaKey.ofThree.Parts', pattern: /^(?<key>eyJ[\w.-]+)$/ },
  hosts: { live: 'https://api.lemonsqueezy.com', sandbox: 'https://api.lemonsqueezy.com' },
  auth: { headers: { Authorization: 'Bearer {key}' } },

  // Among the references, a number may be anything's.
  probes: ['999999999999'],
  questions: (known) => byKind({ ...known, references: [] }, [[/^\d{1,12}$/, order]]),

  read: ({ body }, _, event) =>
    event({ meta: { event_name: 'order_created' }, data: v.parse(Found, body).data }),

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 60, burst: 5 },
}
