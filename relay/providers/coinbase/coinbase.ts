/**
 * Coinbase: the charges of Commerce, and the checkouts that follow it.
 *
 * @see https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security
 * @see https://docs.cdp.coinbase.com/commerce/introduction/payment-status
 */

import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { stateWithAmount, waivedBy } from '../reading/amounts.ts'
import { given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingCoinbase } from './asking.ts'
import { checkoutUpdates } from './checkout.ts'
import { hook0 } from './hook0.ts'
import { CoinbaseMoney } from './money.ts'
import { simulatedCoinbase } from './simulated.ts'

/** Commerce wraps its event, and its successor does not. */
const Typed = v.object({ event: v.optional(v.object({ type: v.string() })) })

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** What a payment was written into: by chains that count confirmations. */
const Block = v.fallback(
  v.optional(
    v.pipe(
      v.object({ confirmations_accumulated: Count, confirmations_required: Count }),
      v.transform(({ confirmations_accumulated: count, confirmations_required: required }) => ({
        count,
        required,
      })),
    ),
  ),
  undefined,
)

const Event = v.object({
  event: v.object({
    id: Id,
    created_at: v.optional(v.unknown()),
    data: v.object({
      code: Id,
      id: Text,
      metadata: v.optional(v.unknown()),
      timeline: v.nullish(v.array(v.object({ status: v.string(), time: v.optional(v.unknown()) }))),
      pricing: v.nullish(v.object({ local: CoinbaseMoney })),
      payments: v.nullish(
        v.array(
          v.object({
            status: Text,
            value: v.nullish(v.object({ local: CoinbaseMoney })),
            block: Block,
          }),
        ),
      ),
    }),
  }),
})

type Charge = v.InferOutput<typeof Event>['event']['data']
type Money = v.InferOutput<typeof CoinbaseMoney>

/** By what an event is called. The last entry of the charge's own timeline knows better. */
const NAMED_STATES = new Map<string, MainState>([
  ['charge:created', 'pending'],
  ['charge:pending', 'processing'],
  ['charge:delayed', 'processing'],
  ['charge:confirmed', 'succeeded'],
  ['charge:resolved', 'succeeded'],
  ['charge:failed', 'failed'],
])

const TIMELINE_STATES = new Map<string, MainState>([
  ['NEW', 'pending'],
  ['SIGNED', 'processing'],
  ['PENDING', 'processing'],
  ['COMPLETED', 'succeeded'],
  ['RESOLVED', 'succeeded'],
  ['UNRESOLVED', 'succeeded'],
  ['PENDING REFUND', 'succeeded'],
  ['REFUND PENDING', 'succeeded'],
  ['REFUNDED', 'succeeded'],
  ['EXPIRED', 'expired'],
  ['CANCELED', 'canceled'],
])

/** As was asked, or as the shop took for enough. */
const COMPLETE: ReadonlySet<unknown> = new Set(['COMPLETED', 'RESOLVED'])

/** What they are about is paid by charges, which tell of it. */
const isSilent = silent('checkout:* invoice:*')

export const coinbase: Provider = {
  id: 'coinbase',
  name: 'Coinbase',
  trust: 'signed-body',

  schemes: [
    bodyHmac({ header: 'x-cc-webhook-signature', algorithm: 'sha256', encoding: 'hex' }),
    hook0,
  ],

  answer: { status: 200, body: '', type: 'text/plain' },

  updates(payload, { digest }) {
    const { event: typed } = v.parse(Typed, payload)
    if (!typed) return checkoutUpdates(payload, digest)
    const named = NAMED_STATES.get(typed.type)
    if (!named) return isSilent(typed.type) ? [] : UNKNOWN_EVENT

    const { id: eventId, created_at, data } = v.parse(Event, payload).event
    const { code, id, metadata, timeline } = data
    const { status, time } = timeline?.at(-1) ?? {}
    const known = status === undefined ? named : (TIMELINE_STATES.get(status) ?? 'processing')
    const { money, waived } = moneyOf(data, status)
    const state = stateWithAmount(known, money?.amount)
    const of = {
      eventId,
      payment: code,
      receipt: code,
      ...money,
      ...given({ confirmations: data.payments?.at(-1)?.block }),
      ...orderNamed([metadata]),
      ...given({ time: rfc3339(time) ?? rfc3339(created_at) }),
      ...(id && { references: [id] }),
    }
    const charge: Update = {
      part: 'main',
      state,
      ...of,
      ...given({ waived }),
      ...(COMPLETE.has(status) && { complete: true }),
    }
    return status === 'REFUNDED' && money
      ? [charge, { part: 'refunds', state: 'total', ...of }]
      : [charge]
  },

  asking: askingCoinbase,

  ...simulatedCoinbase,
}

/** What came in, where the chain tells it and it is not as was asked; of too little that was enough, the rest. */
function moneyOf(charge: Charge, status: string | undefined): { money: Money; waived?: number } {
  const asked = charge.pricing?.local
  const came = received(charge)
  if (status === 'UNRESOLVED') return { money: came }
  if (status !== 'RESOLVED' || !asked || !came) return { money: asked ?? came }
  const isOther = asked.currency !== came.currency
  const waived = isOther ? undefined : waivedBy(Math.max(0, asked.amount - came.amount), 0)
  return { money: came, ...given({ waived }) }
}

/** What came in on the chain. Where that is too little, too much or too late, it is not as was asked. */
function received({ payments }: Charge): Money {
  const confirmed = (payments ?? []).filter(({ status }) => status?.toUpperCase() === 'CONFIRMED')
  const [first, ...others] = confirmed.map(({ value }) => value?.local)
  return others.reduce(
    (sum, each) =>
      sum && each && sum.currency === each.currency
        ? { amount: sum.amount + each.amount, currency: sum.currency }
        : undefined,
    first,
  )
}
