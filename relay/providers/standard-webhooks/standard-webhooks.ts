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
 *   `authorized`, `succeeded`, `failed`, `canceled`, `expired`); or `voided`, `returned` (the money was let go, or
 *   taken back as a whole), `refunded`, `partially_refunded`, `refund_failed`, `disputed`, `dispute_won`,
 *   `dispute_lost`. `data.status`, where given, wins, and may stand without a type.
 * - Of an event that begins with `order.`, `checkout.` or `transaction.`, `data.status` is believed where it is that
 *   of an attempt to pay. Of nothing else: what `shipment.updated` calls failed is no payment.
 * - Or `refund.` and anything, of a refund: `data.id` names it, `data.status` says how it stands (`succeeded`,
 *   `failed`, `canceled`, all else is under way), `data.amount` how much. Likewise `dispute.`: `won`, `lost`;
 *   `prevented` and `early_warning`, which are none yet; and all else is open.
 * - `data` may be left out, and its fields stand beside `type`.
 * - `timestamp`: when it changed, RFC 3339. Without it, order of arrival never decides, rank does.
 * - `data.order` (or `order_id`, `orderId`, …): the merchant's own id of the order.
 * - `data.payment`: what the money moves under. Default: the order, which then has one payment; of a refund or
 *   dispute, whatever payment the order has.
 * - `data.amount`: an integer in minor units; of a refund with an id what it sends back, of one without
 *   all that went back so far. `data.currency`: ISO 4217.
 * - `data.refund`, `data.dispute`: the id of the refund or dispute. `data.receipt`: what the shopper can
 *   quote. `data.test`: true of test money. `data.reason`: one of our reason codes, or `{ "code": … }`.
 *   `data.references`: other ids of order or payment.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

