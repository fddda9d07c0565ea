import { expect, it } from 'vitest'
import { Newest } from './newest.ts'

it('remembers so many, and forgets those that were set least lately', () => {
  const newest = new Newest<number>(2)
  newest.set('a', 1)
  newest.set('b', 2)
  newest.set('a', 3)
  newest.set('c', 4)
  expect([newest.get('a'), newest.get('b'), newest.get('c')]).toEqual([3, undefined, 4])
})
