/**
 * Paddle, asked: a transaction with its adjustments. Nothing is known by the merchant's own name.
 *
 * @see https://developer.paddle.com/api-reference/transactions/get-transaction
 */

import * as v from 'valibot'
import type { Asking, Question, Told } from '../asking.ts'
import { Id } from '../reading/fields.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const transaction = (id: string): Question => ({
  name: 'transaction',
  method: 'GET',
  path: pathOf`/transactions/${id}?include=${'adjustment,adjustments_totals'}`,
  asks: id,
})

const Entity = v.looseObject({ id: Id, status: Id, updated_at: v.optional(v.unknown()) })

const Found = v.object({
  data: v.looseObject({ ...Entity.entries, adjustments: v.nullish(v.array(Entity)) }),
})

export const askingPaddle: Asking = {
  credentials: {
    form: 'key',
    example: 'pdl_live_apikey_aKey',
    pattern: /^(?<key>pdl_(?:live|sdbx)_apikey_\w+)$/,
    isSandbox: ({ key = '' }) => key.startsWith('pdl_sdbx_'),
  },
  hosts: { live: 'https://api.paddle.com', sandbox: 'https://sandbox-api.paddle.com' },
  auth: { headers: { Authorization: 'Bearer {key}', 'Paddle-Version': '1' } },

  probes: ['txn_00000000000000000000000000'],
  questions: (known) => byKind(known, [[/^txn_[a-z\d]{26}$/, transaction]]),

  read({ body }, _, event): Told[] {
    const { data } = v.parse(Found, body)
    const tell = (event_type: string, entity: v.InferOutput<typeof Entity>) =>
      event({ event_type, event_id: 'answer', occurred_at: entity.updated_at, data: entity })
    return [
      ...tell('transaction.updated', data),
      ...(data.adjustments ?? []).flatMap((each) => tell('adjustment.updated', each)),
    ]
  },

  tells: ['amount', 'receipt', 'refunds', 'disputes'],
  clock: 'change',
  cadence: 'card',
  // By address: the shop's other servers count as well.
  rate: { perMinute: 100, burst: 10 },
}
