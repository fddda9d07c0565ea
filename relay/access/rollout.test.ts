import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isRolledOut } from './rollout.ts'

it('takes in nobody at 0, everybody at 100, and nobody out again while the percentage rises', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      const sides = Array.from({ length: 101 }, (_, percent) => isRolledOut(id, percent))
      expect([sides[0], sides[100]]).toEqual([false, true])
      expect(sides.toSorted((a, b) => Number(a) - Number(b))).toEqual(sides)
    }),
  )
})

it('takes staff in as soon as anybody', () => {
  expect([0, 1, 100].map((percent) => isRolledOut('*', percent))).toEqual([false, true, true])
})

it.each([1, 10, 50, 90])('takes in some %d % of the orders that a shop numbers', (percent) => {
  for (const name of [(n: number) => `ORD-${n}`, (n: number) => `2026-11-${n * 100}`]) {
    const ids = Array.from({ length: 10_000 }, (_, index) => name(index))
    const taken = ids.filter((id) => isRolledOut(id, percent)).length
    expect(Math.abs(taken / 100 - percent)).toBeLessThanOrEqual(2)
  }
})
