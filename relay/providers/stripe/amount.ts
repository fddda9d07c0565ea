import { exponents } from '../reading/amounts.ts'

/** Where Stripe's decimals are not ISO's. https://docs.stripe.com/currencies#special-cases */
const EXPONENTS = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
])

/** Stripe's minor units, and ISO's. */
export const { toIso: isoAmount, fromIso: stripeAmount } = exponents(EXPONENTS)