import * as v from 'valibot'
import { MAIN_STATES, type MainState, type Said, type Update } from '../../order/update.ts'
import { REASON_CODES } from '../../protocol.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount, stateWithAmount } from '../reading/amounts.ts'
import { Currency, given, Id, MaybeAmount, MaybeId, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { askingStandardWebhooks } from './asking.ts'
import { ed25519, headersOf, mac } from './signatures.ts'
import { simulatedStandardWebhooks } from './simulated.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

// Loose: what the order is called under is for names.ts to say.
const Data = v.looseObject({
  id: Text,
  status: Text,
  payment: MaybeId,
  amount: MaybeAmount,
  currency: v.nullish(Currency),
  receipt: MaybeId,
  reason: v.nullish(
    v.union([
      v.string(),
      v.pipe(
        v.object({ code: v.string() }),
        v.transform(({ code }) => code),
      ),
    ]),
  ),
  refund: MaybeId,
  dispute: MaybeId,
  test: v.optional(v.unknown()),
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

type Reader = (data: Data, payment: string) => Said & Pick<Update, 'reason' | 'doubt'>

const ATTEMPT_READERS = new Map<string, Reader>(
  MAIN_STATES.map((state): [string, Reader] => [state, main(state)]),
)

/** Whose status is that of an attempt to pay, too. */
const ATTEMPTS = new Map(
  ['order', 'checkout', 'transaction'].map((about) => [about, ATTEMPT_READERS]),
)

/** Of a payment: an order's amount is none that went back. */
const READERS = new Map<string, Reader>([
  ...ATTEMPT_READERS,
  ['voided', () => ({ part: 'void', state: 'canceled', doubt: 0 })],
  ['returned', () => ({ part: 'void', state: 'failed' })],
  ['refunded', refunded],
  ['partially_refunded', partiallyRefunded],
  ['refund_failed', refundFailed],
  ['disputed', dispute('open')],
  ['dispute_won', dispute('won')],
  ['dispute_lost', dispute('lost')],
])

/** What goes back, or is asked back, and is told of by itself. */
const ASIDE = new Map<string, Reader>([
  ['refund', refund],
  ['dispute', ownDispute],
])

/** All else is pending. */
const REFUND_STATES = new Map<unknown, 'done' | 'failed'>([
  ['succeeded', 'done'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

/** All else is open. */
const DISPUTE_STATES = new Map<unknown, 'none' | 'won' | 'lost'>([
  ['won', 'won'],
  ['lost', 'lost'],
  ['prevented', 'none'],
  ['early_warning', 'none'],
])

/** What cannot be about an order's money, whoever sends it. */
const isSilent = silent(`
  benefit.* customer.* delivery.* email.* endpoint.* fulfillment.* member.* message.* organization.*
  product.* shipment.* test.* user.*`)

export const standardWebhooks: Provider = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  trust: 'signed-body',
  secretOf: (random) => `whsec_${random.toString('base64')}`,

  schemes: [mac, ed25519],

  updates(payload, { headers }) {
    const { type, timestamp: time, data: inner = payload } = v.parse(Event, payload)
    const { status } = v.parse(v.looseObject({ status: Text }), inner)
    const [about = '', ...words] = type?.split('.') ?? []
    const readers = !type || about === 'payment' ? READERS : ATTEMPTS.get(about)
    const named = about === 'payment' ? READERS.get(words.join('.')) : undefined
    // Of a payment, a status of tomorrow's is no failure.
    const stated = status ? readers?.get(status) : undefined
    const aside = ASIDE.get(about)
    const read = stated ?? (named && status ? main('processing') : named) ?? aside
    if (!read) return type && isSilent(type) ? [] : UNKNOWN_EVENT

    const data = v.parse(Data, inner)
    const order = orderNamed([inner])
    const name = order.orderId ?? order.mentions?.[0]
    // What goes back without saying of which payment is the order's only one's, whatever that is called.
    const whole = name && `of:${name}`
    const payment = data.payment ?? (aside ? whole : name)
    // An order of somebody else's, perhaps.
    if (payment === undefined && !named && !aside) return UNKNOWN_EVENT
    if (payment === undefined) throw new Error('The event names neither an order nor a payment.')

    const { amount, currency, receipt } = data
    const references = data.references ?? []
    return [
      {
        ...unlessUnreadable(read(data, payment), amount, inner),
        eventId: v.parse(Id, headersOf(headers).id),
        payment,
        ...(!aside && whole && { containers: [whole] }),
        // Of no payment that we know, it waits for one.
        ...(aside && !data.payment ? {} : order),
        ...given({ amount, currency, receipt, time }),
        ...(references.length > 0 && { references }),
        ...(data.test === true && { test: true }),
      },
    ]
  },

  asking: askingStandardWebhooks,

  ...simulatedStandardWebhooks,
}

/** How much there is in it, in words of ours or of theirs. */
const AMOUNT = /amount|total/i

/** What is said, unless how much stands there in words that nobody can read: that is not all of it. */
function unlessUnreadable<S extends Said>(said: S, amount: Data['amount'], inner: unknown): S {
  const isThere = ([name, value]: [string, unknown]) =>
    AMOUNT.test(name) && value !== undefined && value !== null && typeof value !== 'object'
  if (typeof amount === 'number' || !Object.entries(inner ?? {}).some(isThere)) return said
  if (said.part === 'refunds') throw new Error('Nobody can read how much was refunded.')
  return said.part === 'main' ? { ...said, state: stateWithAmount(said.state, undefined) } : said
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

function refund({ id, refund, status, amount }: Data): Said {
  const name = refund || id
  if (!name) throw new Error('A refund needs an id.')
  const known = REFUND_STATES.get(status) ?? 'pending'
  return { part: `refund:${name}`, state: partWithAmount(known, amount ?? undefined) }
}

function ownDispute({ id, dispute, status }: Data, payment: string): Said {
  return {
    part: `dispute:${dispute || id || payment}`,
    state: DISPUTE_STATES.get(status) ?? 'open',
  }
}
