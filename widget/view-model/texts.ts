/** Money and times in the shopper's language, by `Intl`. */

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

/** A moment as a clock shows it, with its day where that is not today's. In ms since 1970. */
export function timeText(at: number, now: number, language: string): string {
  const isFar = Math.abs(now - at) > 12 * 3_600_000
  const day = isFar ? ({ day: 'numeric', month: 'short' } as const) : {}
  const options = { hour: 'numeric', minute: '2-digit', ...day } as const
  try {
    return new Date(at).toLocaleString(language, options)
  } catch {
    return new Date(at).toLocaleString(undefined, options)
  }
}
