import { expect, it } from 'vitest'
import { textCode } from './text-code.ts'

it.each([
  ['Not enough balance', 'not_enough_balance'],
  ['  3D Not Authenticated! ', '3d_not_authenticated'],
  ['FRAUD-CANCELLED', 'fraud_cancelled'],
  ['', ''],
  [null, ''],
  [undefined, ''],
])('%j is %j', (text, code) => {
  expect(textCode(text)).toBe(code)
})
