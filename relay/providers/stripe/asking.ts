/**
 * Stripe, asked: payment intents, checkout sessions and charges, with their refunds and the latest dispute; and the
 * events that no webhook endpoint took.
 *
 * Search by metadata is left out: it lags, in an outage for hours.
 *
 * @see https://docs.stripe.com/api/payment_intents/retrieve
 * @see https://docs.stripe.com/api/events/list
 */

import * as v from 'valibot'
import type { Asking, Missed, Question, ReadEvent, Told } from '../asking.ts'
import { given, Id, Text, UnixSeconds } from '../reading/fields.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const DAY = 24 * 3_600_000

const INTENT = pathOf`?expand[]=latest_charge.refunds&expand[]=latest_charge.dispute`
const SESSION = pathOf`?expand[]=payment_intent.latest_charge.refunds`
const CHARGE = pathOf`?expand[]=refunds&expand[]=dispute`

const about = (name: string, id: string, path: string): Question => ({
  ...{ name, path, method: 'GET', asks: id },
})

/** Where the API grows, we hear what this adapter was made for. */
const VERSION = '2026-10-28.endive'

/** In ms since 1970. */
const Time = v.fallback(v.nullish(UnixSeconds), null)

const WHOLE = { id: Id, livemode: v.optional(v.unknown()) }

const Charge = v.looseObject({
  ...WHOLE,
  created: Time,
  amount_refunded: v.fallback(v.nullish(v.number()), null),
  refunds: v.fallback(v.nullish(v.object({ data: v.array(v.looseObject(WHOLE)) })), null),
  dispute: v.fallback(v.nullish(v.union([v.looseObject(WHOLE), Id])), null),
})

const Intent = v.looseObject({
  ...WHOLE,
  status: Text,
  canceled_at: Time,
  latest_charge: v.fallback(v.nullish(v.union([Charge, Id])), null),
})

const Session = v.looseObject({
  ...WHOLE,
  status: Text,
  expires_at: Time,
  payment_intent: v.nullish(v.union([Intent, Id])),
})

const Answered = v.variant('object', [
  v.looseObject({ object: v.literal('payment_intent'), ...Intent.entries }),
  v.looseObject({ object: v.literal('checkout.session'), ...Session.entries }),
  v.looseObject({ object: v.literal('charge'), ...Charge.entries }),
])

const List = v.object({
  object: v.literal('list'),
  has_more: v.nullish(v.boolean()),
  data: v.array(v.looseObject({ id: Id })),
})

/** Those that a webhook would have brought. No more types than one question takes. */
const TYPES = [
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.captured',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
  'refund.created',
  'refund.updated',
  'refund.failed',
]

/** As many events as fit into an answer, however large they are: a hundred may not. */
const PAGE = 50

/** Events that are pending or failed at any of the account's endpoints, the newest first. */
const missed: Missed = {
  reach: 30 * DAY,

  question(from, to, cursor) {
    const types = TYPES.map((type) => `&types[]=${type}`).join('')
    const window = `&created[gte]=${Math.floor(from / 1000)}&created[lte]=${Math.ceil(to / 1000)}`
    const after = cursor === undefined ? '' : pathOf`&starting_after=${cursor}`
    return {
      name: 'undelivered events',
      method: 'GET',
      path: `/v1/events?delivery_success=false${types}${window}&limit=${PAGE}${after}`,
    }
  },

  read({ body }) {
    const { has_more, data } = v.parse(List, body)
    const last = data.at(-1)
    return { payloads: data, ...(has_more && last && { cursor: last.id }) }
  },
}

