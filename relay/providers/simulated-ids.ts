/** Ids of the forms that providers give, for payments that are simulated: always the same for one payment. */

import { hash } from 'node:crypto'

const hexOf = (payment: string): string => hash('sha256', payment, 'hex')

/** Such as `1402feb0-bb79-47ae-9d1e-e69394d3949c`. */
export const uuidOf = (payment: string): string =>
  hexOf(payment).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/** A number of so many digits, 15 at most. */
export const digitsOf = (payment: string, count: number): string =>
  String(Number.parseInt(hexOf(payment).slice(0, 12), 16))
    .padStart(15, '7')
    .slice(-count)
