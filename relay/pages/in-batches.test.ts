import { expect, it } from 'vitest'
import { inBatches } from './in-batches.ts'

it('lets what else waits have its turn after each batch', async () => {
  const seen: unknown[] = []
  const done = inBatches([1, 2, 3, 4, 5], 2, (each) => {
    seen.push(each)
    if (each === 2 || each === 4) setImmediate(() => seen.push('others'))
  })
  expect(seen).toEqual([1, 2])
  await done
  expect(seen).toEqual([1, 2, 'others', 3, 4, 'others', 5])
})

it('takes in who comes meanwhile, and leaves out who goes', async () => {
  const seen: number[] = []
  const items = new Set([1, 2, 3])
  await inBatches(items, 1, (each) => {
    seen.push(each)
    if (each === 1) items.add(4).delete(2)
  })
  expect(seen).toEqual([1, 3, 4])
})
