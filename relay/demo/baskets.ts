/** What the demo's shop sells, and what that costs where. */

/** Minor units, by ISO 4217 code: of some currencies those are hundredths, of some thousandths, and of some there are none. */
const AMOUNTS = {
  KES: 500_000,
  INR: 249_900,
  EUR: 4_990,
  USD: 5_400,
  NGN: 3_900_000,
  JPY: 7_800,
  KWD: 16_750,
  BRL: 27_990,
  IDR: 85_000_000,
  UGX: 145_000,
}

export type Currency = keyof typeof AMOUNTS

export const CURRENCIES = Object.entries(AMOUNTS).map(([code, amount]) => ({ code, amount }))

export const CODES = Object.keys(AMOUNTS) as Currency[]

export const isCurrency = (code: string): code is Currency => Object.hasOwn(AMOUNTS, code)

/** As an order for it is registered. */
export const basket = (currency: Currency) => ({
  amount: AMOUNTS[currency],
  currency,
  merchant: 'Kikoy House',
  description: '2 × beach towel',
  expiresIn: 15 * 60,
})
