import { exponents } from '../reading/amounts.ts'

/** All but Chilean pesos come as in ISO. https://www.checkout.com/docs/resources/calculating-the-amount */
const EXPONENTS = new Map([['CLP', 2]])

/** Checkout.com's minor units, and ISO's. */
export const { toIso: isoAmount, fromIso: checkoutAmount } = exponents(EXPONENTS)
