import { exponentOf } from '../../protocol.ts'

/** Where Stripe's decimals are not ISO's. https://docs.stripe.com/currencies#special-cases */
const EXPONENTS = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
])

const scaleOf = (currency: string): number => {
  const iso = exponentOf(currency)
  return 10 ** (iso - (EXPONENTS.get(currency) ?? iso))
}

/** Stripe's minor units as ISO's. */
export const isoAmount = (
  amount: number | null | undefined,
  currency: string | null | undefined,
): number | undefined =>
  typeof amount === 'number' && currency ? Math.round(amount * scaleOf(currency)) : undefined

/** ISO's minor units as Stripe's. */
export const stripeAmount = (amount: number, currency: string): number =>
  Math.round(amount / scaleOf(currency))
