import { expect, it } from 'vitest'
import { decimal } from './decimal.ts'

it.each([
  [1050, 'KES', '10.50'],
  [5, 'EUR', '0.05'],
  [500, 'JPY', '500'],
  [1234, 'KWD', '1.234'],
  [0, 'KES', '0.00'],
])('%i %s are %s', (amount, currency, text) => {
  expect(decimal(amount, currency)).toBe(text)
})
