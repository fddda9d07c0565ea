import { expect, it } from 'vitest'
import { minorUnits } from './minor-units.ts'

it.each([
  ['10', 'KES', 1000],
  ['10.50', 'KES', 1050],
  ['1.15', 'USD', 115],
  [8.2, 'USD', 820],
  ['10.5000', 'KES', 1050],
  ['500.00', 'JPY', 500],
  ['1.234', 'KWD', 1234],
  ['0', 'KES', 0],
])('%s %s is %i', (decimal, currency, amount) => {
  expect(minorUnits(decimal, currency)).toBe(amount)
})

it.each([
  ['10.505', 'KES'],
  ['0.5', 'JPY'],
  ['-1', 'KES'],
  ['1e3', 'KES'],
  [1e21, 'KES'],
  ['1,000', 'KES'],
  ['', 'KES'],
  [' 1', 'KES'],
  ['999999999999999', 'KWD'],
  [null, 'KES'],
  [undefined, 'KES'],
  ['10', null],
  ['10', undefined],
  ['10', ''],
])('%s %s is no amount', (decimal, currency) => {
  expect(minorUnits(decimal, currency)).toBeUndefined()
})
