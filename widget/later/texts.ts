/** Times, durations, numbers of things, and amounts as one types them, by `Intl`. */

import type { Plural } from '../locales/words.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The form for `count` in `language`, a BCP 47 tag. */
export function pluralOf(forms: Plural, count: number, language: string): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other
}

/**
 * An amount as one types it elsewhere: digits, and the language's mark before decimals that are not all zero. A field that
 * takes no decimals would take `.00` for two digits more. `isGrouped`: as one reads it.
 */
export function bareText(
  minor: number | null,
  currency: string | null,
  exponentOf: (currency: string) => number,
  language: string,
  isGrouped = false,
): string {
  if (minor === null || !currency) return ''
  const exponent = exponentOf(currency)
  const size = 10 ** exponent
  return (minor / size).toLocaleString(language, {
    // Others than these are not typed into a bank's page.
    numberingSystem: 'latn',
    useGrouping: isGrouped,
    minimumFractionDigits: minor % size === 0 ? 0 : exponent,
    maximumFractionDigits: exponent,
  })
}

/** A moment as a clock shows it, with its day where that is not near. In ms since 1970. */
export function timeText(at: number, now: number, language: string): string {
  const isFar = Math.abs(now - at) > 12 * HOUR
  return new Date(at).toLocaleString(language, {
    hour: 'numeric',
    minute: '2-digit',
    ...(isFar && { day: 'numeric', month: 'short' }),
    // English of no country is read in all of them.
    ...(language === 'en' && { hourCycle: 'h23' }),
  })
}

/** A moment as a receipt has it. In ms since 1970. */
export const dateText = (at: number, language: string): string =>
  new Date(at).toLocaleString(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    ...(language === 'en' && { hourCycle: 'h23' }),
  })

/** A number of units, such as `4 sec` or `3 minutes`. */
export const unitText = (
  count: number,
  unit: 'second' | 'minute' | 'hour' | 'day',
  language: string,
  unitDisplay: 'narrow' | 'short' | 'long' = 'short',
): string => count.toLocaleString(language, { style: 'unit', unit, unitDisplay })

/** How long it still is: `1:05` below an hour, `23 hr 12 min` from there on. Never negative. */
export function leftText(ms: number, language: string): string {
  const left = Math.max(ms, 0)
  const count = (size: number) => Math.floor(left / size)
  const unit = (value: number, name: 'minute' | 'hour' | 'day') => unitText(value, name, language)
  if (left >= DAY) return `${unit(count(DAY), 'day')} ${unit(count(HOUR) % 24, 'hour')}`
  if (left >= HOUR) return `${unit(count(HOUR), 'hour')} ${unit(count(MINUTE) % 60, 'minute')}`
  const digits = (value: number, minimumIntegerDigits: number) =>
    value.toLocaleString(language, { minimumIntegerDigits, useGrouping: false })
  return `${digits(count(MINUTE), 1)}:${digits(count(SECOND) % 60, 2)}`
}
