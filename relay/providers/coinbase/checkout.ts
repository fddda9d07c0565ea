import * as v from 'valibot'
import type { MainState, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { stateWithAmount } from '../reading/amounts.ts'
import { given, Id, Text } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { silent } from '../reading/silent.ts'
import { CoinbaseMoney } from './money.ts'

const Typed = v.object({ eventType: v.string() })

const Whatever = v.optional(v.unknown())

const Checkout = v.object({
  id: Id,
  status: v.nullish(v.string()),
  amount: Whatever,
  currency: Whatever,
  fiatAmount: Whatever,
  fiatCurrency: Whatever,
  metadata: Whatever,
  transactionHash: Text,
  updatedAt: Whatever,
})

const NAMED_STATES = new Map<string, MainState>([
  ['checkout.payment.success', 'succeeded'],
  ['checkout.payment.failed', 'failed'],
  ['checkout.payment.expired', 'expired'],
])

/** The shop's own wallets. */
const isSilent = silent('offramp.* onramp.* wallet.*')

const STATES = new Map<string, MainState>([
  ['ACTIVE', 'pending'],
  ['PROCESSING', 'processing'],
  ['COMPLETED', 'succeeded'],
  ['PARTIALLY_REFUNDED', 'succeeded'],
  ['REFUNDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['EXPIRED', 'expired'],
  ['DEACTIVATED', 'canceled'],
])

/**
 * What Coinbase Business says of a checkout: Coinbase Commerce's successor.
 *
 * Nothing that is always signed names the event: `id` is the checkout's.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-business/checkout-apis/webhooks
 */
export function checkoutUpdates(
  payload: unknown,
  digest: () => string,
): Update[] | typeof UNKNOWN_EVENT {
  const { eventType } = v.parse(Typed, payload)
  const named = NAMED_STATES.get(eventType)
  if (!named) return isSilent(eventType) ? [] : UNKNOWN_EVENT

  const checkout = v.parse(Checkout, payload)
  const { id, status, amount, currency, fiatAmount, fiatCurrency } = checkout
  // What it was priced in, before it became coins.
  const inFiat = v.parse(CoinbaseMoney, { amount: fiatAmount, currency: fiatCurrency })
  const money = inFiat ?? v.parse(CoinbaseMoney, { amount, currency })
  const known = status ? (STATES.get(status) ?? 'processing') : named
  const of = {
    eventId: digest(),
    payment: id,
    ...money,
    ...orderNamed([checkout.metadata]),
    ...given({ time: rfc3339(checkout.updatedAt), receipt: checkout.transactionHash || undefined }),
  }
  const main: Update = {
    part: 'main',
    state: stateWithAmount(known, money?.amount),
    ...of,
    ...(status === 'COMPLETED' && { complete: true }),
  }
  // Of one that went back in part nobody says how much.
  return status === 'REFUNDED' && money
    ? [main, { part: 'refunds', state: 'total', ...of }]
    : [main]
}
