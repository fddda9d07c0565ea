import { exponentOf } from '../../protocol.ts'

/** Minor units as a decimal such as `10.50`: in digits, because `115 / 100` may be no 1.15. */
export function decimal(amount: number, currency: string): string {
  const exponent = exponentOf(currency)
  const digits = String(amount).padStart(exponent + 1, '0')
  const point = digits.length - exponent
  return exponent === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
}
