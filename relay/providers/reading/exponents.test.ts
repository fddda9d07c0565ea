import { expect, it } from 'vitest'
import { exponents } from './exponents.ts'

const { toIso, fromIso } = exponents(
  new Map([
    ['CLP', 2],
    ['IDR', 0],
  ]),
)

it.each([
  [5000, 'CLP', 50],
  [5000, 'IDR', 500_000],
  [5000, 'EUR', 5000],
  [5000, 'JPY', 5000],
  [0, 'CLP', 0],
])('%i %s are %i', (amount, currency, iso) => {
  expect(toIso(amount, currency)).toBe(iso)
  expect(fromIso(iso, currency)).toBe(amount)
})

it.each([
  [5001, 'CLP'],
  [-100, 'EUR'],
  [0.5, 'EUR'],
  [Number.MAX_SAFE_INTEGER, 'IDR'],
])('%d %s is no amount', (amount, currency) => {
  expect(toIso(amount, currency)).toBeUndefined()
})
