/** Money in the shopper's language, by `Intl`. */

import { exponentOf } from '../../relay/protocol.ts'

/** `minor` units of a currency (ISO 4217), or empty where nobody has said. */
export function moneyText(minor: number | null, currency: string | null, language: string): string {
  if (minor === null || !currency) return ''
  const digits = exponentOf(currency)
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const major = minor / 10 ** digits
  try {
    return major.toLocaleString(language, { style: 'currency', currency, ...options })
  } catch {
    // A language tag or a currency that this browser does not know: still the number, still true.
    return `${currency} ${major.toLocaleString(undefined, options)}`
  }
}
