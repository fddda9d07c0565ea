import { exponentOf } from '../../protocol.ts'

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
