/** Amounts as providers write them, as ours: in ISO 4217's minor units. */

import type { MainState, Said } from '../../order/update.ts'
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

/** Minor units as a decimal such as `10.50`: in digits, because `115 / 100` may be no 1.15. */
export function decimal(amount: number, currency: string): string {
  const exponent = exponentOf(currency)
  const digits = String(amount).padStart(exponent + 1, '0')
  const point = digits.length - exponent
  return exponent === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Between a provider's minor units and ISO 4217's, given the currencies in which they differ. */
export function exponents(theirs: ReadonlyMap<string, number>) {
  /** In decimal places: how much finer ISO's are. */
  const shift = (currency: string): number =>
    exponentOf(currency) - (theirs.get(currency) ?? exponentOf(currency))

  return {
    /** Undefined: it is finer than the currency, or no amount. */
    toIso: (amount: number, currency: string): number | undefined =>
      count(shifted(amount, shift(currency))),

    /** As near as the provider can tell it. */
    fromIso: (amount: number, currency: string): number =>
      Math.round(shifted(amount, -shift(currency))),
  }
}

const shifted = (amount: number, places: number): number =>
  places < 0 ? amount / 10 ** -places : amount * 10 ** places

const count = (amount: number): number | undefined =>
  Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined

/**
 * The state, as far as the amount bears it out: a success that does not say how much would count as all
 * that the order asks.
 */
export const stateWithAmount = (state: MainState, amount: number | undefined): MainState =>
  state === 'succeeded' && amount === undefined ? 'processing' : state

type PartState = 'pending' | 'done' | 'failed'

/**
 * The state of a capture or a refund, as far as the amount bears it out: one that is done and does not
 * say how much would count as all.
 */
export const partWithAmount = (state: PartState, amount: number | undefined): PartState =>
  state === 'done' && amount === undefined ? 'pending' : state

/**
 * What a provider took off its own price, or, where it took nothing off, put on top: of both together nobody
 * can say which of them the merchant knew of. In minor units; undefined: neither.
 */
export function waivedBy(off: number, onTop: number): number | undefined {
  const waived = off > 0 ? off : -onTop
  return Number.isSafeInteger(waived) && waived !== 0 ? waived : undefined
}

/** What is said, as far as the amount bears it out. */
export function borneOut(said: Said, amount: number | undefined): Said {
  if (said.part === 'main') return { part: said.part, state: stateWithAmount(said.state, amount) }
  if (said.part === 'refunds' && amount === undefined) {
    throw new Error('Nobody can read how much was refunded.')
  }
  return said.state === 'done' ? { ...said, state: partWithAmount(said.state, amount) } : said
}
