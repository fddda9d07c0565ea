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
import { REASON_CODES, STATUSES } from '../../protocol.ts'
import type { Delivery, Provider, Signature } from '../provider.ts'
import { Amount, Currency, given, Id } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

const Text = v.nullish(v.string())

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

/** In seconds, both ways, as the specification's own libraries have it. */
const signing = { encoding: 'base64', tolerance: { past: 300, future: 300 } } as const

export const standardWebhooks: Provider = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  trust: 'signed-body',
  secretOf: (random) => `whsec_${random.toString('base64')}`,

  schemes: [
    {
      ...signing,
      kind: 'hmac',
      algorithm: 'sha256',
      find: (delivery) => find('v1', delivery),
      // Never with a public key: everybody has that one.
      key: (secret) => (/^wh[ps]k_/.test(secret) ? undefined : fromBase64(secret, 'whsec_')),
      sign: ({ id, timestamp, body }, mac) => ({
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${mac([`${id}.${timestamp}.`, body])}`,
      }),
    },
    {
      ...signing,
      kind: 'ed25519',
      find: (delivery) => find('v1a', delivery),
      key: (secret) => (secret.startsWith('whpk_') ? fromBase64(secret, 'whpk_') : undefined),
    },
  ],

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

  statuses: STATUSES.filter((status) => status !== 'partially_paid'),

  simulate({ orderId, status, amount, currency, payment, timestamp, id }) {
    if (status === 'partially_paid') return undefined
    return {
      type: PREFIX + status,
      timestamp: new Date(timestamp * 1000).toISOString(),
      data: {
        order: orderId,
        payment,
        amount: status === 'partially_refunded' ? Math.floor(amount / 2) : amount,
        currency,
        ...(status === 'failed' && { reason: 'insufficient_funds' }),
        ...(status === 'canceled' && { reason: 'canceled_by_customer' }),
        ...(status === 'disputed' && { dispute: `dispute-${id}` }),
      },
    }
  },
}

/** Svix signs the same under names of its own, and so do those who send through it. */
function headersOf(headers: Headers) {
  // Of a callback that was kept, the signature is not.
  const isSvix = headers.has('svix-signature') || !headers.has('webhook-id')
  const brand = isSvix ? 'svix' : 'webhook'
  return {
    id: headers.get(`${brand}-id`),
    timestamp: headers.get(`${brand}-timestamp`),
    signature: headers.get(`${brand}-signature`),
  }
}

/** The signatures of one version, in a list such as `v1,K5oZ… v1a,hnO3…`. */
function find(version: 'v1' | 'v1a', { headers, body }: Delivery): Signature | undefined {
  const { id, timestamp, signature } = headersOf(headers)
  if (!id || !timestamp || !signature) return undefined

  const prefix = `${version},`
  return {
    values: signature
      .split(' ')
      .filter((each) => each.startsWith(prefix))
      .map((each) => each.slice(prefix.length)),
    signed: [`${id}.${timestamp}.`, body],
    signedAt: timestamp,
  }
}

/** Undefined: not base64, of which a decoder would skip what it does not know. */
function fromBase64(secret: string, prefix: string): Uint8Array | undefined {
  const key = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  return /^[A-Za-z0-9+/]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : undefined
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
