import * as v from 'valibot'
import { minorUnits } from '../reading/amounts.ts'
import { Currency } from '../reading/fields.ts'

const Code = v.pipe(
  v.string(),
  // Coinbase takes and gives a dollar for it.
  v.transform((code) => (code === 'USDC' ? 'USD' : code)),
  Currency,
)

/** An amount of money in minor units. Undefined: it is none, or of what is no currency but a coin. */
export const CoinbaseMoney = v.fallback(
  v.optional(
    v.pipe(
      v.object({ amount: v.union([v.string(), v.number()]), currency: Code }),
      v.transform(({ amount, currency }) => {
        const units = minorUnits(amount, currency)
        return units === undefined ? undefined : { amount: units, currency }
      }),
    ),
  ),
  undefined,
)
