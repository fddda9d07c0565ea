import { exponentOf } from '../../relay/protocol.ts'

/** An amount in minor units, as a language writes it: with the currency's code, for a `$` is of many countries. */
export const money = (amount: number, currency: string, language: string): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' })
    .format(amount / 10 ** exponentOf(currency))
    .replace(/\s/g, '\u00a0')