export const askingStripe: Asking = {
  credentials: {
    form: 'key',
    example: 'rk_live_aRestrictedKey',
    pattern: /^(?<key>(?:rk|sk)_(?:live|test)_\w+)$/,
    isSandbox: ({ key = '' }) => /^.._test_/.test(key),
    warns: ({ key = '' }) =>
      key.startsWith('sk_')
        ? 'is a key that may do everything. A restricted one (rk_…) suffices, which may read PaymentIntents, ' +
          'Checkout Sessions, Charges, Disputes and Events'
        : undefined,
  },
  hosts: { live: 'https://api.stripe.com', sandbox: 'https://api.stripe.com' },
  auth: { headers: { Authorization: 'Bearer {key}', 'Stripe-Version': VERSION } },

  probes: ['pi_000000000000000000000000'],
  questions: (known) =>
    byKind(known, [
      [/^pi_\w+$/, (id) => about('intent', id, pathOf`/v1/payment_intents/${id}` + INTENT)],
      [/^(?:ch|py)_\w+$/, (id) => about('charge', id, pathOf`/v1/charges/${id}` + CHARGE)],
      [/^cs_\w+$/, (id) => about('session', id, pathOf`/v1/checkout/sessions/${id}` + SESSION)],
    ]),

  read({ body }, _, event) {
    const object = v.parse(Answered, body)
    if (object.object === 'charge') return chargeIn(object, event)
    return object.object === 'payment_intent' ? intentIn(object, event) : sessionIn(object, event)
  },

  missed,

  tells: ['amount', 'refunds', 'disputes'],
  clock: 'change',
  cadence: 'card',
  rate: { perMinute: 600, burst: 20 },
}

/** `object` as the callback half reads it in an event of this type; `at`: when it became so. */
const read = (
  event: ReadEvent,
  type: string,
  object: { livemode?: unknown },
  at?: number | null,
): Told[] =>
  event({
    id: 'answer',
    type,
    created: at && at / 1000,
    livemode: object.livemode,
    data: { object },
  })

/** When it was paid is when its charge was made. Of all else that is no intent's time of change. */
function intentIn(intent: v.InferOutput<typeof Intent>, event: ReadEvent): Told[] {
  const { status, canceled_at, latest_charge: charge } = intent
  const whole = typeof charge === 'object' ? charge : null
  const flat = { ...intent, latest_charge: typeof charge === 'string' ? charge : charge?.id }
  const at = status === 'succeeded' ? whole?.created : status === 'canceled' ? canceled_at : null
  return [
    ...read(event, 'payment_intent.processing', flat, at),
    ...(whole ? wentBack(whole, event) : []),
  ]
}

/** What was made of the money of a charge since. */
function wentBack(charge: v.InferOutput<typeof Charge>, event: ReadEvent): Told[] {
  const { refunds, dispute, amount_refunded } = charge
  return [
    ...(amount_refunded ? read(event, 'charge.refunded', charge) : []),
    ...(refunds?.data ?? []).flatMap((each) => read(event, 'refund.updated', each)),
    ...(typeof dispute === 'object' && dispute
      ? read(event, 'charge.dispute.updated', dispute)
      : []),
  ]
}

function chargeIn(charge: v.InferOutput<typeof Charge>, event: ReadEvent): Told[] {
  const told = read(event, 'charge.updated', charge).filter(({ part }) => part !== 'refunds')
  const dated = mendMain(told, (main) => ({
    ...main,
    ...(main.state === 'succeeded' && given({ time: charge.created })),
  }))
  return [...dated, ...wentBack(charge, event)]
}

/** What a session contains knows better how it stands. */
function sessionIn(session: v.InferOutput<typeof Session>, event: ReadEvent): Told[] {
  const { id, status, expires_at, payment_intent: intent } = session
  const inside = typeof intent === 'object' ? intent : null
  const flat = { ...session, payment_intent: typeof intent === 'string' ? intent : intent?.id }
  const isOver = status === 'expired'
  const type = isOver ? 'checkout.session.expired' : 'checkout.session.completed'
  const own = read(event, type, flat, isOver ? expires_at : null)
  // Nobody will pay by it any more, though nothing became of what is inside.
  const isIdle = isOver && (inside?.status ?? '').startsWith('requires_')
  if (inside && !isIdle) {
    const { waived, complete } = own[0] ?? {}
    return mendMain(intentIn(inside, event), (main) => ({
      ...main,
      containers: [...(main.containers ?? []), id],
      ...given({ waived, complete }),
    }))
  }
  if (status !== 'open') return own
  return mendMain(own, (main) => ({
    ...main,
    state: 'pending',
    ...given({ deadline: expires_at }),
  }))
}
