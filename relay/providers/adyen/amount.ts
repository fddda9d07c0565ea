import { exponents } from '../reading/amounts.ts'

/** Where Adyen's decimals are not ISO's. https://docs.adyen.com/development-resources/currency-codes */
const EXPONENTS = new Map([
  ['CLP', 2],
  ['CVE', 0],
  ['IDR', 0],
  ['ISK', 2],
])

/** Adyen's minor units, and ISO's. */
export const { toIso: isoAmount, fromIso: adyenAmount } = exponents(EXPONENTS)
