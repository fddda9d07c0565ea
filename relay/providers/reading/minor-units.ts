import { exponentOf } from '../../protocol.ts'

const DECIMAL = /^(\d{1,15})(?:\.(\d{1,15}))?$/

/**
 * A decimal such as `10` or `10.50` in the currency's minor units. From the text, because `1.15 * 100`
 * is not 115. Undefined: it is no amount, of no currency, or finer than the currency.
 */
export function minorUnits(
  decimal: string | number | null | undefined,
  currency: string | null | undefined,
): number | undefined {
  if (!currency) return undefined
  const [, whole, fraction = ''] = DECIMAL.exec(String(decimal)) ?? []
  if (whole === undefined) return undefined

  const exponent = exponentOf(currency)
  const isTooFine = /[^0]/.test(fraction.slice(exponent))
  const amount = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'))
  return isTooFine || !Number.isSafeInteger(amount) ? undefined : amount
}
