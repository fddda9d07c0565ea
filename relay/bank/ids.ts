/** Ids of the forms that providers give, made of something unique: of the same always the same. */

import { hash } from 'node:crypto'

const hexOf = (unique: string): string => hash('sha256', unique, 'hex')

/** Such as `1402feb0-bb79-47ae-9d1e-e69394d3949c`. */
export const uuidOf = (unique: string): string =>
  hexOf(unique).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/** A number of so many digits, 70 at most, that does not begin with zero. */
export const digitsOf = (unique: string, count: number): string =>
  `7${String(BigInt(`0x${hexOf(unique)}`)).slice(0, count - 1)}`
