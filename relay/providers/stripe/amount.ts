import { exponents } from '../reading/amounts.ts'

/** Where Stripe's decimals are not ISO's. https://docs.stripe.com/currencies#special-cases */
const { toIso, fromIso } = exponents(
  new Map([
    ['ISK', 2],
    ['UGX', 2],
    ['MGA', 0],
  ]),
)

/** Stripe's minor units as ISO's. Undefined: it is no amount, of no currency, or finer than the currency. */
export const isoAmount = (
  amount: number | null | undefined,
  currency: string | null | undefined,
): number | undefined =>
  typeof amount === 'number' && currency ? toIso(amount, currency) : undefined

/** ISO's minor units as Stripe's. */
export const stripeAmount = fromIso
