/** All but Chilean pesos come as in ISO. https://www.checkout.com/docs/resources/calculating-the-amount */
const scaleOf = (currency: string | null | undefined): number => (currency === 'CLP' ? 100 : 1)

/** Checkout.com's minor units as ISO's. */
export const isoAmount = (
  amount: number | null | undefined,
  currency: string | null | undefined,
): number | undefined =>
  typeof amount === 'number' ? Math.round(amount / scaleOf(currency)) : undefined

/** ISO's minor units as Checkout.com's. */
export const checkoutAmount = (amount: number, currency: string): number =>
  amount * scaleOf(currency)
