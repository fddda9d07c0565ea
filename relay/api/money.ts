/** Amounts as a shop says them: whole minor units, or text in major units with exactly the currency's decimals. */

import * as v from 'valibot'
import { at, one, readOf, short, shown } from '../http/shapes.ts'
import { exponentOf } from '../protocol.ts'
import { Currency, CURRENCY } from './fields.ts'

interface Said {
  amount?: unknown
  currency?: unknown
}

/** What an order is registered with already. */
export interface OrderCurrency {
  currency?: string | undefined
}

/** A number that was written with decimals: to JavaScript 5000.0 is 5000, and somebody may mean 5,000.00 by it. */
class Fraction {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** For JSON.parse: an amount that was not written as a whole number is none. */
export const keepFractions = (
  key: string,
  value: unknown,
  { source = '' }: { source?: string } = {},
): unknown =>
  key === 'amount' && Number.isInteger(value) && !/^-?\d+$/.test(source)
    ? new Fraction(source)
    : value

/** The fields that are money. Whether an amount fits, only its currency tells: see `moneyFits`. */
export const MONEY = {
  amount: v.exactOptional(
    one(
      'whole minor units, such as 500000, or "5000.00"',
      v.custom<number | string>(() => true),
    ),
  ),
  currency: v.exactOptional(Currency),
}

/**
 * Refuses an amount that could be taken for another, and text whose currency neither the request nor the order says.
 * `always`: an amount in minor units needs one as well.
 */
export const moneyFits = <Input extends Said>(known: OrderCurrency, always?: 'always') =>
  v.rawCheck<Input>(({ dataset, addIssue }) => {
    const said = readOf(dataset.value)
    const { amount, currency = known.currency } = said
    const wrong = (key: string, message: string) => addIssue({ message, path: at(said, key) })

    if (amount === undefined) return
    if (currency === undefined && (always || typeof amount === 'string')) {
      wrong('currency', `is missing; ${CURRENCY}, that the amount is in`)
    }
    // Where the currency is none, or none is said, text that may fit one cannot be judged.
    const decimals = v.is(Currency, currency) ? exponentOf(currency) : undefined
    const mayFit = decimals === undefined && typeof amount === 'string' && MAJOR.test(amount)
    if (mayFit || minorUnits(amount, decimals) !== undefined) return
    const not = amount instanceof Fraction ? short(amount.text) : shown(amount)
    wrong('amount', `must be ${whatFits(amount, decimals)}, not ${not}`)
  })

/**
 * What fits, in minor units. Text comes with the currency that it was read in: the order's may be another one by the
 * time that it is kept.
 */
export function inMinorUnits(
  { amount, currency }: { amount: number | string | undefined; currency: string | undefined },
  known: OrderCurrency,
): { amount?: number; currency?: string } {
  const of = currency ?? known.currency
  const minor = minorUnits(amount, of === undefined ? undefined : exponentOf(of))
  return {
    ...(minor !== undefined && { amount: minor }),
    ...(currency !== undefined && { currency }),
    ...(typeof amount === 'string' && of !== undefined && { currency: of }),
  }
}

const MAJOR = /^(0|[1-9]\d*)(?:\.(\d+))?$/

/** Undefined where it is neither of the two. */
function minorUnits(amount: unknown, decimals: number | undefined): number | undefined {
  if (typeof amount === 'number') return isCount(amount) ? amount : undefined
  const [, whole, fraction = ''] = (typeof amount === 'string' && MAJOR.exec(amount)) || []
  if (whole === undefined || fraction.length !== decimals) return undefined
  const minor = Number(whole + fraction)
  return isCount(minor) ? minor : undefined
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** Where it is obvious what was meant, that. */
function whatFits(amount: unknown, decimals = 2): string {
  const minor = meantBy(amount, decimals) ?? 5_000 * 10 ** decimals
  const digits = String(minor).padStart(decimals + 1, '0')
  const end = digits.length - decimals
  const major = [digits.slice(0, end), digits.slice(end)].filter(Boolean).join('.')
  return `whole minor units, such as ${minor}, or "${major}"`
}

/** 10.5, "10.5" and "5,000.00" are in major units, for all that anybody can tell. */
function meantBy(amount: unknown, decimals: number): number | undefined {
  const written = amount instanceof Fraction ? amount.text : amount
  if (typeof written === 'object') return undefined
  const text = String(written).trim()
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text
  const [, whole, fraction = ''] = MAJOR.exec(plain) ?? []
  const decimal = /^0{1,2}$/.test(fraction) ? '' : fraction
  if (whole === undefined || decimal.length > decimals) return undefined
  const minor = Number(whole + decimal.padEnd(decimals, '0'))
  return isCount(minor) ? minor : undefined
}
