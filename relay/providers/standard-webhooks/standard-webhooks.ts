/**
 * Any system that can sign a Standard Webhook: a gateway that we do not know, the shop's own backend.
 *
 * Standard Webhooks say how to sign, and not what. What we understand is our own:
 *
 *     {
 *       "type": "payment.succeeded",
 *       "timestamp": "2026-11-21T08:30:00Z",
 *       "data": { "order": "ORD-1205", "payment": "p-1", "amount": 500000, "currency": "KES" }
 *     }
 *
 * - `type`: `payment.` and a status of an attempt to pay (`pending`, `requires_action`, `processing`,
 *   `authorized`, `succeeded`, `failed`, `canceled`, `expired`), or `refunded`, `partially_refunded`,
 *   `refund_failed`, `disputed`, `dispute_won`, `dispute_lost`. `data.status`, where given, wins, whatever
 *   the type is called.
 * - `data` may be left out, and its fields stand beside `type`.
 * - `timestamp`: when it changed, RFC 3339. Without it, order of arrival never decides, rank does.
 * - `data.order` (or `order_id`, `orderId`, …): the merchant's own id of the order.
 * - `data.payment`: what the money moves under. Default: the order, which then has one payment.
 * - `data.amount`: an integer in minor units; of a refund with an id what it sends back, of one without
 *   all that went back so far. `data.currency`: ISO 4217.
 * - `data.refund`, `data.dispute`: the id of the refund or dispute. `data.receipt`: what the shopper can
 *   quote. `data.reason`: one of our reason codes, or `{ "code": … }`. `data.references`: other ids of order or payment.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

import * as v from 'valibot'
import { MAIN_STATES, type MainState, type Said, type Update } from '../../order/update.ts'
import { REASON_CODES } from '../../protocol.ts'
import type { Provider } from '../provider.ts'
import { Amount, Currency, given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { ed25519, headersOf, mac } from './signatures.ts'
import { simulatedStandardWebhooks } from './simulated.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

// Loose: what the order is called under is for names.ts to say.
const Data = v.looseObject({
  status: Text,
  payment: v.nullish(Id),
  amount: v.nullish(Amount),
  currency: v.nullish(Currency),
  receipt: v.nullish(Id),
  reason: v.nullish(
    v.union([
      v.string(),
      v.pipe(
        v.object({ code: v.string() }),
        v.transform(({ code }) => code),
      ),
    ]),
  ),
  refund: v.nullish(Id),
  dispute: v.nullish(Id),
  references: v.nullish(v.array(Id)),
})

const Event = v.object({
  type: Text,
  timestamp: v.nullish(
    v.pipe(v.string(), v.regex(RFC_3339), v.transform(Date.parse), v.number(), v.finite()),
  ),
  data: v.optional(v.unknown()),
})

type Data = v.InferOutput<typeof Data>

type Reader = (data: Data, payment: string) => Said & Pick<Update, 'reason'>

const PREFIX = 'payment.'

const READERS = new Map<string, Reader>([
  ...MAIN_STATES.map((state): [string, Reader] => [state, main(state)]),
  ['refunded', refunded],
  ['partially_refunded', partiallyRefunded],
  ['refund_failed', refundFailed],
  ['disputed', dispute('open')],
  ['dispute_won', dispute('won')],
  ['dispute_lost', dispute('lost')],
])

export const standardWebhooks: Provider = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  trust: 'signed-body',
  secretOf: (random) => `whsec_${random.toString('base64')}`,

  schemes: [mac, ed25519],

  updates(payload, { headers }) {
    const { type, timestamp: time, data: inner = payload } = v.parse(Event, payload)
    const { status } = v.parse(v.looseObject({ status: Text }), inner)
    const named = type?.startsWith(PREFIX) ? READERS.get(type.slice(PREFIX.length)) : undefined
    // Of a payment, a status of tomorrow's is no failure. Of anything else it is none of our business.
    const stated = status ? READERS.get(status) : undefined
    const read = stated ?? (named && status ? main('processing') : named)
    const order = orderNamed([inner])
    if (!read || (!named && order.orderId === undefined)) return []

    const data = v.parse(Data, inner)
    const payment = data.payment ?? order.orderId ?? order.mentions?.[0]
    if (payment === undefined) throw new Error('The event names neither an order nor a payment.')

    const { amount, currency, receipt } = data
    const references = data.references ?? []
    return [
      {
        ...read(data, payment),
        eventId: v.parse(Id, headersOf(headers).id),
        payment,
        ...order,
        ...given({ amount, currency, receipt, time }),
        ...(references.length > 0 && { references }),
      },
    ]
  },

  ...simulatedStandardWebhooks,
}

function main(state: MainState): Reader {
  return ({ reason }) => ({ part: 'main', state, ...(reason && { reason: reasonOf(reason) }) })
}

function reasonOf(said: string): NonNullable<Update['reason']> {
  const code = REASON_CODES.find((known) => known === said)
  return code ? { code } : { code: 'unknown', message: said }
}

function refunded({ refund }: Data): Said {
  return refund ? { part: `refund:${refund}`, state: 'done' } : { part: 'refunds', state: 'total' }
}

function partiallyRefunded(data: Data): Said {
  // Without an amount it would count as all.
  if (typeof data.amount !== 'number') throw new Error('A partial refund needs data.amount.')
  return refunded(data)
}

function refundFailed({ refund }: Data): Said {
  if (!refund) throw new Error('A refund that failed needs data.refund, its id.')
  return { part: `refund:${refund}`, state: 'failed' }
}

function dispute(state: 'open' | 'won' | 'lost'): Reader {
  return ({ dispute }, payment) => ({ part: `dispute:${dispute ?? payment}`, state })
}
