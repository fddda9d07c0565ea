import { describe, expect, it } from 'vitest'
import { decimal, exponents, minorUnits, partWithAmount, waivedBy } from './amounts.ts'

describe('a decimal', () => {
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
})

describe('minor units', () => {
  it.each([
    [1050, 'KES', '10.50'],
    [5, 'EUR', '0.05'],
    [500, 'JPY', '500'],
    [1234, 'KWD', '1.234'],
    [0, 'KES', '0.00'],
  ])('%i %s are %s', (amount, currency, text) => {
    expect(decimal(amount, currency)).toBe(text)
  })
})

describe('a provider’s own exponents', () => {
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
})

describe('a capture or a refund', () => {
  it('takes for done what says how much', () => {
    expect(partWithAmount('done', 0)).toBe('done')
    expect(partWithAmount('done', undefined)).toBe('pending')
  })

  it.each(['pending', 'failed'] as const)('takes %s at its word', (state) => {
    expect(partWithAmount(state, undefined)).toBe(state)
  })
})

it.each([
  ['a discount', 1000, 0, 1000],
  ['a tax on top', 0, 800, -800],
  ['both: the discount', 1000, 800, 1000],
  ['neither', 0, 0, undefined],
  ['what is no number', NaN, NaN, undefined],
])('is waived: %s', (_, off, onTop, waived) => {
  expect(waivedBy(off, onTop)).toBe(waived)
})
