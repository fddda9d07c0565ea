import { expect, it } from 'vitest'
import { Buckets } from './buckets.ts'

it('are one for each, and who takes too much takes it from nobody else', () => {
  const buckets = new Buckets(200, 2)
  expect(buckets.take('a', 200, 0)).toBe(0)
  expect(buckets.take('a', 1, 0)).toBe(1)
  expect(buckets.take('b', 200, 0)).toBe(0)
  expect(buckets.take('a', 2, 1_000)).toBe(0)
  expect(buckets.take('a', 5, 1_000)).toBe(3)
})

it('say of whoever owes when there will be enough', () => {
  const buckets = new Buckets(200, 2)
  buckets.take('a', 200, 0)
  buckets.owe('a', 10)
  const seconds = buckets.take('a', 4, 0)
  expect(seconds).toBe(7)
  expect(buckets.take('a', 4, seconds * 1_000)).toBe(0)
})

it('are forgotten once they are full again, however many there were', () => {
  const buckets = new Buckets(200, 2)
  for (let each = 0; each < 10_000; each++) buckets.take(`stranger-${each}`, 2, each)
  // Two frames are made good in a second: of those who came one a millisecond, a thousand are remembered.
  expect(buckets.count).toBeLessThanOrEqual(1_001)
  buckets.take('last', 1, 60_000)
  expect(buckets.count).toBe(1)
})
