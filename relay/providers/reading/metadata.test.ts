import { expect, it } from 'vitest'
import { attached } from './metadata.ts'

it.each([
  ['{"order_id":12345}', { order_id: 12345 }],
  [{ order_id: 12345 }, { order_id: 12345 }],
  ['ORD-1205', 'ORD-1205'],
  ['', ''],
  [0, 0],
  [null, null],
  [undefined, undefined],
])('%j is %j', (metadata, value) => {
  expect(attached(metadata)).toEqual(value)
})
