import { exponents } from '../reading/amounts.ts'

/** All but Chilean pesos come as in ISO. https://www.checkout.com/docs/resources/calculating-the-amount */
const { toIso, fromIso } = exponents(new Map([['CLP', 2]]))

/** Checkout.com's minor units as ISO's. Undefined: it is no amount, of no currency, or finer than the currency. */
export const isoAmount = (
  amount: number | null | undefined,
  currency: string | null | undefined,
): number | undefined =>
  typeof amount === 'number' && currency ? toIso(amount, currency) : undefined

/** ISO's minor units as Checkout.com's. */
export const checkoutAmount = fromIso
