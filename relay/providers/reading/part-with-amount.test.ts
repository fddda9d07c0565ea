import { expect, it } from 'vitest'
import { partWithAmount } from './part-with-amount.ts'

it('takes for done what says how much', () => {
  expect(partWithAmount('done', 0)).toBe('done')
  expect(partWithAmount('done', undefined)).toBe('pending')
})

it.each(['pending', 'failed'] as const)('takes %s at its word', (state) => {
  expect(partWithAmount(state, undefined)).toBe(state)
})
